//! What `middleware-core` costs, beside hand-written code and its peers.

#[cfg(feature = "peers")]
pub mod modes;
