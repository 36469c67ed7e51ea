//! [`EitherFuture`]: one of two futures as one.

use std::{
    ops::ControlFlow,
    pin::Pin,
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

pin_project! {
    /// One of two futures, without a copy of either.
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
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
