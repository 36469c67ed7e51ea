//! What `middleware-examples` promises: its layers, its servers, its clients, its commands, and the gallery.
//!
//! All of it is one program, because a program is linked once: `cargo test -p middleware-examples sessions::` runs a
//! part of it.

mod admin;
mod client;
mod command_line;
mod example_layers;
mod gallery;
mod http;
mod http_metrics;
mod jobs;
mod rate_limit;
mod redis_server;
mod security;
mod servers;
mod sessions;
mod small_layers;
mod wire;
mod without_threads;
