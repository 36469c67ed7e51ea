//! Testing a middleware without a server (feature `testing`).
//!
//! [`Stub`] replaces the next handler: it answers with a given function, in either mode, and records its requests.
//! [`in_every_way`] runs the body of a test once for each way of driving a chain. The view is sync or async, the caller is
//! sync or async code, and the thread belongs to a runtime or does not. So one test shows that a middleware does the same
//! in each.
//!
//! Requests that are not `Clone` need [`Stub::recording`]. Without the feature `tokio`, there are two ways of driving a
//! chain, and no bridges.
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use middleware_core::{Chain, GetResponse, middleware, testing::{Stub, in_every_way}};
//!
//! /// Passes the request in upper case, and never answers by itself.
//! #[middleware]
//! struct Shout<G> {
//!     get_response: GetResponse<G>,
//! }
//!
//! #[middleware(both)]
//! impl<G> Shout<G> {
//!     fn call(&self, request: String) -> String {
//!         self.get_response.call(request.to_uppercase())
//!     }
//! }
//!
//! in_every_way(
//!     || Chain::<String, String>::new().with(Shout::layer()),
//!     |request: String| format!("heard {request}"),
//!     |trial| {
//!         assert_eq!(trial.ask("hello".to_owned()), "heard HELLO");
//!         assert_eq!(trial.requests(), ["HELLO"]);
//!         assert_eq!(trial.plan().bridge_count(trial.way().view()), 0);
//!     },
//! );
//!
//! // Or without a chain, and with the halves called as they are.
//! let stub = Stub::new(|request: String| request);
//! let shout = Shout { get_response: stub.get_response(middleware_core::Mode::Sync) };
//! assert_eq!(shout.call("hello".to_owned()), "HELLO");
//! # }
//! ```

#[cfg(not(feature = "tokio"))]
mod absent;
#[cfg(feature = "tokio")]
mod in_tokio;
mod stub;
mod trial;
mod way;

#[cfg(not(feature = "tokio"))]
use absent::{Caller, Testable};
#[cfg(feature = "tokio")]
use in_tokio::{Caller, Testable};
pub use stub::Stub;
pub use trial::{Trial, in_every_way};
pub use way::{Driver, Way};
