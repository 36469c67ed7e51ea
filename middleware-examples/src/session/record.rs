//! [`Record`]: what a store keeps of a session.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// When a session ends that does not end as the options say.
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
    /// So long after it was last saved.
    After(Duration),
    /// At this time, however often it is saved.
    At(SystemTime),
    /// When the browser is closed. The store keeps it as long as the options say.
    AtBrowserClose,
}

/// What a store keeps of a session.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) data: Map<String, Value>,
    /// `None`: as the options say.
    pub(super) expiry: Option<Expiry>,
}

impl Record {
    /// How long the session lasts from `now` on if it is not saved again. Zero if it has ended.
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
