//! [`SessionData`]: the data of a loaded session.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};

use super::{Expiry, Session, SessionError, json};

/// The data of a loaded session: values by name, each stored as JSON. None of the methods wait.
///
/// Changes are saved when the response passes the layer [`Sessions`](super::Sessions), unless its status is 500 or
/// more.
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

    /// Returns the value of this name, if there is one.
    ///
    /// # Errors
    ///
    /// If it is not a `T`.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SessionError> {
        // The lock is not held while the user's code runs.
        let value = self.0.state().record().data.get(name).cloned();
        value.map(serde_json::from_value).transpose().map_err(|source| value_error(name, source))
    }

    /// Inserts a value, and replaces one of the same name. [`get`](Self::get) returns the same value in a later request:
    /// numbers are equal to the bit.
    ///
    /// # Errors
    ///
    /// If it could not be loaded again. The session is not changed then.
    ///
    /// - [`SessionError::Value`], if it cannot be represented in JSON;
    /// - [`SessionError::NotFinite`], if it contains a number that is infinite or not a number;
    /// - [`SessionError::TooDeep`], if it has more than [`MAX_NESTING`](super::MAX_NESTING) levels.
    pub fn insert<T: Serialize>(&self, name: &str, value: T) -> Result<(), SessionError> {
        let value = json::value(name, &value)?;
        self.0.state().change().data.insert(name.to_owned(), value);
        Ok(())
    }

    /// Removes a value and returns it, if there is one. Django's `pop`.
    ///
    /// # Errors
    ///
    /// If it is not a `T`. It is removed in any case.
    pub fn remove<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, SessionError> {
        let removed = {
            let mut state = self.0.state();
            let removed = state.record().data.remove(name);
            state.modified |= removed.is_some();
            removed
        };
        removed.map(serde_json::from_value).transpose().map_err(|source| value_error(name, source))
    }

    /// Returns whether there is a value of this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.state().record().data.contains_key(name)
    }

    /// Returns the names of all values.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.state().record().data.keys().cloned().collect()
    }

    /// Returns whether the session is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.state().record().data.is_empty()
    }

    /// Removes all values. The session and its key remain: to end it, see [`flush`](Session::flush).
    pub fn clear(&self) {
        self.0.state().change().data.clear();
    }

    /// Gives the session a new key, and keeps its data. Call it at a login, so that anybody who knew the old key is not
    /// logged in too. Django's
    /// [`cycle_key`](https://docs.djangoproject.com/en/stable/topics/http/sessions/#django.contrib.sessions.backends.base.SessionBase.cycle_key).
    ///
    /// The change is made with the response. If the session was ended in the meantime by a logout, the response has the
    /// status 400, and no new session is created. A session that is empty and new gets no key.
    pub fn cycle_key(&self) {
        self.0.state().cycle_key();
    }

    /// Sets when the session ends. `None`: as in the options.
    pub fn set_expiry(&self, expiry: impl Into<Option<Expiry>>) {
        self.0.state().change().expiry = expiry.into();
    }

    /// Returns the value of [`set_expiry`](Self::set_expiry).
    #[must_use]
    pub fn expiry(&self) -> Option<Expiry> {
        self.0.state().record().expiry
    }

    /// Returns how long the session would last if it were saved now.
    #[must_use]
    pub fn expiry_age(&self) -> Duration {
        let options = self.0.options();
        self.0.state().record().age(options.cookie_age, options.clock.now())
    }

    /// Returns whether it ends when the browser is closed.
    #[must_use]
    pub fn expires_at_browser_close(&self) -> bool {
        let by_default = self.0.options().expire_at_browser_close;
        self.0.state().record().ends_with_browser(by_default)
    }
}

fn value_error(name: &str, source: serde_json::Error) -> SessionError {
    SessionError::Value { name: name.to_owned(), source }
}
