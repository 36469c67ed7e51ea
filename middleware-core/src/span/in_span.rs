//! [`InSpan`]: a future that runs in a span which it opens itself.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tracing::Span;

use crate::Begun;

/// The future in a span, which is opened with the first poll: so its parent is the one of who polls.
#[inline]
pub const fn future<Open, F>(open: Open, future: F) -> InSpan<Open, F>
where
    Open: Fn() -> Span,
    F: Future,
{
    InSpan { open, span: None, future: Some(future) }
}

/// The same for what begins at once: `begin` runs in the span too.
#[inline]
pub fn begin<Open, F>(
    open: Open,
    begin: impl FnOnce() -> Begun<F::Output, F>,
) -> Begun<F::Output, InSpan<Open, F>>
where
    Open: Fn() -> Span,
    F: Future,
{
    let span = open();
    let state = span.in_scope(begin);
    state.map(|future| InSpan { open, span: Some(span), future: Some(future) })
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
        let Some(future) = this.future.as_mut().as_pin_mut() else {
            panic!("a middleware's future was polled after it was done");
        };
        let output = ready!(future.poll(context));
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
