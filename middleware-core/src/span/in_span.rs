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
pub const fn future<O, F>(open: O, future: F) -> InSpan<O, F>
where
    O: Fn() -> Span,
    F: Future,
{
    InSpan { open, span: None, future: Some(future) }
}

/// Runs `start` and the future that it returns in the open span.
#[inline]
pub fn eager<F>(span: Span, start: impl FnOnce() -> F) -> InSpan<Opened, F>
where
    F: Future,
{
    let future = span.in_scope(start);
    InSpan { open: Opened, span: Some(span), future: Some(future) }
}

/// How a span is opened at the first poll.
pub trait Open {
    fn open(&self) -> Span;
}

impl<F: Fn() -> Span> Open for F {
    #[inline]
    fn open(&self) -> Span {
        self()
    }
}

/// The span is open already.
#[derive(Debug)]
pub struct Opened;

impl Open for Opened {
    fn open(&self) -> Span {
        Span::none()
    }
}

pin_project! {
    /// A future in a span.
    ///
    /// It enters the span for each poll, and once more to drop the inner future. It closes the span as soon as the
    /// future is ready.
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    pub struct InSpan<O, F> {
        open: O,
        span: Option<Span>,
        #[pin]
        future: Option<F>,
    }

    impl<O, F> PinnedDrop for InSpan<O, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = this.span.as_ref().map(Span::enter);
            this.future.set(None);
        }
    }
}

impl<O, F> Future for InSpan<O, F>
where
    O: Open,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let entered = this.span.get_or_insert_with(|| this.open.open()).enter();
        let future = this.future.as_mut().as_pin_mut();
        let output =
            ready!(future.expect("a future in a span was polled after it was done").poll(context));
        this.future.set(None);
        drop(entered);
        *this.span = None;
        Poll::Ready(output)
    }
}

impl<O, F> fmt::Debug for InSpan<O, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InSpan").finish_non_exhaustive()
    }
}
