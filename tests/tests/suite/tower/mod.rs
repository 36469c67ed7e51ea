//! Chains and tower, each used in the other: services, layers, readiness, errors, real tower-http layers.

mod costs;
mod errors;
mod readiness;
mod router;
mod strict;
mod tower_http_layers;
mod trait_objects;
