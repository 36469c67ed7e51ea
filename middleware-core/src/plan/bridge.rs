//! [`Bridge`]: joins two neighbours of different mode.

use std::fmt;

use crate::mode::Mode;

/// Whether the library has bridges at all.
pub(super) const HAS_BRIDGES: bool = cfg!(feature = "tokio");

/// A bridge between two neighbours of different mode, named for the direction of the call.
///
/// Without the feature `tokio`, the plan shows which bridges are needed and not available.
///
/// ```
/// use middleware_core::{Mode, plan::Bridge};
///
/// assert_eq!(Bridge::between(Mode::Async, Mode::Sync), Some(Bridge::AsyncToSync));
/// assert_eq!(Bridge::between(Mode::Sync, Mode::Sync), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Bridge {
    /// An async caller reaches sync code, which runs on a pool thread: the hop.
    AsyncToSync,
    /// A sync caller reaches async code, and blocks until the response is ready.
    SyncToAsync,
}

impl Bridge {
    /// Returns the bridge between a caller of mode `outer` and code of mode `inner`, if one is needed.
    #[must_use]
    pub const fn between(outer: Mode, inner: Mode) -> Option<Self> {
        match (outer, inner) {
            (Mode::Async, Mode::Sync) => Some(Self::AsyncToSync),
            (Mode::Sync, Mode::Async) => Some(Self::SyncToAsync),
            (Mode::Sync, Mode::Sync) | (Mode::Async, Mode::Async) => None,
        }
    }
}

impl fmt::Display for Bridge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::AsyncToSync => "async to sync",
            Self::SyncToAsync => "sync to async",
        })
    }
}
