//! The options as settings, and the layer in a registry.

use std::time::Duration;

use middleware_core::settings::{Format, Registry, Settings};
use middleware_examples::{
    Request, Response, Security, Session, SessionOptions,
    session::{MemoryOptions, RedisOptions, SameSite, StoreOptions},
};

fn read(json: &str) -> Result<SessionOptions, serde_json::Error> {
    serde_json::from_str(json)
}

#[test]
fn what_is_left_out_has_its_default() {
    let (read, default) = (read("{}").unwrap(), SessionOptions::default());
    assert_eq!(format!("{read:?}"), format!("{default:?}"));
    assert_eq!(default.cookie_age, Duration::from_hours(14 * 24));
}

#[test]
fn same_site_is_read() {
    for (value, expected) in [
        ("lax", SameSite::Lax),
        ("Strict", SameSite::Strict),
        ("None", SameSite::None),
        ("unsaid", SameSite::Unsaid),
    ] {
        let options = read(&format!(r#"{{ "cookie_same_site": "{value}" }}"#)).unwrap();
        assert_eq!(options.cookie_same_site, expected);
    }
}

#[test]
fn a_store_has_a_name_or_options() {
    let store = |json: &str| serde_json::from_str::<StoreOptions>(json).unwrap();
    assert_eq!(store(r#""memory""#), StoreOptions::Memory(MemoryOptions::default()));
    assert_eq!(store(r#"{ "memory": {} }"#), StoreOptions::default());
    assert_eq!(store(r#""redis""#), StoreOptions::Redis(RedisOptions::default()));
    let options = MemoryOptions { max_sessions: 1, max_bytes: 2, max_session_bytes: 3 };
    let text = r#"{ "memory": { "max_sessions": 1, "max_bytes": 2, "max_session_bytes": 3 } }"#;
    assert_eq!(store(text), StoreOptions::Memory(options));
    let options = r#"{ "store": { "memory": { "max_sessions": 7 } } }"#;
    assert!(format!("{:?}", read(options).unwrap()).contains("max_sessions: 7"));
}

#[test]
fn mistakes_are_told() {
    for (json, part) in [
        (r#"{ "cookie": 1 }"#, "unknown field `cookie`"),
        (r#"{ "clock": 1 }"#, "unknown field `clock`"),
        (r#"{ "cookie_age": -1 }"#, "-1"),
        (r#"{ "cookie_same_site": "sometimes" }"#, "unknown variant `sometimes`"),
        (r#"{ "store": "disk" }"#, "unknown variant `disk`"),
        (r#"{ "store": { "disk": {} } }"#, "unknown variant `disk`"),
        (r#"{ "store": { "memory": { "most": 1 } } }"#, "unknown field `most`"),
        (r#"{ "store": { "memory": { "max_bytes": -1 } } }"#, "-1"),
        (
            r#"{ "store": 1 }"#,
            "expected `memory`, or a table with the options of `memory` or `redis`",
        ),
    ] {
        let error = read(json).unwrap_err().to_string();
        assert!(error.contains(part), "{json}: {error}");
    }
}

#[test]
fn it_is_registered_in_one_line() {
    let mut registry = Registry::<Request, Response>::new();
    registry.register_with(Security::layer);
    registry.register_with(SessionOptions::layer);
    let build = |list: &str| {
        let settings = Settings::parse(&format!("middleware = [{list}]"), Format::Toml).unwrap();
        registry.build(&settings, |request: Request| {
            Session::of(&request).unwrap().load().unwrap().insert("a", 1).unwrap();
            Response::default()
        })
    };
    let options = r#"{ cookie_name = "id", cookie_age = 60, store = "memory" }"#;
    let sessions = format!(r#"{{ name = "examples.Session", options = {options} }}"#);
    let app = build(&format!(r#""examples.Security", {sessions}"#)).unwrap();
    let response = app.call(Request::default());
    let cookie = response.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("id=") && cookie.contains("; Max-Age=60;"), "{cookie}");

    assert!(build(&format!(r#"{sessions}, "examples.Security""#)).is_err());
    assert!(build(&format!("{sessions}, {sessions}")).is_err());
}
