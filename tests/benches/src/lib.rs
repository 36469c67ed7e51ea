//! What `middleware-core` costs, beside hand-written code and its peers.

pub mod compile;
mod machine;
#[cfg(feature = "peers")]
pub mod modes;
