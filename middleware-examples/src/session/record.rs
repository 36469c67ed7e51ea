//! [`Record`]: a session in a store.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// When a session ends, if it differs from the options.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::session::Expiry;
///
/// let expiry = Expiry::After(Duration::from_secs(300));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expiry {
    /// This long after it was last saved.
    After(Duration),
    /// At this time, regardless of saves.
    At(SystemTime),
    /// When the browser is closed. The store keeps it for the time in the options.
    AtBrowserClose,
}

/// A session in a store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) data: Map<String, Value>,
    /// `None`: as in the options.
    pub(super) expiry: Option<Expiry>,
}

impl Record {
    /// Returns how long the session lasts from `now` on, if it is not saved again. Zero if it has ended.
    pub(super) fn age(&self, by_default: Duration, now: SystemTime) -> Duration {
        match self.expiry {
            None | Some(Expiry::AtBrowserClose) => by_default,
            Some(Expiry::After(age)) => age,
            Some(Expiry::At(end)) => end.duration_since(now).unwrap_or_default(),
        }
    }

    pub(super) fn ends_with_browser(&self, by_default: bool) -> bool {
        self.expiry.map_or(by_default, |expiry| expiry == Expiry::AtBrowserClose)
    }
}
