//! The forms in which a middleware may be written.

use std::{fmt::Debug, marker::PhantomData, sync::Mutex};

use middleware_core::{
    __private::Middleware, AsyncMiddleware, BoxHandler, Capability, Chain, GetResponse, Handler,
    Layer, Mode, SyncMiddleware, chain::layer_fn, middleware,
};
use middleware_tests::drive_everywhere;

/// Asserts that the chain answers the request so in every way, and runs its layers in its view's mode.
macro_rules! assert_answers {
    ($chain:expr, $request:expr, $sync:expr, $async:expr, $expected:expr) => {{
        let app = $chain.view($sync);
        for (way, answer) in drive_everywhere(&app, &$request, |answer| answer) {
            assert_eq!(answer, $expected, "around a sync view; {way}");
        }
        let app = $chain.view($async);
        for (way, answer) in drive_everywhere(&app, &$request, |answer| answer) {
            assert_eq!(answer, $expected, "around an async view; {way}");
        }
    }};
}

#[allow(clippy::needless_pass_by_value, reason = "a view owns its request")]
fn shout(text: String) -> String {
    text.to_uppercase()
}

async fn shout_async(text: String) -> String {
    text.to_uppercase()
}

mod any_request_and_response;
mod conditional;
mod elsewhere;
mod further_parameters;
mod generated;
mod helpers;
mod instrumented;
mod kept;
mod lifetimes;
mod marked;
mod names;
mod no_parameter;
mod open_types;
mod response_of_the_inside;
mod types_changed;
mod with_hooks;
