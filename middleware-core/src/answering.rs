//! [`Answering`]: an answer on its way.

use std::{
    mem,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

/// An answer on its way: what [`AsyncMiddleware::answering`](crate::AsyncMiddleware::answering) returns.
///
/// A future, but for this: it takes the request from where that lies when it is first polled, and puts the response
/// where it is told. So neither moves at each of the middlewares in a run, and as nothing of an answer on its way moves
/// outwards either, a large request costs no more than a small one.
///
/// One that `begin` has answered owns nothing that would have to be dropped.
///
/// # Panics
///
/// Its methods panic if a hook or the inside does, and if they are called again after that, or after the answer.
#[doc(hidden)]
pub trait Answering<Req> {
    /// What is put in its place once it is ready.
    type Response;

    /// The first poll.
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<Self::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()>;

    /// Instead of `start`, goes as far as it can without being pinned: what is answered by then needs no place of its
    /// own.
    fn begin(
        &mut self,
        request: &mut Option<Req>,
        response: &mut Option<Self::Response>,
        context: &mut Context<'_>,
    ) -> Begun;

    /// Each poll after that. There is a request only where `begin` has left it.
    fn poll(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<Self::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()>;
}

/// How far an answer has come.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// The response is in its place.
    Ready,
    /// It has been polled, and will wake its task.
    Pending,
    /// It is to be pinned and polled.
    New,
}

/// Why there is no request any more.
pub(crate) const POLLED_AGAIN: &str = "a middleware's future was polled again after it was done";

pin_project! {
    /// The innermost of a run: a future that is made from the request.
    //
    // `!Unpin` as it stands: whether all futures further in are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = LeafPinned]
    pub(crate) enum Leaf<Start, F> {
        New { start: Option<Start> },
        Begun { #[pin] future: F },
    }
}

/// An answer by the future that `start` makes from the request.
#[inline]
pub(crate) const fn leaf<Start, F>(start: Start) -> Leaf<Start, F> {
    Leaf::New { start: Some(start) }
}

impl<Req, Start, F> Answering<Req> for Leaf<Start, F>
where
    Start: FnOnce(Req) -> F,
    F: Future,
{
    type Response = F::Output;

    #[inline]
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<F::Output>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        self.poll(request, response, context)
    }

    #[inline]
    fn begin(
        &mut self,
        _: &mut Option<Req>,
        _: &mut Option<F::Output>,
        _: &mut Context<'_>,
    ) -> Begun {
        Begun::New
    }

    #[inline]
    fn poll(
        mut self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<F::Output>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        if let LeafPinned::New { start } = self.as_mut().project() {
            let start = start.take().expect(POLLED_AGAIN);
            let future = start(request.take().expect(POLLED_AGAIN));
            self.set(Self::Begun { future });
        }
        match self.project() {
            LeafPinned::Begun { future } => *response = Some(ready!(future.poll(context))),
            LeafPinned::New { .. } => unreachable!("it has begun"),
        }
        Poll::Ready(())
    }
}

pin_project! {
    /// The future of an answer, which holds the request until it is polled.
    #[project(!Unpin)]
    #[project = WholePinned]
    pub(crate) struct Whole<Req, A> {
        request: Option<Req>,
        progress: Progress,
        #[pin]
        answering: A,
    }
}

/// How far the future of an answer has come.
enum Progress {
    New,
    Started,
    /// It has answered, or has panicked.
    Done,
}

/// The same as a future.
#[inline]
pub(crate) const fn whole<Req, A>(request: Req, answering: A) -> Whole<Req, A>
where
    A: Answering<Req>,
{
    Whole { request: Some(request), progress: Progress::New, answering }
}

impl<Req, A: Answering<Req>> Future for Whole<Req, A> {
    type Output = A::Response;

    #[allow(
        clippy::inline_always,
        reason = "of a chain that is used in two places it was inlined in neither: ten layers took 222 instructions, not 67"
    )]
    #[inline(always)]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<A::Response> {
        let WholePinned { request, progress, answering } = self.project();
        let mut response = None;
        let polled = match mem::replace(progress, Progress::Done) {
            Progress::New => answering.start(request, &mut response, context),
            Progress::Started => answering.poll(request, &mut response, context),
            Progress::Done => panic!("{POLLED_AGAIN}"),
        };
        if polled.is_pending() {
            *progress = Progress::Started;
            return Poll::Pending;
        }
        Poll::Ready(response.expect("the answer is in its place"))
    }
}
