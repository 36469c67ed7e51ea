//! [`Limit`]: bounds the requests in flight.

use std::{error::Error, fmt, sync::Arc};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};

use super::scope::{Entry, Scope, Scoped};

/// Bounds the requests in flight. Further requests wait or are shed.
///
/// A pool bounds its threads, not the requests that wait for one. With a `Limit`, the caller of a chain bounds those
/// too: it takes a [`Permit`] per request, and runs the request [under it](Permit::scope).
///
/// The permit is released when the request is answered or dropped, and all its jobs in the pool have finished. So no
/// more requests than the limit ever wait for a thread or hold one. Clones share the limit.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, bridge::pool::Limit, middleware};
///
/// /// Answers `None` if there is too much to do.
/// #[middleware]
/// async fn shed<G>(request: u32, get_response: &GetResponse<G>, limit: Limit) -> Option<u32> {
///     let permit = limit.try_enter().ok()?;                       // or wait: `limit.enter().await`
///     permit.scope(get_response.acall(request)).await
/// }
///
/// let limit = Limit::new(100);
/// let app = Chain::<u32, Option<u32>>::new().with(shed(limit.clone())).view(|n: u32| Some(n + 1));
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(app.acall(1).await, Some(2));
/// # });
/// assert_eq!(limit.in_flight(), 0);
/// ```
#[derive(Clone)]
pub struct Limit {
    most: usize,
    permits: Arc<Semaphore>,
}

impl Limit {
    /// Creates a limit of `most` requests in flight.
    ///
    /// # Panics
    ///
    /// If `most` is over [`Semaphore::MAX_PERMITS`], which is at least 2<sup>29</sup> - 1.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self { most, permits: Arc::new(Semaphore::new(most)) }
    }

    /// Waits for a permit. Requests get theirs in the order of their arrival.
    pub async fn enter(&self) -> Permit {
        match Arc::clone(&self.permits).acquire_owned().await {
            Ok(permit) => Permit(permit),
            Err(_) => unreachable!("nothing closes the semaphore"),
        }
    }

    /// Takes a permit if one is available.
    ///
    /// # Errors
    ///
    /// If none is available.
    pub fn try_enter(&self) -> Result<Permit, LimitReached> {
        match Arc::clone(&self.permits).try_acquire_owned() {
            Ok(permit) => Ok(Permit(permit)),
            Err(TryAcquireError::NoPermits) => Err(LimitReached { limit: self.most }),
            Err(TryAcquireError::Closed) => unreachable!("nothing closes the semaphore"),
        }
    }

    /// Returns the number of permits in use.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.most - self.permits.available_permits()
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limit")
            .field("most", &self.most)
            .field("in_flight", &self.in_flight())
            .finish_non_exhaustive()
    }
}

/// Permits one request under a [`Limit`]. It is released when it is dropped.
#[derive(Debug)]
pub struct Permit(OwnedSemaphorePermit);

impl Permit {
    /// Runs `future` under this permit.
    ///
    /// The permit is released when the future is ready or dropped, and all its jobs in the pool have finished.
    pub fn scope<F: Future>(self, future: F) -> Scoped<F> {
        Scoped::new(Scope::new(Entry::Permit(self.0)), future)
    }
}

/// The error of [`Limit::try_enter`]: as many requests are in flight as the limit allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitReached {
    limit: usize,
}

impl fmt::Display for LimitReached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { limit } = self;
        write!(
            f,
            "the limit of {limit} requests in flight is reached: answer that you are busy, or wait with `enter`"
        )
    }
}

impl Error for LimitReached {}
