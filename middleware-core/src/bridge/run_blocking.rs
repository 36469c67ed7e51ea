//! The bridge from async to sync: runs sync code on a thread that may block.

use std::{
    future::poll_fn,
    ops::ControlFlow,
    sync::Arc,
    task::{Context, Poll},
};

use super::{
    Offload,
    pool::{Hop, Scope},
    runtime::MayBlock,
};

/// Runs `job` with `input` on a thread that may block, and returns its output.
///
/// That is this thread if it drives this request for outer sync code, and otherwise a thread of the pool. Context
/// propagation, the pool and timeouts are those of the [`Offload`] around the call.
///
/// `#[middleware]` runs blocking hooks with it. A sync handler written by hand implements
/// [`acall`](crate::AsyncMiddleware::acall) with it: `run_blocking(self, request, Self::call)`. In asgiref, this function is
/// called `sync_to_async`.
///
/// ```
/// use std::sync::Arc;
///
/// use middleware_core::bridge;
///
/// struct Users(Vec<&'static str>);
///
/// async fn find(users: &Arc<Users>, id: usize) -> Option<&'static str> {
///     bridge::run_blocking(users, id, |users, id| users.0.get(id).copied()).await
/// }
/// ```
///
/// # Panics
///
/// If `job` panics, with its payload.
pub async fn run_blocking<H, T, R>(
    handler: &Arc<H>,
    input: T,
    job: impl FnOnce(&H, T) -> R + Send + 'static,
) -> R
where
    H: Send + Sync + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let handler = Arc::clone(handler);
    let route = poll_fn(|context| Poll::Ready(Route::here(context, None))).await;
    match route.take(Scope::current(), move || job(&handler, input)) {
        ControlFlow::Continue(mut hop) => poll_fn(|context| hop.poll(context)).await,
        ControlFlow::Break(answer) => answer,
    }
}

/// Where sync code runs if async code calls it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Inline: on this thread, which may block.
    InPlace,
    /// On another thread if one is free, because the scope is interruptible. Otherwise inline.
    IfNoneIsFree,
    /// On a thread of the pool.
    Hop,
}

impl Route {
    /// Returns where the job runs, for a future that is polled with this context. `offload` is that of the handler.
    pub(crate) fn here(context: &Context<'_>, offload: Option<&Offload>) -> Self {
        if !MayBlock::here(context) {
            return Self::Hop;
        }
        let is_interruptible = offload.is_some_and(|offload| offload.as_scope().is_interruptible())
            || Scope::is_current_interruptible();
        if is_interruptible { Self::IfNoneIsFree } else { Self::InPlace }
    }

    pub(crate) fn take<T, J>(self, scope: Scope, job: J) -> ControlFlow<T, Hop<T>>
    where
        T: Send + 'static,
        J: FnOnce() -> T + Send + 'static,
    {
        match self {
            Self::InPlace => ControlFlow::Break(job()),
            Self::IfNoneIsFree => match Hop::start_if_free(scope, job) {
                Ok(hop) => ControlFlow::Continue(hop),
                Err(job) => ControlFlow::Break(job()),
            },
            Self::Hop => ControlFlow::Continue(Hop::start(scope, job)),
        }
    }
}
