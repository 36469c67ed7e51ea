//! [`Hooks`]: a middleware that looks at what passes, and never calls the next handler itself.
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

/// A middleware that looks at what passes, and leaves the call inwards to the library.
///
/// `#[middleware]` implements it for an impl whose hooks are plain functions; its documentation says what
/// [hooks](macro@crate::middleware#hooks) may look like. The future of the async half grows by a pointer and by the value of
/// `process_request` per layer.
///
/// The hooks run in Django's order:
///
/// 1. `process_request` lets the request through or answers it;
/// 2. what came from inside passes `process_exception`;
/// 3. the response passes `process_response`, also one that `process_request` gave.
///
/// A layer that is told how its request ended, by `process_outcome` and an [`Outcome`], does not implement
/// this trait: the macro writes its two halves out, as it does for hooks that are async or blocking.
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
    /// What `process_request` gives to the later hooks: `()`, or an `Option` from which [`after`](Self::after) takes it. The
    /// future of the async half holds it, so it is `Send` there.
    type Value;

    /// What the next handler answers with.
    type InnerResponse;

    /// What `process_request` can answer by itself: the response in an `Option`, or
    /// [`Infallible`](std::convert::Infallible) if it cannot answer. Then the future has no room for a response.
    type ShortCircuit;

    /// Runs `process_request`. Breaks with the response, which has passed `process_response`, if it answers by itself.
    fn before(&self, request: &mut Req) -> ControlFlow<Self::ShortCircuit, Self::Value>;

    /// Takes the response out of what [`before`](Self::before) broke with. `None` if it has been taken.
    fn take_response(short_circuit: &mut Self::ShortCircuit) -> Option<Self::Response>;

    /// Runs `process_exception` and `process_response` on what the next handler has answered.
    fn after(&self, response: Self::InnerResponse, value: &mut Self::Value) -> Self::Response;
}

/// A response that `process_exception` can look at: a `Result` with the error that it takes.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Result` with the error `{E}`",
    label = "not a `Result<_, {E}>`",
    note = "`process_exception` takes the error of a response that is a `Result`, and returns such a response"
)]
pub trait Fallible<E>: Sized {
    /// The response again, or its error.
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
/// If it has been taken: the future was polled again after it was done.
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
/// If a hook or the next handler does.
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
