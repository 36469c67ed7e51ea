//! [`OneFuture`]: one of two futures.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::Either;

/// One of two futures as one, without a copy of either.
pub(super) fn one_of<L, R>(future: Either<L, R>) -> OneFuture<L, R> {
    match future {
        Either::Left(future) => OneFuture::Left { future },
        Either::Right(future) => OneFuture::Right { future },
    }
}

pin_project! {
    /// One of two futures. An `async` block would hold it twice: as it was given, and as it is awaited.
    #[project = OneFutureProj]
    pub(super) enum OneFuture<L, R> {
        Left { #[pin] future: L },
        Right { #[pin] future: R },
    }
}

impl<L, R> Future for OneFuture<L, R>
where
    L: Future,
    R: Future<Output = L::Output>,
{
    type Output = L::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<L::Output> {
        match self.project() {
            OneFutureProj::Left { future } => future.poll(context),
            OneFutureProj::Right { future } => future.poll(context),
        }
    }
}
