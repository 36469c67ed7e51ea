//! What users of [`middleware_core`] read and run.
//!
//! Middlewares over the `http` crate's types, written as a user would write them, and the servers that
//! the examples share; and [`jobs`], where nothing is HTTP. `cargo run` shows them at work.

pub mod client_addr;
pub mod jobs;
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
