//! A future that begins with its first poll.

#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
use std::pin::Pin;
#[cfg(not(any(feature = "derive", feature = "tokio", feature = "tower")))]
use std::{future::poll_fn, pin::pin};
use std::{
    mem,
    task::{Context, Poll},
};

#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
use pin_project_lite::pin_project;

use crate::Begun;
#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
use crate::halves::POLLED_AGAIN;

/// What [`AsyncMiddleware::begin`](crate::AsyncMiddleware::begin) begins, when the future is polled for the first time.
///
/// `begin` holds the request until then.
#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
#[inline]
pub(crate) const fn deferred<Begin, F>(begin: Begin) -> Deferred<Begin, F>
where
    Begin: FnMut(&mut Context<'_>) -> Begun<F::Output, F>,
    F: Future,
{
    Deferred::New { begin, has_begun: false }
}

/// The same: without any feature the core depends on nothing, and so has to move the future once more, which makes for
/// a larger one.
#[cfg(not(any(feature = "derive", feature = "tokio", feature = "tower")))]
pub(crate) async fn deferred<Begin, F>(mut begin: Begin) -> F::Output
where
    Begin: FnMut(&mut Context<'_>) -> Begun<F::Output, F>,
    F: Future,
{
    match poll_fn(|context| Poll::Ready(begin(context))).await {
        Begun::Ready(output) => output,
        Begun::New(future) => future.await,
        Begun::Pending(future) => {
            let mut future = pin!(future);
            let mut is_polled = true;
            poll_fn(|context| {
                let was_polled = mem::take(&mut is_polled);
                if was_polled { Poll::Pending } else { future.as_mut().poll(context) }
            })
            .await
        }
    }
}

#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
pin_project! {
    /// The future of [`deferred`].
    //
    // `!Unpin` as it stands: whether all futures further in are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    #[project = DeferredPinned]
    pub(crate) enum Deferred<Begin, F> {
        New { begin: Begin, has_begun: bool },
        Begun { #[pin] future: F },
    }
}

#[cfg(any(feature = "derive", feature = "tokio", feature = "tower"))]
impl<Begin, F> Future for Deferred<Begin, F>
where
    Begin: FnMut(&mut Context<'_>) -> Begun<F::Output, F>,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if let DeferredPinned::New { begin, has_begun } = self.as_mut().project() {
            // It has panicked, or has answered at once.
            assert!(!mem::replace(has_begun, true), "{POLLED_AGAIN}");
            match begin(context) {
                Begun::Ready(output) => return Poll::Ready(output),
                Begun::Pending(future) => {
                    self.set(Self::Begun { future });
                    return Poll::Pending;
                }
                Begun::New(future) => self.set(Self::Begun { future }),
            }
        }
        match self.project() {
            DeferredPinned::Begun { future } => future.poll(context),
            DeferredPinned::New { .. } => unreachable!("it has begun"),
        }
    }
}
