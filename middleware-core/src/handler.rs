//! [`Handler`]: anything that answers a request.

use crate::{Mode, Plan, mode};

/// Anything that answers a request: a view, or a middleware around another handler.
///
/// This trait says *what* a handler answers and *how it runs*; the answering itself is in its two
/// halves, [`SyncMiddleware`](crate::SyncMiddleware) and
/// [`AsyncMiddleware`](crate::AsyncMiddleware). Three parties meet here:
///
/// - `#[middleware]` implements it for an annotated struct. Functions and closures are views
///   without any implementation of yours. So most programs never implement it.
/// - [`Chain::view`](crate::Chain::view) and [`GetResponse`](crate::GetResponse) call it. They look
///   at [`Mode`](Handler::Mode) to choose the half.
/// - A bound `G: Handler<Inner, Response = ..>` on an annotated impl says what a layer that changes
///   types hands inwards.
///
/// A handler is shared by all requests and threads, hence `Send + Sync + 'static`. The request need
/// be none of these unless a bridge takes it to the thread pool: from sync code a chain answers `&mut T`,
/// and a purely sync one requests that are not `Send`.
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
///     type Mode = mode::Sync;
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
    message = "`{Self}` does not answer a `{Req}`",
    label = "not a handler of `{Req}`",
    note = "a middleware answers the request type of its `call`, `acall` or hooks: annotate its struct and its impl with `#[middleware]`",
    note = "where neighbours in a chain differ, the outer one must hand inwards what the inner one takes"
)]
pub trait Handler<Req>: Send + Sync + 'static {
    /// What it answers with.
    type Response;

    /// How it runs, as a type: [`mode::Sync`], [`mode::Async`] or, behind a
    /// [`BoxHandler`](crate::BoxHandler), [`mode::Dynamic`].
    ///
    /// It names the native half: a handler of `mode::Sync` implements
    /// [`SyncMiddleware`](crate::SyncMiddleware) and one of `mode::Async` implements
    /// [`AsyncMiddleware`](crate::AsyncMiddleware), without a bridge. The other half leads over one. An associated type and not a value, so that a chain whose types are known holds no
    /// `match` at run time.
    type Mode: mode::Tag;

    /// How it runs, as a value: the same as [`Handler::Mode`], and constant unless that is
    /// [`mode::Dynamic`].
    fn mode(&self) -> Mode;

    /// The layers from here to the view. A handler that wraps no other is a view, and need not
    /// implement this.
    fn plan(&self) -> Plan {
        Plan::of_view(std::any::type_name::<Self>(), self.mode())
    }
}

/// What `H` answers a `Req` with, looked for once `Self` is known.
///
/// It is how the implementations that `#[middleware]` writes ask for their inside's response, where the request has
/// a type parameter in it; that is `Self`. `G: Handler<Req, Response = Res>` asks twice, whether there is an answer and
/// what it is, and as long as the request has to be inferred, the compiler works out both anew in each layer further
/// in: twice the work for every layer. Of a type that is not known it looks for no implementation, so with
/// `G: Handler<Req>` and `Req: AnsweredBy<G, Response = Res>` it finds the request first, by one question a layer.
#[doc(hidden)]
pub trait AnsweredBy<H, Req = Self> {
    type Response;
}

#[diagnostic::do_not_recommend]
impl<Open, H, Req> AnsweredBy<H, Req> for Open
where
    H: Handler<Req>,
{
    type Response = H::Response;
}
