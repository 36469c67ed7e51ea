//! [`Bridge`]: what joins two neighbours of different mode.

use std::fmt;

use crate::Mode;

/// What joins two neighbours of different mode. Named for what it makes of the inner one, as in
/// asgiref.
///
/// ```
/// use middleware_core::{Mode, plan::Bridge};
///
/// assert_eq!(Bridge::between(Mode::Async, Mode::Sync), Some(Bridge::SyncToAsync));
/// assert_eq!(Bridge::between(Mode::Sync, Mode::Sync), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bridge {
    /// The inside is sync and is called from async code: it runs on a pool thread.
    SyncToAsync,
    /// The inside is async and is called from sync code, which blocks until the answer is there.
    AsyncToSync,
}

impl Bridge {
    /// The bridge that takes code of mode `outside` to code of mode `inside`, if one is needed.
    #[must_use]
    pub const fn between(outside: Mode, inside: Mode) -> Option<Self> {
        match (outside, inside) {
            (Mode::Async, Mode::Sync) => Some(Self::SyncToAsync),
            (Mode::Sync, Mode::Async) => Some(Self::AsyncToSync),
            (Mode::Sync, Mode::Sync) | (Mode::Async, Mode::Async) => None,
        }
    }
}

impl fmt::Display for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SyncToAsync => "sync to async",
            Self::AsyncToSync => "async to sync",
        })
    }
}
