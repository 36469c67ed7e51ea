//! What users of [`middleware_core`] read and run.
//!
//! Middlewares over the `http` crate's types, written as a user would write them, and the server that
//! the examples share. `cargo run` shows them at work.

pub mod access_log;
pub mod client_addr;
pub mod json_errors;
pub mod rate_limit;
pub mod request_id;
pub mod server;
pub mod timing;
pub mod views;

pub use access_log::AccessLog;
pub use client_addr::{ClientAddr, TrustedProxies};
pub use json_errors::JsonErrors;
pub use rate_limit::RateLimit;
pub use request_id::RequestId;
pub use timing::Timing;

/// A request whose body has arrived: the same for a server, a client, sync and async code.
pub type Request = http::Request<bytes::Bytes>;

/// A response whose body is complete.
pub type Response = http::Response<bytes::Bytes>;
