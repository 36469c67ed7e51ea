//! One of two futures as one.

use std::ops::ControlFlow;
#[cfg(any(feature = "derive", feature = "tokio"))]
use std::{
    pin::Pin,
    task::{Context, Poll},
};

#[cfg(any(feature = "derive", feature = "tokio"))]
use pin_project_lite::pin_project;

#[cfg(feature = "derive")]
use crate::answering::{Answering, Begun};

/// One of two futures as one, without a copy of either.
#[cfg(any(feature = "derive", feature = "tokio"))]
pub(crate) fn one_of<L, R>(future: ControlFlow<L, R>) -> OneFuture<L, R> {
    match future {
        ControlFlow::Break(future) => OneFuture::Left { future },
        ControlFlow::Continue(future) => OneFuture::Right { future },
    }
}

/// One of two futures as one: without any feature the core depends on nothing, and so has to move the future once
/// more, which makes for a larger one.
#[cfg(not(any(feature = "derive", feature = "tokio")))]
pub(crate) async fn one_of<L, R>(future: ControlFlow<L, R>) -> L::Output
where
    L: Future,
    R: Future<Output = L::Output>,
{
    match future {
        ControlFlow::Break(future) => future.await,
        ControlFlow::Continue(future) => future.await,
    }
}

#[cfg(any(feature = "derive", feature = "tokio"))]
pin_project! {
    /// One of two futures, or of two answers. An `async` block would hold it twice: as it was given, and as it is awaited.
    #[project = OneFutureProj]
    pub(crate) enum OneFuture<L, R> {
        Left { #[pin] future: L },
        Right { #[pin] future: R },
    }
}

#[cfg(any(feature = "derive", feature = "tokio"))]
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

#[cfg(feature = "derive")]
impl<L, R, Req> Answering<Req> for OneFuture<L, R>
where
    L: Answering<Req>,
    R: Answering<Req, Response = L::Response>,
{
    type Response = L::Response;

    #[inline]
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<L::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        match self.project() {
            OneFutureProj::Left { future } => future.start(request, response, context),
            OneFutureProj::Right { future } => future.start(request, response, context),
        }
    }

    #[inline]
    fn begin(
        &mut self,
        request: &mut Option<Req>,
        response: &mut Option<L::Response>,
        context: &mut Context<'_>,
    ) -> Begun {
        match self {
            Self::Left { future } => future.begin(request, response, context),
            Self::Right { future } => future.begin(request, response, context),
        }
    }

    #[inline]
    fn poll(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<L::Response>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        match self.project() {
            OneFutureProj::Left { future } => future.poll(request, response, context),
            OneFutureProj::Right { future } => future.poll(request, response, context),
        }
    }
}
