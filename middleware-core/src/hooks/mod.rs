//! [`Hooks`]: a middleware that only inspects or edits requests and responses.
//! [`Outcome`]: how a request ended.

mod future;
mod lazy;
mod outcome;

use std::ops::ControlFlow;

use crate::handler::{Call, Handler, Middleware};

pub use outcome::Outcome;
#[doc(hidden)]
pub use {
    future::{HooksFuture, acall, next},
    outcome::{Ending, Watched},
};

/// A middleware that only inspects or edits requests and responses; the library calls the next handler.
///
/// `#[middleware]` implements it for an impl whose hooks are plain functions. The documentation of the macro describes
/// the forms of [hooks](macro@crate::middleware#hooks). Per layer, the future of the async half grows by a pointer and by
/// the value of `process_request`.
///
/// The hooks run in Django's order:
///
/// 1. `process_request` passes the request on or answers it;
/// 2. `process_exception` gets the error of the next handler;
/// 3. `process_response` gets the response, also one from `process_request`.
///
/// A layer with `process_outcome`, which gets an [`Outcome`], does not implement this trait. For such a layer, and for
/// hooks that are async or blocking, the macro generates both halves in full.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware]
/// struct Polite<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Polite<G> {
///     fn process_response(&self, response: String) -> String {
///         format!("Gladly: {response}")
///     }
/// }
///
/// let app = Chain::<u32, String>::new().with(Polite::layer()).view(|room: u32| room.to_string());
/// assert_eq!(app.call(12), "Gladly: 12");
/// ```
pub trait Hooks<Req>: Middleware + Handler<Req> {
    /// The value that `process_request` passes to the later hooks: `()`, or an `Option` from which
    /// [`after`](Self::after) takes it.
    ///
    /// The future of the async half has it, so it is `Send` there.
    type Value;

    /// The response of the next handler.
    type InnerResponse;

    /// The response of `process_request`, in an `Option`; or [`Infallible`](std::convert::Infallible) if it cannot answer.
    ///
    /// With `Infallible`, the future reserves no space for a response.
    type ShortCircuit;

    /// Runs `process_request`. If it answers, breaks with that response after `process_response`.
    fn before(&self, request: &mut Req) -> ControlFlow<Self::ShortCircuit, Self::Value>;

    /// Takes the response from the value that [`before`](Self::before) broke with. `None` if it has been taken.
    fn take_response(short_circuit: &mut Self::ShortCircuit) -> Option<Self::Response>;

    /// Runs `process_exception` and `process_response` on the response of the next handler.
    fn after(&self, response: Self::InnerResponse, value: &mut Self::Value) -> Self::Response;
}

/// A type that the future of the async half can hold: words the error about one that is not `Send`.
///
/// `Send` is not a supertrait, because rustc would report that bound instead.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` must be `Send`: these hooks also run in async code, whose future holds it",
    label = "held by the future of this layer",
    note = "use a type that is `Send`, such as `Arc` instead of `Rc`; or write `call` instead of the hooks, and call the chain from sync code"
)]
pub trait HeldByFuture {}

#[diagnostic::do_not_recommend]
impl<T: Send> HeldByFuture for T {}

/// A response that `process_exception` can inspect: a `Result` with the error that the hook takes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Result` with the error `{E}`",
    label = "not a `Result<_, {E}>`",
    note = "write `-> Result<Answer, {E}>`, the response of this layer, and return `Err(error)` to pass the error on"
)]
pub trait Fallible<E>: Sized {
    /// Returns the response, or its error.
    ///
    /// # Errors
    ///
    /// If the response is an error.
    fn failed(self) -> Result<Self, E>;
}

impl<T, E> Fallible<E> for Result<T, E> {
    #[inline]
    fn failed(self) -> Result<Self, E> {
        match self {
            Ok(answer) => Ok(Ok(answer)),
            Err(error) => Err(error),
        }
    }
}

/// Takes the value of `process_request`, for a hook that runs once.
///
/// # Panics
///
/// If it has been taken, because the future was polled again after it was done.
#[doc(hidden)]
#[inline]
pub const fn take<V>(value: &mut Option<V>) -> V {
    value.take().expect(POLLED_AGAIN)
}

const POLLED_AGAIN: &str = "a middleware's future was polled again after it was done";

/// The sync half of a middleware with [`Hooks`].
///
/// # Panics
///
/// If a hook or the next handler panics.
#[doc(hidden)]
#[inline]
#[track_caller]
pub fn call<M, Req>(middleware: &M, mut request: Req) -> M::Response
where
    M: Hooks<Req>,
    M::Inner: Call<Req, Response = M::InnerResponse>,
{
    match middleware.before(&mut request) {
        ControlFlow::Continue(mut value) => {
            middleware.after(middleware.get_response().call(request), &mut value)
        }
        ControlFlow::Break(mut answered) => M::take_response(&mut answered).expect(POLLED_AGAIN),
    }
}
