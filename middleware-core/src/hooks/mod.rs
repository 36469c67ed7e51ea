//! [`Hooks`]: a middleware that looks at what passes, and never calls inwards itself. [`Outcome`]: how a
//! request ended.

mod outcome;

use std::{
    ops::ControlFlow,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use crate::{
    AsyncCall, AsyncMiddleware, Begun, Call, Handler, Middleware, deferred::deferred,
    halves::POLLED_AGAIN,
};

pub use outcome::Outcome;
#[doc(hidden)]
pub use outcome::{Ending, Watched};

/// A middleware that looks at what passes, and leaves the call inwards to the library.
///
/// `#[middleware]` implements it for an impl whose hooks are plain functions; what the hooks may look like
/// is told [there](macro@crate::middleware#hooks). The two halves are [`call`] and [`acall`], and the
/// latter is a future written by hand: it grows with the depth of a chain by little more than a
/// pointer for each layer.
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
    /// What `process_request` hands on to `process_response`. The future of the async half holds it, so it
    /// is `Send` there.
    type Value;

    /// What the inside answers with.
    type Inside;

    /// Lets the request through, or breaks with an answer to it. Either way it hands on a value.
    fn process_request(
        &self,
        request: &mut Req,
    ) -> ControlFlow<(Self::Inside, Self::Value), Self::Value>;

    /// Sees what came from inside, and may make a response of an error.
    #[inline]
    fn process_exception(&self, response: Self::Inside) -> Self::Inside {
        response
    }

    /// Sees every response that leaves, and may replace it.
    fn process_response(&self, response: Self::Inside, value: Self::Value) -> Self::Response;
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

/// The sync half of a middleware with [`Hooks`].
///
/// # Panics
///
/// If a hook or the inside does.
#[inline]
#[track_caller]
pub fn call<M, Req>(middleware: &M, mut request: Req) -> M::Response
where
    M: Hooks<Req>,
    M::Inner: Call<Req, Response = M::Inside>,
{
    let (response, value) = match middleware.process_request(&mut request) {
        ControlFlow::Continue(value) => {
            let response = middleware.get_response().call(request);
            (middleware.process_exception(response), value)
        }
        ControlFlow::Break(answered) => answered,
    };
    middleware.process_response(response, value)
}

/// The async half of a middleware with [`Hooks`], which run in place.
///
/// As with any future, nothing runs before it is polled.
///
/// # Panics
///
/// The future panics if a hook or the inside does.
#[inline]
pub fn acall<M, Req>(
    middleware: &Arc<M>,
    request: Req,
) -> impl Future<Output = M::Response> + Send + use<'_, M, Req>
where
    M: Hooks<Req, Value: Send> + AsyncMiddleware<Req>,
    Req: Send,
{
    // Only the outermost of a run of middlewares with hooks is deferred. It then begins all of them at once, so the
    // futures further in hold no request.
    let mut request = Some(request);
    deferred(move |context: &mut Context<'_>| middleware.begin(&mut request, context))
}

pin_project! {
    /// The future of a middleware with [`Hooks`] whose `process_request` has run.
    ///
    /// Written by hand and not an `async fn`: it grows by little more than a pointer for each layer.
    #[doc(hidden)]
    //
    // `!Unpin` as it stands: whether all futures further in are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = AroundPinned]
    #[project_replace = AroundTaken]
    pub enum Around<'a, M, Req, Native, Bridge>
    where
        M: Hooks<Req>,
    {
        Native { middleware: &'a Arc<M>, #[pin] inside: Native, value: M::Value },
        Bridged { middleware: &'a Arc<M>, #[pin] inside: Bridge, value: M::Value },
        Done,
    }
}

type BegunAround<'a, M, Req, Native> = Begun<
    <M as Handler<Req>>::Response,
    Around<'a, M, Req, Native, BridgeTo<'a, <M as Middleware>::Inner, Req>>,
>;

type BridgeTo<'a, H, Req> = <H as AsyncCall<Req>>::Bridge<'a>;

/// What `AsyncMiddleware::begin` of a middleware with [`Hooks`] is.
///
/// `native` is `AsyncMiddleware::begin` of the inside. It comes as an argument because the type of its
/// future has a name only where it is inferred, and a function that returned an `impl Future` here
/// would halve the depth that the compiler reaches.
///
/// # Panics
///
/// If a hook does; and if `request` is `None`.
#[doc(hidden)]
#[allow(
    clippy::inline_always,
    reason = "what lies in each other is optimised only as a whole: measured by the gates"
)]
#[inline(always)]
pub fn begin<'a, M, Req, Native>(
    middleware: &'a Arc<M>,
    request: &mut Option<Req>,
    context: &mut Context<'_>,
    native: impl FnOnce(
        &'a Arc<M::Inner>,
        &mut Option<Req>,
        &mut Context<'_>,
    ) -> Begun<M::Inside, Native>,
) -> BegunAround<'a, M, Req, Native>
where
    M: Hooks<Req>,
    M::Inner: AsyncCall<Req, Response = M::Inside>,
{
    let value = match middleware.process_request(request.as_mut().expect(POLLED_AGAIN)) {
        ControlFlow::Continue(value) => value,
        ControlFlow::Break((response, value)) => {
            return Begun::Ready(middleware.process_response(response, value));
        }
    };
    let inside = middleware.get_response().handler();
    if let Some(inside) = M::Inner::bridge(inside, request) {
        return Begun::New(Around::Bridged { middleware, inside, value });
    }
    match native(inside, request, context) {
        Begun::Ready(response) => {
            let response = middleware.process_exception(response);
            Begun::Ready(middleware.process_response(response, value))
        }
        Begun::Pending(inside) => Begun::Pending(Around::Native { middleware, inside, value }),
        Begun::New(inside) => Begun::New(Around::Native { middleware, inside, value }),
    }
}

impl<M, Req, Native, Bridge> Future for Around<'_, M, Req, Native, Bridge>
where
    M: Hooks<Req>,
    Native: Future<Output = M::Inside>,
    Bridge: Future<Output = M::Inside>,
{
    type Output = M::Response;

    #[allow(clippy::inline_always, reason = "as for `begin`")]
    #[inline(always)]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<M::Response> {
        // In two steps, and not as one value with what is taken out below: the response would be moved into that
        // and out again.
        let response = match self.as_mut().project() {
            AroundPinned::Native { inside, .. } => ready!(inside.poll(context)),
            AroundPinned::Bridged { inside, .. } => ready!(inside.poll(context)),
            AroundPinned::Done => panic!("{POLLED_AGAIN}"),
        };
        let (AroundTaken::Native { middleware, value, .. }
        | AroundTaken::Bridged { middleware, value, .. }) = self.project_replace(Self::Done)
        else {
            unreachable!("it has just been polled");
        };
        let response = middleware.process_exception(response);
        Poll::Ready(middleware.process_response(response, value))
    }
}
