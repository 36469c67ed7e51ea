//! [`Tokens`]: the token of a chain, renewed once for all who need it.

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

/// What a source of tokens answers.
pub type TokenResult = Result<Token, BoxError>;

/// A bearer token. It is not shown by `{:?}`.
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
    /// A token that is used until the server refuses it.
    ///
    /// # Errors
    ///
    /// If it cannot stand in a header.
    pub fn new(token: &str) -> Result<Self, InvalidHeaderValue> {
        let mut authorization = HeaderValue::try_from(format!("Bearer {token}"))?;
        authorization.set_sensitive(true);
        Ok(Self { authorization, expires: None })
    }

    /// The same token, which is renewed when so much time has passed. Subtract how long a request takes.
    #[must_use]
    pub fn expires_in(mut self, time: Duration) -> Self {
        self.expires = Instant::now().checked_add(time);
        self
    }

    fn has_expired(&self) -> bool {
        self.expires.is_some_and(|expires| expires <= Instant::now())
    }
}

/// Why there is no token. All who waited for the same one get the same error.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// The source answered with an error.
    #[error("no token: {}", super::error::causes(.0.as_ref()))]
    Source(#[source] Arc<dyn Error + Send + Sync>),
    /// Another request fetches the token, and this thread may not wait for it.
    #[error("no token: {0}")]
    CannotWait(Arc<Reason>),
}

/// The token of one or more chains, and where it comes from. A clone shares it.
///
/// The source is a view as any other, from `()` to a [`TokenResult`]: a sync or async function or closure, or
/// a finished chain, with a [`Retry`](super::Retry) of its own, say. Chains of either mode may use it.
///
/// However many requests need a new token at once, in threads, in tasks or in both, the source is called once: one
/// request does it, and the others wait.
///
/// - If the source fails, all of them get its error. The next request calls it afresh.
/// - If the request that calls the source is dropped, or if the source panics, another one of them takes over. A sync
///   source that runs in the thread pool then still runs to its end, for nobody.
/// - Async code waits without blocking. Sync code blocks its thread, until its [`Deadline`] at most; where
///   the [thread may not be blocked](middleware_core::bridge), it gets [`TokenError::CannotWait`].
///
/// The source itself is cut off by a timeout in async mode only.
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
    /// Somebody calls the source. The channel closes without a value if that comes to nothing.
    Refreshing(watch::Sender<Option<Outcome>>),
}

/// What a request that needs a token does.
enum Turn<'a> {
    Take(Arc<Token>),
    Wait(watch::Receiver<Option<Outcome>>),
    Refresh(Refresh<'a>),
}

impl Tokens {
    /// Tokens from `source`, which is not called before one is needed.
    #[must_use]
    pub fn new<V, K>(source: V) -> Self
    where
        K: ViewKind<V>,
        View<V, TokenResult, K>: App<(), Response = TokenResult>,
    {
        let source = Chain::<(), TokenResult>::new().view(source).boxed();
        Self(Arc::new(Shared { source, state: Mutex::new(State::Missing) }))
    }

    /// How many requests wait for a token that another one fetches.
    #[must_use]
    pub fn waiting(&self) -> usize {
        match &*self.0.state() {
            State::Refreshing(sender) => sender.receiver_count(),
            State::Missing | State::Known(_) => 0,
        }
    }

    /// The token, or a newer one than `refused`. From sync code.
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
                    // By the bridge and not by a lock: who fetches the token may be a task of this thread's runtime.
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

    /// The token, or a newer one than `refused`. From async code.
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

/// What came of another request's call to the source; `None` if it was abandoned.
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
        // Each state is put there whole.
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

/// A call to the source, by the one request that makes it.
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
        // It is still there if the call was cut off. With it, the last senders are gone, which wakes those who wait.
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
