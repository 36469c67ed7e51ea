//! [`State`]: the state of a session during a request, and the writes at its end.

use http::StatusCode;

use super::{SessionError, SessionKey, SessionOptions, Write, record::Record};

/// The state of a session during a request.
#[derive(Default)]
pub(super) struct State {
    /// Its key in the store. Before it is loaded, the key that the client sent.
    pub(super) key: Option<SessionKey>,
    /// `None` until it is loaded.
    pub(super) record: Option<Record>,
    pub(super) accessed: bool,
    pub(super) modified: bool,
    /// The old key, if it gets a new one.
    cycled: Option<SessionKey>,
    /// The keys of the flushed sessions.
    flushed: Vec<SessionKey>,
}

/// The writes at the end of a request.
#[derive(Debug, Default)]
pub(super) struct Saving {
    /// In order, each with the error if it cannot be done.
    pub(super) writes: Vec<(Write, Option<SessionError>)>,
    /// The write after such an error.
    pub(super) undo: Option<Write>,
    pub(super) answer: Answer,
}

/// The headers of the response that depend on the session.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) cookie: CookieChange,
    /// Whether the response depends on the request's cookies.
    pub(super) vary: bool,
}

#[derive(Debug, Default)]
pub(super) enum CookieChange {
    #[default]
    None,
    Set {
        key: SessionKey,
        /// `None`: as long as the browser is open.
        age: Option<std::time::Duration>,
    },
    Remove,
}

impl State {
    pub(super) fn of_key(key: Option<SessionKey>) -> Self {
        Self { key, ..Self::default() }
    }

    pub(super) fn record(&mut self) -> &mut Record {
        self.record.get_or_insert_default()
    }

    /// To change the data.
    pub(super) fn change(&mut self) -> &mut Record {
        self.modified = true;
        self.record()
    }

    /// Keeps the value that the store had under `key`. Changes in the meantime take precedence over it.
    pub(super) fn loaded(&mut self, key: &SessionKey, record: Option<Record>) {
        if self.record.is_some() || self.key.as_ref() != Some(key) {
            return;
        }
        if record.is_none() {
            // A key that a client chose is never used.
            self.key = None;
        }
        self.record = Some(record.unwrap_or_default());
    }

    pub(super) fn flush(&mut self) {
        self.flushed.extend(self.key.take());
        self.flushed.extend(self.cycled.take());
        self.accessed = true;
        *self.change() = Record::default();
    }

    pub(super) fn cycle_key(&mut self) {
        self.modified = true;
        if let Some(key) = self.key.take() {
            self.cycled.get_or_insert(key);
        }
    }

    /// Whether there is no session, and no data for one.
    fn is_empty(&self) -> bool {
        let has_data = self.record.as_ref().is_some_and(|record| !record.data.is_empty());
        self.key.is_none() && self.cycled.is_none() && !has_data
    }

    /// Whether it has to be loaded before it can be saved.
    pub(super) fn is_to_be_loaded(&self, options: &SessionOptions, status: StatusCode) -> bool {
        let saves = options.save_every_request && !status.is_server_error();
        saves && self.record.is_none() && self.key.is_some()
    }

    /// Returns the writes for a response with this status. `sent` is whether the client sent a cookie.
    ///
    /// The rules are those of Django's `SessionMiddleware`.
    pub(super) fn saving(
        &mut self,
        options: &SessionOptions,
        status: StatusCode,
        sent: bool,
    ) -> Result<Saving, SessionError> {
        let mut saving = Saving::default();
        // A logout takes effect even if the page after it fails. An already deleted session is not an error.
        let flushed = std::mem::take(&mut self.flushed).into_iter();
        saving.writes.extend(flushed.map(|key| (Write::Delete { key }, None)));
        saving.answer.vary = self.accessed;

        if self.is_empty() {
            if sent {
                saving.answer = Answer { cookie: CookieChange::Remove, vary: true };
            }
            return Ok(saving);
        }
        if !(self.modified || options.save_every_request) || status.is_server_error() {
            return Ok(saving);
        }
        self.save(options, sent, &mut saving)?;
        self.modified = false;
        Ok(saving)
    }

    fn save(
        &mut self,
        options: &SessionOptions,
        sent: bool,
        saving: &mut Saving,
    ) -> Result<(), SessionError> {
        let record = self.record.clone().unwrap_or_default();
        let age = record.age(options.cookie_age, options.clock.now());
        if age.is_zero() {
            // It ends with this response.
            let ended = self.key.take().into_iter().chain(self.cycled.take());
            saving.writes.extend(ended.map(|key| (Write::Delete { key }, None)));
            let cookie = if sent { CookieChange::Remove } else { CookieChange::None };
            saving.answer = Answer { cookie, vary: true };
            return Ok(());
        }

        let text = serde_json::to_string(&record).map_err(SessionError::Corrupt)?;
        let key = if let Some(key) = &self.key {
            let update = Write::Update { key: key.clone(), record: text, age };
            saving.writes.push((update, Some(SessionError::Interrupted)));
            key.clone()
        } else {
            let key = SessionKey::generate().map_err(SessionError::Random)?;
            let create = Write::Create { key: key.clone(), record: text, age };
            saving.writes.push((create, Some(SessionError::KeyTaken)));
            if let Some(old) = self.cycled.take() {
                // If the old one was deleted, the new one would undo a logout in the meantime.
                let delete = Write::Delete { key: old };
                saving.writes.push((delete, Some(SessionError::Interrupted)));
                saving.undo = Some(Write::Delete { key: key.clone() });
            }
            self.key = Some(key.clone());
            key
        };
        let age = (!record.ends_with_browser(options.expire_at_browser_close)).then_some(age);
        saving.answer = Answer { cookie: CookieChange::Set { key, age }, vary: true };
        Ok(())
    }
}
