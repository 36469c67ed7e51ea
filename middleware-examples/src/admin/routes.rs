//! The paths of the page.

use std::{net::SocketAddr, sync::Arc};

use axum::{
    Router,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderName, HeaderValue, StatusCode, header};
use middleware_core::{
    observe::Snapshot,
    plan::{Format, Plan},
};
use percent_encoding::percent_decode_str;
use serde::Serialize;
use tower_http::set_header::SetResponseHeaderLayer;

use super::{Admin, Watched, events::Latest, hosts::only_local};

/// The page loads nothing from outside, and no other page can contain it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
    connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// An SVG image has its style in it.
const IMAGE_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

type Shared = Arc<(Admin, Latest)>;

/// Returns the router. It must be called on a runtime, where it renews the figures.
pub(super) fn router(admin: Admin, addr: SocketAddr) -> Router {
    let shared: Shared = Arc::new((admin, Latest::new()));
    let renewed = Arc::clone(&shared);
    tokio::spawn(async move { renewed.1.renew(&renewed.0).await });
    let file = |kind, text: &'static str| get(move || async move { typed(kind, text) });
    let router = Router::new()
        .route("/", file("text/html; charset=utf-8", include_str!("page/page.html")))
        .route("/page.css", file("text/css; charset=utf-8", include_str!("page/page.css")))
        .route("/page.js", file("text/javascript; charset=utf-8", include_str!("page/page.js")))
        .route(
            "/figures.js",
            file("text/javascript; charset=utf-8", include_str!("page/figures.js")),
        )
        .route("/slow.js", file("text/javascript; charset=utf-8", include_str!("page/slow.js")))
        .route("/icon.svg", file("image/svg+xml", include_str!("page/icon.svg")))
        .route("/events", get(async |State(shared): State<Shared>| shared.1.events(&shared.0)))
        .route("/snapshot.json", get(async |State(shared): State<Shared>| snapshots(&shared.0)))
        .route("/plan.svg", get(plan))
        .route("/metrics", get(async |State(shared): State<Shared>| metrics(&shared.0)))
        .with_state(shared);
    let router = if addr.ip().is_loopback() {
        router.layer(axum::middleware::from_fn(only_local))
    } else {
        router
    };
    [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ]
    .into_iter()
    .fold(router, |router, (name, value)| {
        let value = HeaderValue::from_static(value);
        router.layer(SetResponseHeaderLayer::if_not_present(name, value))
    })
}

fn typed(kind: &'static str, body: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

fn snapshots(admin: &Admin) -> Response {
    #[derive(Serialize)]
    struct Snapshots {
        chains: Vec<Snapshot>,
    }

    let chains = admin.chains.iter().map(|chain| chain.observation.snapshot()).collect();
    match serde_json::to_string(&Snapshots { chains }) {
        Ok(json) => typed("application/json", json),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

async fn plan(State(shared): State<Shared>, RawQuery(query): RawQuery) -> Response {
    let admin = &shared.0;
    let Some(chain) = named(&admin.chains, query.as_deref()) else {
        let names = admin.chains.iter().map(|chain| chain.observation.name());
        let names: Vec<_> = names.collect();
        let help = format!("there is no such chain. The chains: {}\n", names.join(", "));
        return (StatusCode::NOT_FOUND, help).into_response();
    };
    let plan: Plan = chain.observation.snapshot().plan().unwrap_or_else(|| chain.plan.clone());
    let image = plan.picture(admin.caller, Format::Svg).to_string();
    ([(header::CONTENT_SECURITY_POLICY, IMAGE_POLICY)], typed("image/svg+xml", image))
        .into_response()
}

/// The chain that a query names with `chain=`. The first one by default.
fn named<'a>(chains: &'a [Watched], query: Option<&str>) -> Option<&'a Watched> {
    let mut parameters = query.unwrap_or_default().split('&');
    let Some(name) = parameters.find_map(|part| part.strip_prefix("chain=")) else {
        return chains.first();
    };
    let name = percent_decode_str(name).decode_utf8_lossy();
    chains.iter().find(|chain| chain.observation.name() == name)
}

fn metrics(admin: &Admin) -> Response {
    let Some(metrics) = &admin.metrics else {
        return (StatusCode::NOT_FOUND, "no recorder is installed\n").into_response();
    };
    for chain in &admin.chains {
        chain.observation.update_gauges();
    }
    typed("text/plain; version=0.0.4; charset=utf-8", metrics.render())
}
