//! [`InSpan`]: a future that runs in a span which it opens itself.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tracing::Span;

use crate::answering::{Answering, Begun, POLLED_AGAIN};

/// The future in a span, which is opened with the first poll: so its parent is the one of who polls.
#[inline]
pub const fn future<Open, F>(open: Open, future: F) -> InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    InSpan { open, span: None, future: Some(future) }
}

/// The same for an answer on its way.
#[inline]
pub const fn answering<Open, A>(open: Open, answering: A) -> InSpan<Open, A>
where
    Open: Fn() -> Span,
{
    InSpan { open, span: None, future: Some(answering) }
}

pin_project! {
    /// Enters its span for each poll, and once more to drop what is inside of it. Closes the span as soon as
    /// the future is ready.
    //
    // `!Unpin` as it stands: whether all futures further in are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    pub struct InSpan<Open, F> {
        open: Open,
        span: Option<Span>,
        #[pin]
        future: Option<F>,
    }

    impl<Open, F> PinnedDrop for InSpan<Open, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = this.span.as_ref().map(Span::enter);
            this.future.set(None);
        }
    }
}

impl<Open, F> InSpan<Open, F>
where
    Open: Fn() -> Span,
{
    /// Polls what is inside, in the span.
    #[inline]
    fn go_on<T>(self: Pin<&mut Self>, poll: impl FnOnce(Pin<&mut F>) -> Poll<T>) -> Poll<T> {
        let mut this = self.project();
        let entered = this.span.get_or_insert_with(&*this.open).enter();
        let output = ready!(poll(this.future.as_mut().as_pin_mut().expect(POLLED_AGAIN)));
        this.future.set(None);
        drop(entered);
        *this.span = None;
        Poll::Ready(output)
    }
}

impl<Open, F> Future for InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        self.go_on(|future| future.poll(context))
    }
}

impl<Open, A, Req> Answering<Req> for InSpan<Open, A>
where
    Open: Fn() -> Span,
    A: Answering<Req>,
{
    type Response = A::Response;

    #[inline]
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<A::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        self.go_on(|answering| answering.start(request, response, context))
    }

    #[inline]
    fn begin(
        &mut self,
        request: &mut Option<Req>,
        response: &mut Option<A::Response>,
        context: &mut Context<'_>,
    ) -> Begun {
        let entered = self.span.get_or_insert_with(&self.open).enter();
        let answering = self.future.as_mut().expect(POLLED_AGAIN);
        let begun = answering.begin(request, response, context);
        if begun == Begun::Ready {
            self.future = None;
            drop(entered);
            self.span = None;
        }
        begun
    }

    #[inline]
    fn poll(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<A::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        self.go_on(|answering| answering.poll(request, response, context))
    }
}

impl<Open, F> fmt::Debug for InSpan<Open, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InSpan").finish_non_exhaustive()
    }
}
