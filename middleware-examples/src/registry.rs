//! [`registry`]: the examples' layers by name.

use middleware_core::settings::Registry;

use crate::{
    AccessLog, JsonErrors, Maintenance, Request, RequestId, Response, Security, Sessions, Timing,
    TrustedProxies, access_log::AccessLogOptions, client_addr::TrustedProxiesOptions, debug_thread,
    rate_limit::RateLimitOptions, request_id::RequestIdOptions, timeout,
};

/// The examples' layers by name: what a list of layers in settings is looked up in.
///
/// Each brings its name and what it asks of its place, so that a new one is one more line here.
///
/// ```
/// let registry = middleware_examples::registry();
/// assert!(registry.names().all(|name| name.starts_with("examples.")));
/// ```
#[must_use]
pub fn registry() -> Registry<Request, Response> {
    let mut registry = Registry::new();
    registry.register::<JsonErrors<(), Response>>();
    registry.register::<Maintenance<()>>();
    registry.register::<Timing<()>>();
    registry.register_with(|options: AccessLogOptions| AccessLog::layer(options));
    registry.register_with(|options: RateLimitOptions| options.layer());
    registry.register_with(|options: RequestIdOptions| RequestId::layer(options));
    registry.register_with(|options: TrustedProxiesOptions| TrustedProxies::layer(options));
    registry.register_with(Security::layer);
    registry.register_with(Sessions::layer);
    registry.register_with(debug_thread::from_options);
    registry.register_with(timeout::from_options);
    registry
}
