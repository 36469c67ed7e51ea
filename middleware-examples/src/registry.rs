//! [`registry`]: the examples' layers by name.

use middleware_core::registry::Registry;

use crate::{
    Maintenance, Request, Response, Timing, TrustedProxy, debug_thread, rate_limit, timeout,
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
    registry.register::<Maintenance<()>>();
    registry.register::<Timing<()>>();
    registry.register::<TrustedProxy<()>>();
    registry.register_with(debug_thread::from_options);
    registry.register_with(rate_limit::from_options);
    registry.register_with(timeout::from_options);
    registry
}
