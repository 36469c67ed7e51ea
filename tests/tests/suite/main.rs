//! What `middleware-core` promises, from outside.
//!
//! All of it is one program, because a program is linked once: `cargo test -p middleware-tests bridges::` runs a part
//! of it.

mod advice;
mod app;
mod behaviours;
mod bridges;
mod counts;
mod depth;
mod depth_limit;
mod django_rule;
mod forms;
mod functions;
mod hooks;
mod layer_state;
mod least_bridges;
mod links;
mod loom;
mod observe;
mod optional;
mod ordering;
mod outcome;
mod pictures;
mod plan_names;
mod properties;
mod readme;
mod settings;
mod single_mode;
mod spans;
mod testing;
mod tower;
mod tracing;
mod translation;
