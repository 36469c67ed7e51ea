//! [`SessionData`]: what is in a session that is loaded.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};

use super::{Expiry, Session, SessionError};

/// What is in a session that is loaded: values by name, each kept as JSON. Nothing here waits for anything.
///
/// What is put in or taken out is saved when the answer passes the layer [`Sessions`](super::Sessions), unless the
/// status of the answer is 500 or more.
///
/// ```
/// use middleware_examples::session::{SessionData, SessionError};
///
/// fn count(data: &SessionData) -> Result<u32, SessionError> {
///     let visits = data.get("visits")?.unwrap_or(0) + 1;
///     data.insert("visits", visits)?;
///     Ok(visits)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct SessionData(Session);

impl SessionData {
    pub(super) fn new(session: Session) -> Self {
        Self(session)
    }

    /// The value of this name, if there is one.
    ///
    /// # Errors
    ///
    /// If it is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SessionError> {
        // The lock is not held while code of the user runs.
        let value = self.0.state().record().data.get(name).cloned();
        value.map(serde_json::from_value).transpose().map_err(|source| value_error(name, source))
    }

    /// Puts a value in, in place of one of the same name.
    ///
    /// # Errors
    ///
    /// If JSON has nothing like it.
    pub fn insert<T: Serialize>(&self, name: &str, value: T) -> Result<(), SessionError> {
        let value = serde_json::to_value(value).map_err(|source| value_error(name, source))?;
        self.0.state().change().data.insert(name.to_owned(), value);
        Ok(())
    }

    /// Takes a value out, if there is one. Django's `pop`.
    ///
    /// # Errors
    ///
    /// If it is not a `T`. It is out all the same.
    pub fn remove<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SessionError> {
        let removed = {
            let mut state = self.0.state();
            let removed = state.record().data.remove(name);
            state.modified |= removed.is_some();
            removed
        };
        removed.map(serde_json::from_value).transpose().map_err(|source| value_error(name, source))
    }

    /// Whether there is a value of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.state().record().data.contains_key(name)
    }

    /// The names of all values.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.state().record().data.keys().cloned().collect()
    }

    /// Whether there are no values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.state().record().data.is_empty()
    }

    /// Takes all values out. The session stays, and its key: to end it, see [`flush`](Session::flush).
    pub fn clear(&self) {
        self.0.state().change().data.clear();
    }

    /// Gives the session a new key, and keeps its data: for a login, so that nobody who knew the key before is logged
    /// in too. Django's
    /// [`cycle_key`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.cycle_key).
    ///
    /// It is done when the answer is there. If the session was ended in the meantime, by a logout, the answer is one of
    /// status 400, and there is no new session either. A session that is empty and new gets no key.
    pub fn cycle_key(&self) {
        self.0.state().cycle_key();
    }

    /// When the session ends, if not as the options say. `None`: as they say.
    pub fn set_expiry(&self, expiry: impl Into<Option<Expiry>>) {
        self.0.state().change().expiry = expiry.into();
    }

    /// What [`set_expiry`](Self::set_expiry) has set.
    #[must_use]
    pub fn expiry(&self) -> Option<Expiry> {
        self.0.state().record().expiry
    }

    /// How long the session lasts from now on, were it saved now.
    #[must_use]
    pub fn expiry_age(&self) -> Duration {
        let options = self.0.options();
        self.0.state().record().age(options.cookie_age, options.clock.now())
    }

    /// Whether it ends when the browser is closed.
    #[must_use]
    pub fn expires_at_browser_close(&self) -> bool {
        let by_default = self.0.options().expire_at_browser_close;
        self.0.state().record().ends_with_browser(by_default)
    }
}

fn value_error(name: &str, source: serde_json::Error) -> SessionError {
    SessionError::Value { name: name.to_owned(), source }
}
