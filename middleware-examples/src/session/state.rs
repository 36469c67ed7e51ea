//! [`State`]: what a request knows of its session, and what is to be saved of it in the end.

use http::StatusCode;

use super::{SessionError, SessionKey, SessionOptions, Write, record::Record};

/// What a request knows of its session.
#[derive(Default)]
pub(super) struct State {
    /// Under which the store has it: before it is loaded, what the client says.
    pub(super) key: Option<SessionKey>,
    /// `None` until it is loaded.
    pub(super) record: Option<Record>,
    pub(super) accessed: bool,
    pub(super) modified: bool,
    /// The key that it had, if it is to have another one.
    cycled: Option<SessionKey>,
    /// The keys of what was flushed.
    flushed: Vec<SessionKey>,
}

/// What is to be saved in the end.
#[derive(Debug, Default)]
pub(super) struct Saving {
    /// One after the other, each with the error that it is if it cannot be done.
    pub(super) writes: Vec<(Write, Option<SessionError>)>,
    /// What is to be done after such an error.
    pub(super) undo: Option<Write>,
    pub(super) answer: Answer,
}

/// What the answer says about the session.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) cookie: CookieChange,
    /// It depends on the request's cookies.
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

    /// Keeps what the store had under `key`. What has happened to the session in the meantime goes before it.
    pub(super) fn loaded(&mut self, key: &SessionKey, record: Option<Record>) {
        if self.record.is_some() || self.key.as_ref() != Some(key) {
            return;
        }
        if record.is_none() {
            // A key that a client has chosen is never used.
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

    /// There is none, and nothing to make one of.
    fn is_empty(&self) -> bool {
        let has_data = self.record.as_ref().is_some_and(|record| !record.data.is_empty());
        self.key.is_none() && self.cycled.is_none() && !has_data
    }

    /// Whether it has to be loaded before it can be saved.
    pub(super) fn is_to_be_loaded(&self, options: &SessionOptions, status: StatusCode) -> bool {
        let saves = options.save_every_request && !status.is_server_error();
        saves && self.record.is_none() && self.key.is_some()
    }

    /// What is to be saved when the answer has this status. `sent` says whether the client sent a cookie.
    ///
    /// The rules are those of Django's `SessionMiddleware`.
    pub(super) fn saving(
        &mut self,
        options: &SessionOptions,
        status: StatusCode,
        sent: bool,
    ) -> Result<Saving, SessionError> {
        let mut saving = Saving::default();
        // Whoever logs out is logged out, also if the page after it fails. That it is gone already is no error.
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
            // It ends with this answer.
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
                // Were the old one gone, the new one would bring back who has logged out in the meantime.
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
