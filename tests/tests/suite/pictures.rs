//! The plan as a picture, in each format, compared with golden files.
//!
//! After a wanted change: `TRYBUILD=overwrite cargo test -p middleware-tests pictures::`, then look at them.

use std::{fs, path::Path};

use middleware_core::{
    Capability, Mode, Plan,
    plan::{Format, UnknownFormat},
};

/// Three layers: two bridges, one of them the hop, and hooks.
fn three() -> Plan {
    Plan::of_view("shop::views::hello", Mode::Async)
        .wrapped_in("Timing", Capability::Both)
        .wrapped_in("Audit", Capability::SyncOnly)
        .wrapped_in("Fetch", Capability::AsyncOnly)
        .with_blocking_hooks(1)
}

/// Names that every format has to escape.
fn odd() -> Plan {
    let name = "Cache<&'static str, \"x\\y\">";
    Plan::of_view("shop::Stub<shop::Request>", Mode::Sync).wrapped_in(name, Capability::AsyncOnly)
}

/// Layers that are skipped: outermost, beside a bridge, two in a row, and innermost.
fn skipped() -> Plan {
    Plan::of_view("shop::views::hello", Mode::Async)
        .with_skipped("Cache", "switched off")
        .wrapped_in("Audit", Capability::SyncOnly)
        .with_skipped("shop.Debug<\"x\">", "only in <development> & on staging")
        .with_skipped("Limit", "no limit is set")
        .wrapped_in("Timing", Capability::Both)
        .with_skipped("Trace", "switched off")
}

/// Many layers.
fn twenty() -> Plan {
    let kinds = [Capability::Both, Capability::AsyncOnly, Capability::Both, Capability::SyncOnly];
    (0..20).rev().fold(Plan::of_view("hello", Mode::Sync), |inside, at| {
        inside.wrapped_in(format!("Layer{at}"), kinds[at % kinds.len()])
    })
}

fn ending(format: Format) -> &'static str {
    match format {
        Format::Json => "json",
        Format::Mermaid => "mmd",
        Format::Dot => "dot",
        Format::Svg => "svg",
        _ => "txt",
    }
}

#[test]
fn pictures_are_as_ever() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plan");
    for (name, plan) in
        [("three", three()), ("skipped", skipped()), ("odd", odd()), ("twenty", twenty())]
    {
        for format in Format::ALL {
            let picture = plan.picture(Mode::Async, format).to_string();
            let file = folder.join(name).with_extension(ending(format));
            if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
                fs::write(&file, &picture).unwrap();
            }
            let golden = fs::read_to_string(&file).unwrap();
            assert_eq!(picture, golden, "{}", file.display());
        }
    }
}

#[test]
fn json_is_json_and_tells_all() {
    let json = |plan: &Plan, caller| -> Vec<serde_json::Value> {
        serde_json::from_str(&plan.picture(caller, Format::Json).to_string()).unwrap()
    };
    let stops = json(&three(), Mode::Async);
    let kinds: Vec<_> = stops.iter().map(|stop| stop["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["caller", "layer", "bridge", "layer", "bridge", "layer", "view"]);
    assert_eq!((&stops[2]["hop"], &stops[4]["hop"]), (&true.into(), &false.into()));
    assert_eq!(stops[2]["reason"], "`Fetch` has no `call`");
    assert_eq!(stops[4]["reason"], "`Audit` has no `acall`");
    assert_eq!(json(&odd(), Mode::Async)[1]["name"], "Cache<&'static str, \"x\\y\">");
}

#[test]
fn from_sync_code_nothing_is_a_hop() {
    let picture = three().picture(Mode::Sync, Format::Json).to_string();
    let outermost = r#""bridge": "async_to_sync", "hop": false, "reason": "`Fetch` has no `call`""#;
    assert!(picture.contains(outermost), "{picture}");
    assert!(!picture.contains(r#""hop": true"#));
}

#[test]
fn a_layer_that_is_skipped_stands_where_it_was_listed() {
    let picture = skipped().picture(Mode::Async, Format::Json).to_string();
    let stops: Vec<serde_json::Value> = serde_json::from_str(&picture).unwrap();
    let names: Vec<_> = stops.iter().map(|stop| stop["name"].as_str().unwrap_or("-")).collect();
    let expected =
        ["-", "-", "Trace", "Timing", "Limit", "shop.Debug<\"x\">", "Audit", "-", "Cache", "hello"];
    assert_eq!(names, expected);
}

#[test]
fn a_format_has_a_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse(), Ok(format));
    }
    let error: UnknownFormat = "png".parse::<Format>().unwrap_err();
    assert_eq!(
        error.to_string(),
        "unknown format `png`: use `text`, `json`, `mermaid`, `dot` or `svg`"
    );
}
