//! [`Session`]: the session of a request.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use http::{Request, StatusCode};

use super::{
    SessionError, SessionKey, SessionOptions,
    data::SessionData,
    record::Record,
    state::{Answer, State},
};

/// The session of a request, added to it by the layer [`Sessions`](super::Sessions). Cheap to clone: all clones share
/// the same session.
///
/// It is loaded on demand, with [`load`](Self::load) in sync code and [`aload`](Self::aload) in async code. A request
/// that does not use its session does not call the store. Only these two methods wait for the store. The data that they
/// return is in memory, and the layer saves it with the response. So an async view cannot block its thread by reading a
/// value, and a sync and an async view differ in one word.
///
/// ```
/// use middleware_examples::{Request, Response, Session};
///
/// fn sync_view(request: Request) -> Response {
///     let session = Session::of(&request).expect("the layer `Sessions` is around this view");
///     match session.load() {
///         Ok(data) => Response::new(format!("{:?}", data.get::<String>("user")).into()),
///         Err(error) => error.response(),
///     }
/// }
///
/// async fn async_view(request: Request) -> Response {
///     let session = Session::of(&request).expect("the layer `Sessions` is around this view");
///     match session.aload().await {
///         Ok(data) => Response::new(format!("{:?}", data.get::<String>("user")).into()),
///         Err(error) => error.response(),
///     }
/// }
/// ```
///
/// Changes after the response has passed the layer are not saved. If two concurrent requests change the same session,
/// the last one to be saved wins, as in Django.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    options: Arc<SessionOptions>,
    /// Whether the client sent a cookie, with any value.
    sent: bool,
    state: Mutex<State>,
}

/// Without the data of the session, which does not belong in logs.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (accessed, modified) = (self.is_accessed(), self.is_modified());
        let mut shown = f.debug_struct("Session");
        shown.field("accessed", &accessed).field("modified", &modified).finish_non_exhaustive()
    }
}

impl Session {
    /// Returns the session of `request`, if the layer has added one.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        request.extensions().get().cloned()
    }

    pub(super) fn new(options: Arc<SessionOptions>, cookie: Option<&str>) -> Self {
        // A value that is not in the format of a key never reaches the store.
        let state = State::of_key(cookie.and_then(SessionKey::parse));
        Self(Arc::new(Inner { options, sent: cookie.is_some(), state: Mutex::new(state) }))
    }

    /// Loads the session, unless it is loaded: an empty one if the client has none. For sync code only, because it
    /// blocks the thread until the store answers.
    ///
    /// # Errors
    ///
    /// If the store does not answer, or its value is not a session.
    pub fn load(&self) -> Result<SessionData, SessionError> {
        if let Some(key) = self.to_load() {
            let text = self.0.options.store.load(&key)?;
            self.loaded(&key, text)?;
        }
        Ok(SessionData::new(self.clone()))
    }

    /// Loads the session, unless it is loaded: an empty one if the client has none. For async code.
    ///
    /// # Errors
    ///
    /// If the store does not answer, or its value is not a session.
    pub async fn aload(&self) -> Result<SessionData, SessionError> {
        if let Some(key) = self.to_load() {
            let text = self.0.options.store.aload(&key).await?;
            self.loaded(&key, text)?;
        }
        Ok(SessionData::new(self.clone()))
    }

    /// Ends the session, for a logout. Its data is removed, and the layer deletes it from the store with the response,
    /// even if that is an error. Data that is inserted afterwards is in a new session, with a new key. Django's
    /// [`flush`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush).
    ///
    /// The session need not be loaded. If the view panics or is cancelled, the session is not ended.
    pub fn flush(&self) {
        self.state().flush();
    }

    /// Returns whether the session was used in this request.
    #[must_use]
    pub fn is_accessed(&self) -> bool {
        self.state().accessed
    }

    /// Returns whether the session was changed in this request and not saved yet.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.state().modified
    }

    pub(super) fn options(&self) -> &SessionOptions {
        &self.0.options
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // No code panics while it is locked: the user's code that converts a value to JSON runs before.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key to look up. `None` if there is nothing to load.
    fn to_load(&self) -> Option<SessionKey> {
        let mut state = self.state();
        state.accessed = true;
        let key = if state.record.is_none() { state.key.clone() } else { None };
        if key.is_none() {
            state.record();
        }
        key
    }

    fn loaded(&self, key: &SessionKey, text: Option<String>) -> Result<(), SessionError> {
        let record = text.map(|text| serde_json::from_str::<Record>(&text)).transpose();
        self.state().loaded(key, record.map_err(SessionError::Corrupt)?);
        Ok(())
    }

    /// Saves it, if the response has this status.
    pub(super) fn save(&self, status: StatusCode) -> Result<Answer, SessionError> {
        if self.is_to_be_loaded(status) {
            self.load()?;
        }
        let saving = self.state().saving(self.options(), status, self.0.sent)?;
        let store = &self.0.options.store;
        for (write, unless_done) in saving.writes {
            let done = store.write(write)?;
            if let Some(error) = unless_done.filter(|_| !done) {
                if let Some(undo) = saving.undo {
                    store.write(undo)?;
                }
                return Err(error);
            }
        }
        Ok(saving.answer)
    }

    /// The async half of `save`.
    pub(super) async fn asave(&self, status: StatusCode) -> Result<Answer, SessionError> {
        if self.is_to_be_loaded(status) {
            self.aload().await?;
        }
        let saving = self.state().saving(self.options(), status, self.0.sent)?;
        let store = &self.0.options.store;
        for (write, unless_done) in saving.writes {
            let done = store.awrite(write).await?;
            if let Some(error) = unless_done.filter(|_| !done) {
                if let Some(undo) = saving.undo {
                    store.awrite(undo).await?;
                }
                return Err(error);
            }
        }
        Ok(saving.answer)
    }

    fn is_to_be_loaded(&self, status: StatusCode) -> bool {
        self.state().is_to_be_loaded(self.options(), status)
    }
}
