//! [`InSpan`]: a future that runs in a span and opens that span itself.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tracing::Span;

/// Runs the future in a span that is opened at the first poll, so its parent is the polling task's span.
#[inline]
pub const fn future<Open, F>(open: Open, future: F) -> InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    InSpan { open, span: None, future: Some(future) }
}

/// Opens the span, then runs `start` and the future that it returns in it.
#[inline]
pub fn eager<Open, F>(open: Open, start: impl FnOnce() -> F) -> InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    let span = open();
    let future = span.in_scope(start);
    InSpan { open, span: Some(span), future: Some(future) }
}

pin_project! {
    /// A future in a span.
    ///
    /// It enters the span for each poll, and once more to drop the inner future. It closes the span as soon as the
    /// future is ready.
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
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

impl<Open, F> Future for InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let entered = this.span.get_or_insert_with(&*this.open).enter();
        let future = this.future.as_mut().as_pin_mut();
        let output =
            ready!(future.expect("a future in a span was polled after it was done").poll(context));
        this.future.set(None);
        drop(entered);
        *this.span = None;
        Poll::Ready(output)
    }
}

impl<Open, F> fmt::Debug for InSpan<Open, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InSpan").finish_non_exhaustive()
    }
}
