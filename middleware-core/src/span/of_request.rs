//! [`OfRequest`]: a future in a span whose fields are read from the request.

use std::{
    fmt,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tracing::Span;

/// At the first poll, opens the span and then makes the future that takes the request.
///
/// So the values of the fields are evaluated once, the request is not cloned, and the parent is the polling task's span.
#[inline]
pub const fn of_request<Req, Open, Start, F>(
    request: Req,
    open: Open,
    start: Start,
) -> OfRequest<Req, Open, Start, F>
where
    Open: FnOnce(&Req) -> Span,
    Start: FnOnce(Req) -> F,
    F: Future,
{
    OfRequest { span: None, state: State::Waiting { parts: Some((request, open, start)) } }
}

pin_project! {
    /// A future in a span that is opened from the request.
    ///
    /// It enters the span for each poll, and once more to drop the inner future. It closes the span as soon as the
    /// future is ready.
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    pub struct OfRequest<Req, Open, Start, F> {
        span: Option<Span>,
        #[pin]
        state: State<Req, Open, Start, F>,
    }

    impl<Req, Open, Start, F> PinnedDrop for OfRequest<Req, Open, Start, F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            let _entered = this.span.as_ref().map(Span::enter);
            this.state.set(State::Done);
        }
    }
}

pin_project! {
    // The request and the future that takes it share their place.
    #[project = StateProjection]
    enum State<Req, Open, Start, F> {
        Waiting { parts: Option<(Req, Open, Start)> },
        Running { #[pin] future: F },
        Done,
    }
}

impl<Req, Open, Start, F> Future for OfRequest<Req, Open, Start, F>
where
    Open: FnOnce(&Req) -> Span,
    Start: FnOnce(Req) -> F,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let waiting = match this.state.as_mut().project() {
            StateProjection::Waiting { parts } => parts.take(),
            _ => None,
        };
        if let Some((request, open, start)) = waiting {
            *this.span = Some(open(&request));
            this.state.set(State::Running { future: start(request) });
        }
        let entered = this.span.as_ref().map(Span::enter);
        let StateProjection::Running { future } = this.state.as_mut().project() else {
            panic!("a future in a span was polled after it was done");
        };
        let output = ready!(future.poll(context));
        this.state.set(State::Done);
        drop(entered);
        *this.span = None;
        Poll::Ready(output)
    }
}

impl<Req, Open, Start, F> fmt::Debug for OfRequest<Req, Open, Start, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfRequest").finish_non_exhaustive()
    }
}
