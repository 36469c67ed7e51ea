//! [`Session`]: the session of a request, and [`SessionData`]: what is in it.

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

/// The session of a request, which the layer [`Sessions`](super::Sessions) puts into it. Cheap to clone: all clones
/// are of the same session.
///
/// It is loaded when it is asked for, by [`load`](Self::load) in sync code and [`aload`](Self::aload) in async code,
/// and by nothing else: a request that does not look at its session costs the store nothing. Waiting for the store is
/// in these two and nowhere else: what they return is in memory, and the layer saves it when the answer is there. So
/// an async view cannot block its thread by looking at a value, and a sync and an async view differ in one word.
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
/// What is changed after the answer has passed the layer is not saved. Of two requests that change the same session at
/// once the last one to be saved stays, as in Django.
#[derive(Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    options: Arc<SessionOptions>,
    /// Whether the client sent a cookie, whatever is in it.
    sent: bool,
    state: Mutex<State>,
}

/// What users have in their sessions is not for logs.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (accessed, modified) = (self.is_accessed(), self.is_modified());
        let mut shown = f.debug_struct("Session");
        shown.field("accessed", &accessed).field("modified", &modified).finish_non_exhaustive()
    }
}

impl Session {
    /// The session of `request`, if the layer has put one into it.
    #[must_use]
    pub fn of<B>(request: &Request<B>) -> Option<Self> {
        request.extensions().get().cloned()
    }

    pub(super) fn new(options: Arc<SessionOptions>, cookie: Option<&str>) -> Self {
        // What has not the form of a key never reaches the store.
        let state = State::of_key(cookie.and_then(SessionKey::parse));
        Self(Arc::new(Inner { options, sent: cookie.is_some(), state: Mutex::new(state) }))
    }

    /// Loads the session, unless it is loaded: an empty one if the client has none. For sync code: it waits for the
    /// store, and in async code it would block the thread meanwhile.
    ///
    /// # Errors
    ///
    /// If the store does not answer, or what it has is no session.
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
    /// If the store does not answer, or what it has is no session.
    pub async fn aload(&self) -> Result<SessionData, SessionError> {
        if let Some(key) = self.to_load() {
            let text = self.0.options.store.aload(&key).await?;
            self.loaded(&key, text)?;
        }
        Ok(SessionData::new(self.clone()))
    }

    /// Ends the session: its data is gone, and the store forgets it when the answer is there, also if that is an
    /// error. What is put in afterwards is a new session, with a new key. For a logout. Django's
    /// [`flush`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.flush).
    ///
    /// It needs no loading. If the view panics, or nobody waits for its answer, nothing is ended.
    pub fn flush(&self) {
        self.state().flush();
    }

    /// Whether anything has asked for the session in this request.
    #[must_use]
    pub fn is_accessed(&self) -> bool {
        self.state().accessed
    }

    /// Whether anything has changed the session in this request, and it has not been saved.
    #[must_use]
    pub fn is_modified(&self) -> bool {
        self.state().modified
    }

    pub(super) fn options(&self) -> &SessionOptions {
        &self.0.options
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it has this, but code of the user that makes JSON of a value, which is done before.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The key to be looked up. `None` if there is nothing to wait for.
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

    /// Saves it, when the answer has this status.
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
