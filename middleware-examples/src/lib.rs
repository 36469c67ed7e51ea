//! Examples for users of [`middleware_core`].
//!
//! Middlewares for the types of the crate `http`, written as a user would write them, and a [`registry`] of their names.
//! There are also the servers that the examples share, [clients](client), and [`jobs`], which do not use HTTP.
//! `cargo run` runs them. `cargo run -- --help` lists the commands that draw, check and serve a chain from a settings
//! file.
//!
//! | layer | name in settings | halves |
//! | --- | --- | --- |
//! | [`Timing`] | `examples.Timing` | both |
//! | [`Timeout`] | `examples.Timeout` | async only |
//! | [`HttpMetrics`] | `examples.HttpMetrics` | both |
//! | [`TrustedProxies`] | `examples.TrustedProxies` | both |
//! | [`RequestId`] | `examples.RequestId` | both |
//! | [`AccessLog`] | `examples.AccessLog` | both |
//! | [`JsonErrors`] | `examples.JsonErrors` | both |
//! | [`Security`] | `examples.Security` | both |
//! | [`Sessions`] | `examples.Session` | both |
//! | [`RateLimit`] | `examples.RateLimit` | both |
//! | [`Maintenance`] | `examples.Maintenance` | sync only |
//! | [`DebugThread`] | `examples.DebugThread` | both |

pub mod access_log;
pub mod admin;
pub mod client;
pub mod client_addr;
pub mod debug_thread;
pub mod flaky;
pub mod http_metrics;
pub mod jobs;
pub mod json_errors;
pub mod maintenance;
pub mod rate_limit;
mod redis_link;
mod registry;
pub mod request_id;
pub mod seconds;
pub mod security;
pub mod server;
pub mod session;
pub mod timeout;
pub mod timing;
mod unavailable;
pub mod views;

pub use access_log::AccessLog;
pub use client_addr::{ClientAddr, TrustedProxies};
pub use debug_thread::DebugThread;
pub use http_metrics::HttpMetrics;
pub use json_errors::JsonErrors;
pub use maintenance::Maintenance;
pub use rate_limit::RateLimit;
pub use registry::registry;
pub use request_id::RequestId;
pub use seconds::Seconds;
pub use security::{Security, SecurityOptions};
pub use session::{Session, SessionOptions, Sessions};
pub use timeout::Timeout;
pub use timing::Timing;

/// A request with a complete body: the same for a server, a client, sync and async code.
pub type Request = http::Request<bytes::Bytes>;

/// A response with a complete body.
pub type Response = http::Response<bytes::Bytes>;

/// The code of the README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
mod readme {}

/// The code of this package's README compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod own_readme {}

/// The recipes of the guide compile and run. The one without tokio is a doctest of the core, where it has no tokio.
#[cfg(doctest)]
mod recipes {
    macro_rules! recipes {
        ($($name:ident = $file:literal;)*) => { $(
            #[doc = include_str!(concat!("../../middleware-core/src/guide/recipes/", $file))]
            mod $name {}
        )* };
    }

    recipes! {
        authentication = "authentication.md";
        cors = "cors.md";
        tracing = "tracing.md";
        metrics = "metrics.md";
        clients = "clients.md";
        caching = "caching.md";
        bodies = "bodies.md";
        routes = "routes.md";
        database = "database.md";
        transactions = "transactions.md";
        errors = "errors.md";
    }
}
