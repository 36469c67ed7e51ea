//! The futures of the library that are not an `async fn`'s: [`Lazy`], which starts when it is first polled, and
//! [`EitherFuture`], which is one of two.

use std::{
    ops::ControlFlow,
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
    pub(crate) enum Lazy<Start, F> {
        New { start: Option<Start> },
        Started { #[pin] future: F },
    }
}

/// A future that calls `start` when it is first polled, and is the future that this returns from then on.
///
/// An `async` block would have room for both at once.
#[inline]
pub(crate) const fn lazy<Start, F>(start: Start) -> Lazy<Start, F>
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
        match self.project() {
            LazyProj::Started { future } => future.poll(context),
            LazyProj::New { .. } => unreachable!("it has started"),
        }
    }
}

pin_project! {
    /// One of two futures, without a copy of either.
    //
    // `!Unpin`: as for `Lazy`.
    #[project(!Unpin)]
    #[project = EitherFutureProj]
    pub(crate) enum EitherFuture<L, R> {
        Left { #[pin] future: L },
        Right { #[pin] future: R },
    }
}

/// One of two futures.
#[inline]
pub(crate) fn one_of<L, R>(future: ControlFlow<L, R>) -> EitherFuture<L, R> {
    match future {
        ControlFlow::Break(future) => EitherFuture::Left { future },
        ControlFlow::Continue(future) => EitherFuture::Right { future },
    }
}

impl<L, R> Future for EitherFuture<L, R>
where
    L: Future,
    R: Future<Output = L::Output>,
{
    type Output = L::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<L::Output> {
        match self.project() {
            EitherFutureProj::Left { future } => future.poll(context),
            EitherFutureProj::Right { future } => future.poll(context),
        }
    }
}
