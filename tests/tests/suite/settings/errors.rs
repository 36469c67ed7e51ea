//! Everything that can be wrong with a list, word by word.
//!
//! `data/settings/NAME` is compared with `data/settings/NAME.txt`, which
//! `TRYBUILD=overwrite cargo test -p middleware-tests settings::` writes anew.

use std::{collections::BTreeSet, error::Error};

use middleware_core::settings::{Built, Format, Problem, Registry, Settings, SettingsErrors};

use crate::settings::layers::{WeakKey, audit, registry};

fn errors_of(path: &str) -> SettingsErrors {
    let settings = match Settings::from_file(path) {
        Ok(settings) => settings,
        Err(errors) => return errors,
    };
    let errors = registry().check(&settings).expect_err(path);
    let built = registry().build(&settings, |request: String| request).unwrap_err();
    assert_eq!(errors.to_string(), built.to_string());
    errors
}

#[test]
fn all_errors_are_told_at_once() {
    for file in [
        "everything.toml",
        "everything.json",
        "everything.yaml",
        "options.toml",
        "order.toml",
        "syntax.toml",
        "syntax.json",
        "syntax.yaml",
        "twice.yaml",
        "no_list.json",
        "no_list.toml",
        "no_middleware.yaml",
        "unknown.ini",
    ] {
        let path = format!("data/settings/{file}");
        let told = format!("{}\n", errors_of(&path));
        let golden = format!("{path}.txt");
        if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
            std::fs::write(&golden, &told).unwrap();
        }
        assert_eq!(told, std::fs::read_to_string(&golden).unwrap_or_default(), "{file}");
    }
}

#[test]
fn the_formats_have_the_same_errors_on_lines_of_their_own() {
    let errors = |format: &str| {
        let errors = errors_of(&format!("data/settings/everything.{format}")).into_iter();
        let errors = errors.map(|error| (error.entry(), error.problem().to_string()));
        // Within an entry they are in the order of their lines.
        errors.collect::<BTreeSet<_>>()
    };
    let toml = errors("toml");
    assert_eq!(errors("json"), toml);
    assert_eq!(errors("yaml"), toml);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let errors = Settings::from_file("data/settings/none.toml").unwrap_err();
    assert!(
        errors.to_string().starts_with("data/settings/none.toml: cannot be read: "),
        "{errors}"
    );
    let problem = errors.iter().next().unwrap().problem();
    assert!(
        matches!(problem, Problem::Read(error) if error.kind() == std::io::ErrorKind::NotFound)
    );
}

#[test]
fn an_error_is_typed_and_knows_its_place() {
    let errors = errors_of("data/settings/everything.toml");
    let unknown =
        errors.iter().find(|error| matches!(error.problem(), Problem::UnknownName { .. }));
    let unknown = unknown.unwrap();
    assert_eq!(unknown.file(), Some("data/settings/everything.toml".as_ref()));
    assert_eq!((unknown.line(), unknown.entry()), (Some(3), Some(2)));
    assert_eq!(unknown.name(), Some("shop.Sesion"));
    let Problem::UnknownName { near, .. } = unknown.problem() else { unreachable!() };
    assert_eq!(near, &["shop.Session"]);
}

#[test]
fn a_constructor_s_own_error_is_kept() {
    let text = r#"{"middleware": [{"name": "shop.Key", "options": {"key": "short"}}]}"#;
    let settings = Settings::parse(text, Format::Json).unwrap();
    let errors = registry().build(&settings, |request: String| request).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "line 1: entry 1, `shop.Key`: its constructor failed: the key `short` is too short"
    );
    let source = errors.iter().next().unwrap().source().and_then(Error::source).unwrap();
    assert_eq!(source.downcast_ref::<WeakKey>(), Some(&WeakKey("short".to_owned())));
}

#[test]
fn without_a_file_the_entry_is_named() {
    let settings: Settings = ["shop.Audit", "shop.Audits", "cache"].into_iter().collect();
    let errors = registry().check(&settings).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "\
entry 2, `shop.Audits`: no layer of this name is registered
  help: did you mean `shop.Audit` or `shop.Auth`?
entry 3, `cache`: no layer of this name is registered
  help: did you mean `shop.Cache`?"
    );
    let errors = Registry::<String, String>::new().check(&settings).unwrap_err();
    assert!(errors.to_string().ends_with("help: no layer is registered"), "{errors}");
}

#[test]
fn a_name_that_is_registered_twice_is_an_error() {
    let mut registry = registry();
    registry.add("shop.Audit", || Built::<middleware_core::chain::Identity>::skip("never"));
    let settings: Settings = ["shop.header"].into_iter().collect();
    let errors = registry.check(&settings).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "\
`shop.Audit`: two layers are registered under this name
  help: give one of them another name
entry 1, `shop.header`: the option `value` is missing
  help: add it to the entry's `options`: `value`"
    );
}

#[test]
fn an_order_that_is_right_is_no_error() {
    let listed = |names: &[&str]| names.iter().copied().collect::<Settings>();
    let mut registry = Registry::<String, String>::new();
    registry.add("a", audit).outermost().unique();
    registry.add("b", audit).inside_of("a").outside_of("c").needs_inside("d");
    registry.add("c", audit).needs_outside("b");
    registry.add("d", audit).innermost();
    registry.add("e", audit);
    for names in [
        &["a", "b", "c", "d"][..],
        &["a", "e"],
        &["b", "e", "d"],
        &["a", "b", "e", "b", "c", "d"],
        &[],
    ] {
        registry.check(&listed(names)).unwrap_or_else(|errors| panic!("{names:?}: {errors}"));
    }
    for names in
        [&["a", "c", "b", "d"][..], &["e", "a"], &["b"], &["d", "e"], &["a", "b", "c", "b", "d"]]
    {
        registry.check(&listed(names)).expect_err(&format!("{names:?}"));
    }
}

#[test]
fn what_only_a_look_inside_shows_is_told_with_its_line() {
    let error = |text: &str, format| Settings::parse(text, format).unwrap_err().to_string();
    let json = [
        ("{\n\"a\": [\n1e999]}", "line 3: is not valid JSON: number out of range"),
        (
            "{\"a\": 1,\n\"middleware\": [],\n\"a\": 2}",
            "line 3: is not valid JSON: duplicate key `a`",
        ),
        ("", "line 1: is not valid JSON: EOF while parsing a value"),
    ];
    for (text, told) in json {
        assert_eq!(error(text, Format::Json), told);
    }
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(
        error(&deep, Format::Json),
        "line 1: is not valid JSON: values are nested too deeply"
    );
    let yaml = [
        ("", "is not valid YAML: it is empty"),
        ("a: 1\n---\nb: 1", "is not valid YAML: there are 2 documents, but one is expected"),
        ("middleware: []\n[1]: 2", "line 2: is not valid YAML: a key is not a string"),
    ];
    for (text, told) in yaml {
        assert_eq!(error(text, Format::Yaml), told);
    }
    assert_eq!(
        error("[]", Format::Yaml),
        "there is no `middleware`\n  help: list the layers in it, outermost first; the list may be empty"
    );
}
