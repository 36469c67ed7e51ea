//! [`DebugThread`]: adds a header with the name of the thread.

use std::thread;

use http::{HeaderValue, Response};
use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware, settings::Built};
use serde::Deserialize;

/// The header that [`DebugThread`] sets.
pub const X_DEBUG_THREAD: &str = "x-debug-thread";

/// Adds the header `X-Debug-Thread` with the name of the thread on which it ran. That is a pool thread if the caller is
/// async and a sync layer is around it.
///
/// Do not use it in production. In settings it is skipped by default. To enable it, write
/// `{ name = "examples.DebugThread", options = { enabled = true } }`.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{DebugThread, Request, Response};
///
/// let app = Chain::<Request, Response>::new()
///     .with(DebugThread::layer())
///     .view(|_: Request| Response::default());
/// assert!(app.call(Request::default()).headers().contains_key("x-debug-thread"));
/// ```
#[middleware(name = "examples.DebugThread", unique)]
#[derive(Debug)]
pub struct DebugThread<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Body> DebugThread<G> {
    fn process_response(&self, response: &mut Response<Body>) {
        let name = thread::current().name().and_then(|name| HeaderValue::from_str(name).ok());
        let name = name.unwrap_or(HeaderValue::from_static("unnamed"));
        response.headers_mut().insert(X_DEBUG_THREAD, name);
    }
}

/// The options of a [`DebugThread`] in settings.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Options {
    enabled: bool,
}

/// Creates the layer from its options, or skips it.
#[must_use]
pub fn from_options(options: Options) -> Built<MiddlewareLayer<DebugThread<()>, ()>> {
    if options.enabled { Built::Layer(DebugThread::layer()) } else { Built::skip("not enabled") }
}
