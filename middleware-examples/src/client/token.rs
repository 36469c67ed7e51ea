//! [`Tokens`]: the token of a chain, renewed once for all requests that need it.

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderValue, header::InvalidHeaderValue};
use middleware_core::{
    App, BoxHandler, Chain, GetResponse,
    bridge::{self, Reason},
    view::{View, ViewKind},
};
use tokio::sync::watch;

use super::{BoxError, ClientError, Deadline};

/// The result of a source of tokens.
pub type TokenResult = Result<Token, BoxError>;

/// A bearer token. `Debug` does not show it.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::client::Token;
///
/// let token = Token::new("secret")?.expires_in(Duration::from_mins(5));
/// assert!(!format!("{token:?}").contains("secret"));
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) authorization: HeaderValue,
    expires: Option<Instant>,
}

impl Token {
    /// Creates a token that is used until the server rejects it.
    ///
    /// # Errors
    ///
    /// If it is not valid in a header.
    pub fn new(token: &str) -> Result<Self, InvalidHeaderValue> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {token}"))?;
        authorization.set_sensitive(true);
        Ok(Self { authorization, expires: None })
    }

    /// Sets the time after which the token is renewed. Subtract the duration of a request.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires = Instant::now().checked_add(time);
        self
    }

    fn has_expired(&self) -> bool {
        self.expires.is_some_and(|expires| expires <= Instant::now())
    }
}

/// Why there is no token. All requests that waited for it get the same error.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The source returned an error.
    #[error("no token: {}", super::error::causes(.0.as_ref()))]
    Source(#[source] Arc<dyn Error + Send + Sync>),
    /// Another request fetches the token, and this thread must not block.
    #[error("no token: {0}")]
    CannotWait(Arc<Reason>),
}

/// The token of one or more chains, and its source. Clones share it.
///
/// The source is a view like any other, from `()` to a [`TokenResult`]: a sync or async function or closure, or a
/// finished chain, for example with a [`Retry`](super::Retry) of its own. Chains of both modes can use it.
///
/// If several requests need a new token at the same time, in threads or in tasks, the source is called once: one
/// request calls it, and the others wait.
///
/// - If the source fails, all of them get its error. The next request calls it again.
/// - If the request that calls the source is dropped, or if the source panics, another one of them takes over. A sync
///   source on the thread pool still runs to completion; its result is dropped.
/// - Async code waits without blocking. Sync code blocks its thread, until its [`Deadline`] at most. If the
///   [thread must not block](middleware_core::bridge), it gets [`TokenError::CannotWait`].
///
/// A timeout interrupts the source in async mode only.
///
/// ```
/// use middleware_examples::client::{Token, TokenResult, Tokens};
///
/// async fn fetch((): ()) -> TokenResult {
///     // .. asks the authorisation server
///     Ok(Token::new("secret")?)
/// }
///
/// let tokens = Tokens::new(fetch);
/// ```
#[derive(Clone)]
pub struct Tokens(Arc<Shared>);

struct Shared {
    source: GetResponse<BoxHandler<(), TokenResult>>,
    state: Mutex<State>,
}

type Outcome = Result<Arc<Token>, TokenError>;

enum State {
    Missing,
    Known(Arc<Token>),
    /// A request calls the source. The channel closes without a value if that request is abandoned.
    Refreshing(watch::Sender<Option<Outcome>>),
}

/// The next step of a request that needs a token.
enum Turn<'a> {
    Take(Arc<Token>),
    Wait(watch::Receiver<Option<Outcome>>),
    Refresh(Refresh<'a>),
}

impl Tokens {
    /// Creates tokens from `source`, which is called on demand.
    #[must_use]
    pub fn new<V, K>(source: V) -> Self
    where
        K: ViewKind<V>,
        View<V, TokenResult, K>: App<(), Response = TokenResult>,
    {
        let source = Chain::<(), TokenResult>::new().view(source).boxed();
        Self(Arc::new(Shared { source, state: Mutex::new(State::Missing) }))
    }

    /// Returns how many requests wait for a token that another one fetches.
    #[must_use]
    pub fn waiting(&self) -> usize {
        match &*self.0.state() {
            State::Refreshing(sender) => sender.receiver_count(),
            State::Missing | State::Known(_) => 0,
        }
    }

    /// Returns the token, or a newer one than `refused`, for sync code.
    pub(super) fn get(
        &self,
        refused: Option<&Arc<Token>>,
        deadline: Option<Deadline>,
    ) -> Result<Arc<Token>, ClientError> {
        loop {
            match self.0.turn(refused) {
                Turn::Take(token) => return Ok(token),
                Turn::Refresh(refresh) => return Ok(refresh.end(self.0.source.call(()))?),
                Turn::Wait(receiver) => {
                    // With the bridge, not a lock: a task of this thread's runtime may be fetching the token.
                    let waited =
                        bridge::try_block_on(wait(receiver, deadline)).map_err(|refused| {
                            TokenError::CannotWait(Arc::new(refused.into_parts().0))
                        })?;
                    if let Some(outcome) = waited? {
                        return Ok(outcome?);
                    }
                }
            }
        }
    }

    /// Returns the token, or a newer one than `refused`, for async code.
    pub(super) async fn aget(
        &self,
        refused: Option<&Arc<Token>>,
        deadline: Option<Deadline>,
    ) -> Result<Arc<Token>, ClientError> {
        loop {
            match self.0.turn(refused) {
                Turn::Take(token) => return Ok(token),
                Turn::Refresh(refresh) => return Ok(refresh.end(self.0.source.acall(()).await)?),
                Turn::Wait(receiver) => {
                    if let Some(outcome) = wait(receiver, deadline).await? {
                        return Ok(outcome?);
                    }
                }
            }
        }
    }
}

/// Returns the result of another request's call to the source; `None` if it was abandoned.
async fn wait(
    mut receiver: watch::Receiver<Option<Outcome>>,
    deadline: Option<Deadline>,
) -> Result<Option<Outcome>, ClientError> {
    let ended = async {
        let outcome = receiver.wait_for(Option::is_some).await.ok()?;
        outcome.clone()
    };
    match deadline {
        None => Ok(ended.await),
        Some(Deadline(end)) => {
            tokio::time::timeout_at(end.into(), ended).await.map_err(|_| ClientError::Timeout)
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // The state is always valid, because it is replaced as a whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn turn(&self, refused: Option<&Arc<Token>>) -> Turn<'_> {
        let mut state = self.state();
        match &*state {
            State::Refreshing(sender) => return Turn::Wait(sender.subscribe()),
            State::Known(token)
                if !token.has_expired() && !refused.is_some_and(|old| Arc::ptr_eq(old, token)) =>
            {
                return Turn::Take(Arc::clone(token));
            }
            State::Known(_) | State::Missing => {}
        }
        let (sender, _) = watch::channel(None);
        *state = State::Refreshing(sender.clone());
        Turn::Refresh(Refresh { shared: self, sender })
    }
}

/// A call to the source, in the request that makes it.
struct Refresh<'a> {
    shared: &'a Shared,
    sender: watch::Sender<Option<Outcome>>,
}

impl Refresh<'_> {
    fn end(self, result: TokenResult) -> Outcome {
        let outcome = result.map(Arc::new).map_err(|error| TokenError::Source(Arc::from(error)));
        *self.shared.state() = match &outcome {
            Ok(token) => State::Known(Arc::clone(token)),
            Err(_) => State::Missing,
        };
        self.sender.send_replace(Some(outcome.clone()));
        outcome
    }
}

impl Drop for Refresh<'_> {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        // It is still there if the call was interrupted. Dropping it drops the last senders, which wakes waiting
        // requests.
        if matches!(&*state, State::Refreshing(sender) if sender.same_channel(&self.sender)) {
            *state = State::Missing;
        }
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("source", &self.0.source).finish_non_exhaustive()
    }
}
