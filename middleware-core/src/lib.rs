//! One middleware framework for sync and async code.
//!
//! A middleware holds `get_response`, the next handler. It does something before and after calling it, and returns the
//! response. It is written once: as `call`, which is sync, as `acall`, which is async, as both, or as hooks.
//! [`#[middleware]`](macro@middleware) generates what is missing.
//!
//! A [`Chain`] is composed in code, outermost layer first, and is called from sync or from async code. Each layer runs in
//! the mode that needs the fewest switches. Where two neighbours differ in mode, there is a [`bridge`] between them. For a
//! chain whose types are known, the compiler decides all of this, and it costs nothing at run time.
//!
//! The library knows nothing of HTTP: requests and responses are your types, and a layer may change both.
//!
//! The [`guide`] begins with a [tutorial](guide::tutorial) and ends with [recipes](guide::recipes) and
//! [troubleshooting](guide::troubleshooting). Its pages for readers who know
//! [Django, tower or reqwest-middleware](guide::migrating) compare code side by side.
//!
//! # A first middleware
//!
//! ```
//! use middleware_core::{Chain, GetResponse, Mode, middleware};
//!
//! #[middleware]
//! pub struct Polite<G> {
//!     get_response: GetResponse<G>,
//!     greeting: &'static str,
//! }
//!
//! #[middleware(both)]
//! impl<G> Polite<G> {
//!     fn call(&self, request: String) -> String {
//!         let response = self.get_response.call(request);
//!         format!("{} {response}", self.greeting)
//!     }
//! }
//!
//! fn find(name: String) -> String {
//!     format!("{name} is in room 12.")
//! }
//!
//! async fn find_remotely(name: String) -> String {
//!     // .. asks a database, without blocking
//!     find(name)
//! }
//!
//! let layers = Chain::<String, String>::new().with(Polite::layer("Gladly:"));
//!
//! let app = layers.clone().view(find);
//! assert_eq!(app.mode(), Mode::Sync);
//! assert_eq!(app.call("Ada".to_owned()), "Gladly: Ada is in room 12.");
//!
//! let app = layers.view(find_remotely);
//! assert_eq!(app.mode(), Mode::Async);
//! # #[cfg(feature = "tokio")]
//! assert_eq!(app.call("Ada".to_owned()), "Gladly: Ada is in room 12."); // blocks; `acall` would not
//! println!("{}", app.plan());
//! ```
//!
//! # Words
//!
//! | word | meaning |
//! | --- | --- |
//! | view | the innermost handler: a function, a closure, or any other handler |
//! | handler | anything that answers a request: a view, or a middleware around a handler ([`Handler`]) |
//! | `get_response` | the next handler, which a middleware holds ([`GetResponse`]) |
//! | half | `call` ([`SyncMiddleware`]) or `acall` ([`AsyncMiddleware`]) |
//! | capability | which halves are written, not generated: sync only, async only, both ([`Capability`]) |
//! | mode | how a layer runs in a given chain: sync or async ([`Mode`]) |
//! | bridge | the connection between two neighbours of different mode ([`bridge`]) |
//! | hop | the bridge from an async caller to sync code: the change to a thread that may block ([`bridge::pool`]) |
//! | layer | wraps a handler in a middleware ([`Layer`]) |
//! | ordering rule | what a layer requires of its position in a chain ([`ordering`]) |
//! | plan | a chain's layers with their capabilities, modes and bridges ([`Plan`]) |
//!
//! # The rule
//!
//! A layer's mode follows from its capability and from the mode of its `get_response`, as in
//! [Django](https://docs.djangoproject.com/en/stable/topics/http/middleware/#asynchronous-support):
//!
//! | capability | next handler is sync | next handler is async |
//! | --- | --- | --- |
//! | sync only | sync | sync, bridge between |
//! | async only | async, bridge between | async |
//! | both | sync | async |
//!
//! The innermost mode is the view's. If the caller's mode differs from the chain's, there is one more bridge.
//!
//! # Which half to write
//!
//! - Code that only inspects or changes the request or the response: [hooks](macro@crate::middleware#hooks). Both halves
//!   are generated.
//! - Code that neither blocks nor waits: one half with
//!   [`#[middleware(both)]`](macro@crate::middleware#one-body-both-modes), or both halves. It never causes a bridge.
//! - Code that blocks (files, a blocking driver, CPU-bound work): `call` only. From async code, it runs in a thread pool.
//! - Code that awaits something besides `get_response`: `acall` only. A sync caller blocks on it. A timeout is such code;
//!   between two sync layers it fires late (see [`bridge`]).
//!
//! [`GetResponse::without_bridges`] is a compile-time check that a chain has no bridge. For other chains,
//! [`Plan::advice`] proposes the change that would remove the most bridges.
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | --- | --- | --- |
//! | `derive` | yes | the macro `#[middleware]` |
//! | `tokio` | yes | the bridges of [`bridge`], and their [thread pool](bridge::pool) |
//! | `tracing` | no | spans and dispatcher cross each hop; [`#[middleware(span)]`](macro@crate::middleware#spans) runs a layer in a span of its own |
//! | `settings` | no | chains from a list of names in TOML: [`settings`] |
//! | `settings-json`, `settings-yaml` | no | the same list in JSON or in YAML |
//! | `observe` | no | figures of a running chain: times, hops, outcomes: [`observe`]; enables `tokio` |
//! | `metrics` | no | the same for the recorder of the crate `metrics` |
//! | `testing` | no | a stub for the next handler, and tests that call a layer in every way that the program has: [`testing`] |
//! | `tower` | no | a chain as a tower service or layer, and tower's services and layers in a chain: [`tower`](mod@tower) |
//!
//! Features are additive, and none picks a mode. Without `tokio`, purely sync and purely async chains
//! work. A static chain that needs a bridge does not compile.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(all(
        feature = "derive",
        feature = "metrics",
        feature = "settings",
        feature = "testing",
        feature = "tower",
        feature = "tracing"
    )),
    allow(
        rustdoc::broken_intra_doc_links,
        rustdoc::private_intra_doc_links,
        reason = "the pages describe all features, and link to items that are missing without them"
    )
)]

#[doc(hidden)]
pub mod __private;
pub mod bridge;
pub mod chain;
#[cfg(all(feature = "derive", feature = "tokio"))]
pub mod guide;
mod handler;
#[cfg(feature = "derive")]
pub mod hooks;
pub mod mode;
#[cfg(feature = "observe")]
pub mod observe;
pub mod ordering;
pub mod plan;
#[cfg(feature = "settings")]
pub mod settings;
#[cfg(feature = "derive")]
#[doc(hidden)]
pub mod span;
#[cfg(feature = "testing")]
pub mod testing;
#[cfg(feature = "tower")]
pub mod tower;

#[cfg(feature = "observe")]
pub use handler::WithProbe;
#[cfg(feature = "tokio")]
pub use handler::{App, WithOffload};
pub use {
    chain::{Chain, Layer, optional::Either},
    handler::{
        AsyncCall, AsyncMiddleware, BoxHandler, Call, GetResponse, Handler, SingleMode,
        SyncMiddleware, view,
    },
    mode::{Capability, Mode},
    plan::Plan,
};
// Here, because the compiler prints the shortest path to it.
#[doc(hidden)]
pub use handler::StructName;
#[cfg(feature = "derive")]
pub use {hooks::Outcome, middleware_derive::middleware};

/// The code of the README compiles and runs.
#[cfg(all(doctest, feature = "derive", feature = "tokio"))]
#[doc = include_str!("../README.md")]
mod readme {}
