//! The same list in every format, from a file, from a text and from a value.

use middleware_core::settings::{Format, Settings};
use serde::Deserialize;

use crate::settings::layers::{App, registry};

fn app(settings: &Settings) -> App {
    registry()
        .build(settings, |request: String| request)
        .unwrap_or_else(|errors| panic!("{errors}"))
}

const ANSWER: &str = "GET security limit=100,None session=File /var/shop,3.5";

#[test]
fn the_formats_hold_the_same() {
    for name in ["good.toml", "good.json", "good.yaml"] {
        let path = format!("data/settings/{name}");
        let settings = Settings::from_file(&path).unwrap();
        assert_eq!(app(&settings).call("GET".to_owned()), ANSWER, "{name}");

        let text = std::fs::read_to_string(&path).unwrap();
        let settings = Settings::parse(&text, Format::of_file(name).unwrap()).unwrap();
        assert_eq!(app(&settings).call("GET".to_owned()), ANSWER, "{name}");
    }
}

#[test]
fn a_list_is_a_field_of_the_program_s_own_settings() {
    #[derive(Deserialize)]
    struct Own {
        title: String,
        middleware: Settings,
    }

    let text = std::fs::read_to_string("data/settings/good.toml").unwrap();
    let own: Own = toml::from_str(&text).unwrap();
    assert_eq!(own.title, "shop");
    assert_eq!(app(&own.middleware).call("GET".to_owned()), ANSWER);

    let text = std::fs::read_to_string("data/settings/good.json").unwrap();
    let own: Own = serde_json::from_str(&text).unwrap();
    assert_eq!(app(&own.middleware).call("GET".to_owned()), ANSWER);

    let error = serde_json::from_str::<Settings>("{}").unwrap_err();
    assert_eq!(error.to_string(), "`middleware` is a table, not a list of layers");
}

/// A file that would take the loader all its stack, or all time, is refused before it does.
#[test]
fn yaml_that_is_too_much_is_a_mistake() {
    let bomb = (0..14).fold("&a0 x: 1\n".to_owned(), |text, n| {
        format!("{text}? &a{} [*a{n}, *a{n}]\n: 1\n", n + 1)
    });
    for (text, message) in [
        ("- ".repeat(20_000), "values are nested too deeply"),
        ("? ".repeat(50_000), "a key is not a string"),
        (bomb, "a key is not a string"),
        ("? [a]\n: 1".to_owned(), "a key is not a string"),
    ] {
        let errors = Settings::parse(&text, Format::Yaml).unwrap_err().to_string();
        assert!(errors.contains(message), "{errors}");
    }
    // As deep as in JSON is not too deep.
    let deep = format!("middleware: []\nrest: {}1{}", "[".repeat(100), "]".repeat(100));
    assert!(Settings::parse(&deep, Format::Yaml).is_ok());
}

/// What may be a password is in no message, and no option in `Debug`.
#[test]
fn passwords_are_not_told() {
    let text =
        "middleware = [{ name = 'shop.RateLimit', options = { limit = 'redis://:hunter2@db' } }]";
    let settings = Settings::parse(text, Format::Toml).unwrap();
    let errors = registry().build(&settings, |text: String| text).unwrap_err();
    assert!(errors.to_string().contains("but is an address"), "{errors}");
    assert!(!format!("{errors} {errors:?} {settings:?}").contains("hunter2"));
    assert!(format!("{settings:?}").contains("shop.RateLimit"));
}

#[test]
fn an_empty_list_is_the_view() {
    let texts = [
        (Format::Toml, "middleware = []"),
        (Format::Json, r#"{"middleware": []}"#),
        (Format::Yaml, "middleware: []"),
    ];
    for (format, text) in texts {
        let settings = Settings::parse(text, format).unwrap();
        assert_eq!(settings.names().count(), 0);
        let app = app(&settings);
        assert_eq!(app.call("GET".to_owned()), "GET", "{format}");
        assert_eq!(app.plan().layers().len(), 0, "{format}");
    }
}

#[test]
fn a_file_is_found_anywhere_and_by_any_case_of_its_ending() {
    let folder = std::env::temp_dir().join(format!("middleware-settings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("SETTINGS.YML");
    std::fs::write(&path, "middleware: [shop.Audit, {name: shop.header, options: {value: x}}]")
        .unwrap();
    let settings = Settings::from_file(&path).unwrap();
    assert_eq!(app(&settings).call("GET".to_owned()), "GET audit header=x");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn values_of_every_kind_reach_the_option() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct All {
        small: i8,
        large: u64,
        half: f32,
        whole: f64,
        letter: char,
        pair: (bool, String),
        nothing: Option<String>,
        unit: Option<()>,
        map: std::collections::BTreeMap<String, Vec<i64>>,
        wrapped: Wrapped,
        tuple: Shape,
        fields: Shape,
        date: String,
    }

    #[derive(Debug, Deserialize, PartialEq)]
    struct Wrapped(u8);

    #[derive(Debug, Deserialize, PartialEq)]
    enum Shape {
        Pair(u8, u8),
        Fields { side: u8 },
    }

    let text = r#"middleware = [{ name = "all", options = {
        small = -8, large = 0x7fffffffffffffff, half = 0.5, whole = 2, letter = "x", pair = [true, "y"],
        map = { a = [1, 2], b = [] }, wrapped = 3, tuple = { Pair = [1, 2] }, fields = { Fields = { side = 4 } },
        date = 1979-05-27,
    } }]"#;
    let mut registry = middleware_core::settings::Registry::<String, String>::new();
    registry.add_with("all", |all: All| crate::settings::layers::header(format!("{all:?}")));
    let settings = Settings::parse(text, Format::Toml).unwrap();
    let app = registry.build(&settings, |request: String| request).unwrap();
    let all = All {
        small: -8,
        large: i64::MAX.unsigned_abs(),
        half: 0.5,
        whole: 2.0,
        letter: 'x',
        pair: (true, "y".to_owned()),
        nothing: None,
        unit: None,
        map: [("a".to_owned(), vec![1, 2]), ("b".to_owned(), vec![])].into(),
        wrapped: Wrapped(3),
        tuple: Shape::Pair(1, 2),
        fields: Shape::Fields { side: 4 },
        date: "1979-05-27".to_owned(),
    };
    assert_eq!(app.call(String::new()), format!(" header={all:?}"));
}
