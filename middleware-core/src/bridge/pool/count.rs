//! [`count_hops`]: counts the hops of a request.

use std::{
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::scope::{Entry, Scope, Scoped};

/// Counts the hops of `future`, and returns the number beside its output.
///
/// For a request, the number is that of [`Plan::hops`](crate::Plan::hops) for an async caller. It is lower if a layer
/// answers without the next handler. Hops of tasks that the request spawns do not count, unless its sync code drives
/// them on its own thread.
///
/// [`Pool::hops`](super::Pool::hops) counts all hops of a pool. With the feature `tracing`, each hop is an event of
/// level `TRACE` with the target `middleware_core::bridge::pool`.
///
/// ```
/// use middleware_core::{Chain, Mode, bridge::pool::count_hops};
///
/// let app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let (answer, hops) = count_hops(app.acall(1)).await;
/// assert_eq!((answer, hops), (2, app.plan().hops(Mode::Async)));
/// # });
/// ```
pub fn count_hops<F: Future>(future: F) -> CountHops<F> {
    let hops = Arc::new(AtomicUsize::new(0));
    let scope = Scope::new(Entry::Counter(Arc::clone(&hops)));
    CountHops { hops, future: Scoped::new(scope, future) }
}

pin_project! {
    /// The future of [`count_hops`].
    pub struct CountHops<F> {
        hops: Arc<AtomicUsize>,
        #[pin]
        future: Scoped<F>,
    }
}

impl<F: Future> Future for CountHops<F> {
    type Output = (F::Output, usize);

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<(F::Output, usize)> {
        let this = self.project();
        let output = ready!(this.future.poll(context));
        Poll::Ready((output, this.hops.load(Ordering::Relaxed)))
    }
}

impl<F> fmt::Debug for CountHops<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CountHops").field("hops", &self.hops).finish_non_exhaustive()
    }
}
