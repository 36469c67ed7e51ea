//! [`registry`]: the layers of the examples by name.

use middleware_core::settings::Registry;

use crate::{
    AccessLog, HttpMetrics, JsonErrors, Maintenance, Request, RequestId, Response, Security,
    SessionOptions, Timing, TrustedProxies, access_log::AccessLogOptions,
    client_addr::TrustedProxiesOptions, debug_thread, rate_limit::RateLimitOptions,
    request_id::RequestIdOptions, timeout,
};

/// Returns a registry with the layers of the examples, for chains from settings.
///
/// Each layer has its own name and ordering rules, so adding one is one more line here.
///
/// ```
/// let registry = middleware_examples::registry();
/// assert!(registry.names().all(|name| name.starts_with("examples.")));
/// ```
#[must_use]
pub fn registry() -> Registry<Request, Response> {
    let mut registry = Registry::new();
    registry.register::<HttpMetrics<()>>();
    registry.register::<JsonErrors<(), Response>>();
    registry.register::<Maintenance<()>>();
    registry.register::<Timing<()>>();
    registry.register_with(|options: AccessLogOptions| AccessLog::layer(options));
    registry.register_with(|options: RateLimitOptions| options.layer());
    registry.register_with(|options: RequestIdOptions| RequestId::layer(options));
    registry.register_with(|options: TrustedProxiesOptions| TrustedProxies::layer(options));
    registry.register_with(Security::layer);
    registry.register_with(SessionOptions::layer);
    registry.register_with(debug_thread::from_options);
    registry.register_with(timeout::from_options);
    registry
}
