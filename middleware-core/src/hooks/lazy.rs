//! [`lazy`]: a future that starts when it is first polled.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

pin_project! {
    /// The future of [`lazy`].
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = LazyProj]
    pub(super) enum Lazy<Start, F> {
        New { start: Option<Start> },
        Started { #[pin] future: F },
    }
}

/// Returns a future that calls `start` at its first poll, and from then on is the future that `start` returned.
///
/// An `async` block would reserve space for both at once.
#[inline]
pub(super) const fn lazy<Start, F>(start: Start) -> Lazy<Start, F>
where
    Start: FnOnce() -> F,
    F: Future,
{
    Lazy::New { start: Some(start) }
}

impl<Start, F> Future for Lazy<Start, F>
where
    Start: FnOnce() -> F,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if let LazyProj::New { start } = self.as_mut().project() {
            let start = start.take().expect("a future was polled again after it was done");
            let future = start();
            self.set(Self::Started { future });
        }
        let polled = match self.as_mut().project() {
            LazyProj::Started { future } => future.poll(context),
            LazyProj::New { .. } => unreachable!("it has started"),
        };
        if polled.is_ready() {
            self.set(Self::New { start: None });
        }
        polled
    }
}
