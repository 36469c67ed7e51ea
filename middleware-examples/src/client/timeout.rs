//! [`Timeout`]: no longer than so.

use std::time::{Duration, Instant};

use middleware_core::{GetResponse, middleware};

use super::{ClientError, ClientResult};
use crate::Request;

/// The moment after which nobody waits for the response any more: an extension of the request.
///
/// [`Timeout`] sets it, and whoever waits inside of it looks at it: the clients, [`Retry`](super::Retry) before it
/// sleeps, [`Bearer`](super::Bearer) that waits for a token. Code may set it without the layer too.
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
    /// The deadline of `request`, if it has one.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        request.extensions().get().copied()
    }

    /// Sets a deadline `limit` from now, unless the request has an earlier one, and returns the one it has then.
    ///
    /// `None` if there is none, because `limit` is beyond all clocks.
    pub fn tighten(request: &mut Request, limit: Duration) -> Option<Self> {
        let earlier = Self::of(request);
        let own = Instant::now().checked_add(limit).map(Self);
        let deadline = own.into_iter().chain(earlier).min()?;
        request.extensions_mut().insert(deadline);
        Some(deadline)
    }

    /// How long it is until then; nothing if it has passed.
    #[must_use]
    pub fn remaining(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// [`ClientError::Timeout`] if there is no response after `limit`.
///
/// Outside of [`Retry`](super::Retry) it limits the whole request, with all attempts and the time between them; inside
/// of it, each attempt. Both may be there.
///
/// In async mode the future inside is dropped when the time is up, wherever it is. A sync call cannot be cut off from
/// outside: in sync mode the layer hands a [`Deadline`] on, which the client keeps by itself, for resolving the name,
/// connecting, sending and reading together. So what the caller sees is the same, as long as those who wait
/// inside look at the deadline. The client and the layers of this module do; a layer of yours that sleeps does not,
/// and the call then ends late, with what it has.
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
