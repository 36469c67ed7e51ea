//! What users of [`middleware_core`] read and run.
//!
//! Middlewares over the `http` crate's types, written as a user would write them, the server that the examples
//! share, and [clients](client). `cargo run` shows them at work.

pub mod client;
pub mod client_addr;
pub mod flaky;
pub mod rate_limit;
pub mod server;
pub mod timing;
pub mod views;

pub use client_addr::ClientAddr;
pub use rate_limit::RateLimit;
pub use timing::Timing;

/// A request whose body has arrived: the same for a server, a client, sync and async code.
pub type Request = http::Request<bytes::Bytes>;

/// A response whose body is complete.
pub type Response = http::Response<bytes::Bytes>;
