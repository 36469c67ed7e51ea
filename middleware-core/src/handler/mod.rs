//! [`Handler`]: anything that answers a request, and the types that call one.

#[cfg(feature = "tokio")]
mod app;
mod boxed;
mod boxing;
mod call;
mod either_future;
mod further;
mod get_response;
mod halves;
mod inference;
mod middleware;
#[cfg(not(feature = "tokio"))]
mod not_offloaded;
#[cfg(feature = "tokio")]
mod offloaded;
mod single_mode;
pub mod view;
#[cfg(feature = "tokio")]
mod with_offload;
#[cfg(feature = "observe")]
mod with_probe;

#[cfg(all(feature = "testing", not(feature = "tokio")))]
pub(crate) use boxing::Erase;
#[cfg(not(feature = "tokio"))]
use not_offloaded::Offloaded;
#[cfg(feature = "tokio")]
use offloaded::Offloaded;
#[cfg(feature = "tokio")]
pub use offloaded::{Offloadable, offload};
#[cfg(feature = "observe")]
pub use with_probe::WithProbe;
#[cfg(feature = "tokio")]
pub use {app::App, with_offload::WithOffload};
pub use {
    boxed::BoxHandler,
    boxing::{Boxable, Boxed},
    call::{AsyncCall, Call},
    further::{FurtherHandler, further},
    get_response::GetResponse,
    halves::{AsyncMiddleware, SyncMiddleware},
    inference::AnsweredBy,
    middleware::{Middleware, Missing, OneAnnotatedImplPerRequest, StructName},
    single_mode::{JoinedInMode, SingleMode},
};
pub(crate) use {
    call::{FromAsync, FromSync},
    either_future::one_of,
    single_mode::{ModeOf, Replaces},
};

#[cfg(feature = "tokio")]
use crate::bridge::Offload;
use crate::{
    mode::{self, Mode},
    plan::Plan,
};

/// Anything that answers a request: a view, or a middleware around another handler.
///
/// This trait states *what* a handler answers and *how it runs*. Its two halves,
/// [`SyncMiddleware`](crate::SyncMiddleware) and [`AsyncMiddleware`](crate::AsyncMiddleware), answer. It is used in three
/// places:
///
/// - `#[middleware]` implements it for an annotated struct. Functions and closures are views without an implementation of
///   yours. So most programs never implement it.
/// - [`Chain::view`](crate::Chain::view) and [`GetResponse`](crate::GetResponse) use its [`Mode`](Handler::Mode) to choose
///   the half.
/// - A bound `G: Handler<Inner, Response = ..>` on an annotated impl states the request that a layer that changes types
///   passes to the next handler.
///
/// All requests and threads share a handler, so it is `Send + Sync + 'static`. The request needs none of these bounds,
/// unless a bridge moves it to the thread pool. From sync code, a chain can answer `&mut T`, and a purely sync one can
/// answer requests that are not `Send`.
///
/// # Examples
///
/// A view with state, by hand:
///
/// ```
/// use middleware_core::{Chain, Handler, Mode, SyncMiddleware, mode};
///
/// struct Greeter {
///     greeting: String,
/// }
///
/// impl Handler<&str> for Greeter {
///     type Response = String;
///     type Mode = mode::SyncMode;
///
///     fn mode(&self) -> Mode {
///         Mode::Sync
///     }
/// }
///
/// impl SyncMiddleware<&str> for Greeter {
///     fn call(&self, name: &str) -> String {
///         format!("{}, {name}", self.greeting)
///     }
/// }
///
/// let app = Chain::<&str, String>::new().view(Greeter { greeting: "hello".into() });
/// assert_eq!(app.call("Ada"), "hello, Ada");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot answer a `{Req}`",
    label = "it takes another request, or its impl lacks `#[middleware]`",
    note = "compare the request of the `Chain` or `Registry` and of each layer with the request that the next one takes"
)]
pub trait Handler<Req>: Send + Sync + 'static {
    /// The response.
    type Response;

    /// The mode in which it runs, as a type: [`mode::SyncMode`], [`mode::AsyncMode`] or, behind a
    /// [`BoxHandler`](crate::BoxHandler) and around some [optional layers](crate::chain::optional), [`mode::DynMode`].
    ///
    /// It names the native half. A handler of `SyncMode` implements [`SyncMiddleware`](crate::SyncMiddleware) without a
    /// bridge, and one of `AsyncMode` implements [`AsyncMiddleware`](crate::AsyncMiddleware) without a bridge. The other
    /// half, if there is one, uses a bridge.
    ///
    /// It is an associated type, not a value, so that a chain whose types are known has no `match` at run time.
    type Mode: mode::Tag;

    /// Returns the mode in which it runs. It is the same as [`Handler::Mode`], and constant unless that is
    /// [`mode::DynMode`].
    fn mode(&self) -> Mode;

    /// Returns how async callers reach this handler, if it is sync and has settings of its own.
    ///
    /// Default: `None`. The [`Offload`] around the call then applies, or else the global pool.
    ///
    /// A [chain](crate::GetResponse::with_offload) and a [layer](Offload) set it. A handler written by hand can do the
    /// same, for example a blocking driver with a pool of its own. It is for the hop that leads directly to this handler: a
    /// sync layer around it hops for itself, so put an [`Offload`] outermost.
    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload> {
        None
    }

    /// Returns the layers from here to the view. A handler that wraps no other one is a view, and need not implement this.
    fn plan(&self) -> Plan {
        Plan::of_view(std::any::type_name::<Self>(), self.mode())
    }
}
