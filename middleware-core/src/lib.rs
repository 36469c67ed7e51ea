//! One middleware framework for sync and async code alike.
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod bridge;
mod call;
pub mod chain;
mod erased;
mod get_response;
mod halves;
mod handler;
pub mod layer;
mod middleware;
pub mod mode;
pub mod plan;
pub mod view;

pub use call::{AsyncCall, Call};
pub use chain::Chain;
pub use erased::{BoxHandler, Boxable};
pub use get_response::GetResponse;
pub use halves::{AsyncMiddleware, SyncMiddleware};
pub use handler::Handler;
pub use layer::Layer;
pub use middleware::Middleware;
#[doc(hidden)]
pub use middleware::Missing;
pub use mode::{Capability, Mode};
pub use plan::Plan;

#[cfg(feature = "derive")]
pub use middleware_derive::middleware;
