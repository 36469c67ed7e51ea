//! Chains from settings: a registry, lists in every format, and everything that can be wrong with them.

mod django;
mod errors;
mod formats;
mod layers;
mod registering;
mod skipping;
