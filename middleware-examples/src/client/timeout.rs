//! [`Timeout`]: limits the time of a request.

use std::time::{Duration, Instant};

use middleware_core::{GetResponse, middleware};

use super::{ClientError, ClientResult};
use crate::Request;

/// The deadline of a request: an extension of the request.
///
/// [`Timeout`] sets it, and inner handlers that wait obey it: the clients, [`Retry`](super::Retry) before it sleeps,
/// and [`Bearer`](super::Bearer) while it waits for a token. You can also set it without the layer.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::{Request, client::Deadline};
///
/// let mut request = Request::default();
/// Deadline::tighten(&mut request, Duration::from_secs(10));
/// Deadline::tighten(&mut request, Duration::from_mins(1));
/// assert!(Deadline::of(&request).unwrap().remaining() <= Duration::from_secs(10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// Returns the deadline of `request`, if it has one.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        request.extensions().get().copied()
    }

    /// Sets a deadline `limit` from now, unless the request has an earlier one. Returns its deadline.
    ///
    /// `None` if there is none, because `limit` is too large for the clock.
    pub fn tighten(request: &mut Request, limit: Duration) -> Option<Self> {
        let earlier = Self::of(request);
        let own = Instant::now().checked_add(limit).map(Self);
        let deadline = own.into_iter().chain(earlier).min()?;
        request.extensions_mut().insert(deadline);
        Some(deadline)
    }

    /// Returns the time until then; zero if it has passed.
    #[must_use]
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// Fails with [`ClientError::Timeout`] if there is no response after `limit`.
///
/// Outside [`Retry`](super::Retry) it limits the whole request, with all attempts and the delays between them. Inside,
/// it limits each attempt. A chain can have both.
///
/// In async mode the inner future is dropped when the time is up. A sync call cannot be interrupted. So in sync mode
/// the layer sets a [`Deadline`], and the client enforces it, for resolving the name, connecting, sending and reading
/// together. The result for the caller is the same if all inner layers that wait obey the deadline. The client and the
/// layers of this module do. A layer of yours that sleeps may not; the call then ends late, with its own result.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request,
///     client::{ClientError, ClientResult, Timeout},
/// };
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let app = Chain::<Request, ClientResult>::new()
///     .with(Timeout::layer(Duration::from_millis(20)))
///     .view(async |_: Request| std::future::pending().await);
/// assert!(matches!(app.acall(Request::default()).await, Err(ClientError::Timeout)));
/// # }
/// ```
#[middleware]
#[derive(Debug)]
pub struct Timeout<G> {
    get_response: GetResponse<G>,
    limit: Duration,
}

#[middleware]
impl<G> Timeout<G> {
    fn call(&self, mut request: Request) -> ClientResult {
        Deadline::tighten(&mut request, self.limit);
        self.get_response.call(request)
    }

    async fn acall(&self, mut request: Request) -> ClientResult {
        let Some(deadline) = Deadline::tighten(&mut request, self.limit) else {
            return self.get_response.acall(request).await;
        };
        let response = self.get_response.acall(request);
        match tokio::time::timeout_at(deadline.0.into(), response).await {
            Ok(result) => result,
            Err(_) => Err(ClientError::Timeout),
        }
    }
}
