//! All layers of the examples in a chain from settings: each is registered by one line.

use middleware_core::settings::{Format, Registry, Settings};
use middleware_examples::{
    AccessLog, JsonErrors, RequestId, Timing, TrustedProxies, access_log::AccessLogOptions,
    client_addr::TrustedProxiesOptions, rate_limit::RateLimitOptions, request_id::RequestIdOptions,
};

use super::*;

fn registry() -> Registry<Request, Response> {
    let mut registry = Registry::new();
    registry.register::<Timing<()>>();
    registry.register::<JsonErrors<(), Response>>();
    registry.register_with(|options: TrustedProxiesOptions| TrustedProxies::layer(options));
    registry.register_with(|options: RequestIdOptions| RequestId::layer(options));
    registry.register_with(|options: AccessLogOptions| AccessLog::layer(options));
    registry.register_with(|options: RateLimitOptions| options.layer());
    registry
}

fn build(
    list: &str,
) -> Result<GetResponse<middleware_core::BoxHandler<Request, Response>>, String> {
    let settings = Settings::parse(&format!("middleware = [{list}]"), Format::Toml).unwrap();
    let view = |_: Request| status(StatusCode::NOT_FOUND, "");
    registry().build(&settings, view).map_err(|errors| errors.to_string())
}

#[test]
fn they_work_together_in_the_order_that_they_ask_for() {
    let app = build(
        r#"
        "examples.Timing",
        { name = "examples.TrustedProxies", options = { trusted = ["10.0.0.0/8"] } },
        "examples.RequestId",
        "examples.AccessLog",
        "examples.JsonErrors",
        { name = "examples.RateLimit", options = { limit = 1, per_seconds = 86400 } },
        "#,
    )
    .unwrap();
    let ask = |client: &str| {
        let request = with_header(from("10.0.0.1"), "x-forwarded-for", client.as_bytes());
        app.call(with_header(request, "x-request-id", b"7"))
    };
    let answered = ask("192.0.2.7");
    let body = r#"{"title":"Not Found","status":404,"request_id":"7"}"#;
    assert_eq!((answered.status().as_u16(), &answered.body()[..]), (404, body.as_bytes()));
    assert_eq!(answered.headers()["x-request-id"], "7");
    assert_eq!(ask("192.0.2.7").status(), 429);
    assert_eq!(ask("192.0.2.8").status(), 404);
}

#[test]
fn an_order_in_which_they_would_not_work_is_refused() {
    for (list, error) in [
        (r#""examples.RateLimit", "examples.TrustedProxies""#, "examples.TrustedProxies"),
        (r#""examples.AccessLog", "examples.RequestId""#, "examples.RequestId"),
        (r#""examples.AccessLog", "examples.AccessLog""#, "once"),
    ] {
        let errors = build(list).unwrap_err();
        assert!(errors.contains(error), "{errors}");
    }
}

#[test]
fn what_is_wrong_with_their_options_is_told() {
    for (options, error) in [
        (r#"name = "examples.RateLimit", options = { redis = "nowhere" }"#, "Redis"),
        (r#"name = "examples.RateLimit", options = { on_failure = "panic" }"#, "let_through"),
        (r#"name = "examples.TrustedProxies", options = { trusted = ["home"] }"#, "`home`"),
        (r#"name = "examples.AccessLog", options = { querry = true }"#, "query"),
    ] {
        let errors = build(&format!("{{ {options} }}")).unwrap_err();
        assert!(errors.contains(error), "{errors}");
    }
}
