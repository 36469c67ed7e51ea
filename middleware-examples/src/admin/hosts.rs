//! Refuses requests that a browser sends for a web site whose name resolves to this machine.

use std::net::IpAddr;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header::HOST, uri::Authority};

/// Passes on requests for `localhost` and for IP addresses only.
pub(super) async fn only_local(request: Request, next: Next) -> Response {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    if host.is_some_and(is_local) {
        return next.run(request).await;
    }
    let help = "ask for `localhost` or for the address\n";
    (StatusCode::MISDIRECTED_REQUEST, help).into_response()
}

/// Returns whether a host, which may have a port, is not a name that anybody can register.
fn is_local(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok()
}
