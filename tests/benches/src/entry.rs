//! The list of what is measured.

use std::fmt;

#[cfg(feature = "peers")]
use crate::peers;
use crate::{
    by_hand, ours,
    subject::Run,
    work::{Bare, Http, Setting, Waiting, Work},
};

/// A contender with a work at a depth.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What the contender is called in the report.
    pub contender: &'static str,
    /// What the layers do.
    pub work: &'static str,
    /// How many layers there are.
    pub depth: usize,
    /// Makes the chain.
    pub build: fn() -> Box<dyn Run>,
}

impl Entry {
    /// Whether it is called from sync code.
    #[must_use]
    pub fn is_sync(&self) -> bool {
        (self.build)().future_size().is_none()
    }

    /// The contender that is the same by hand.
    #[must_use]
    pub fn by_hand(&self) -> &'static str {
        if self.is_sync() { by_hand::FUNCTIONS } else { by_hand::ASYNC_FNS }
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, depth {}", self.contender, self.work, self.depth)
    }
}

/// All that is measured, by works, and in these by contenders.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let mut entries = Vec::new();
    add::<Bare<2>>(&mut entries, ours::add_plain_hooks::<Bare<2>>);
    add::<Setting>(&mut entries, ours::add_plain_hooks::<Setting>);
    add::<Waiting>(&mut entries, ours::add_plain_hooks::<Waiting>);
    add::<Http>(&mut entries, ours::add_hooks::<Http>);
    add::<Bare<32>>(&mut entries, ours::add_plain_hooks::<Bare<32>>);
    add::<Bare<128>>(&mut entries, ours::add_plain_hooks::<Bare<128>>);
    #[cfg(feature = "peers")]
    peers::add_http(&mut entries);
    entries
}

/// Where in the list the contender is with this work at this depth.
#[must_use]
pub fn at(entries: &[Entry], contender: &str, work: &str, depth: usize) -> Option<usize> {
    let sought = (contender, work, depth);
    entries.iter().position(|entry| (entry.contender, entry.work, entry.depth) == sought)
}

fn add<W: Work>(entries: &mut Vec<Entry>, add_hooks: fn(&mut Vec<Entry>)) {
    by_hand::add::<W>(entries);
    ours::add::<W>(entries);
    add_hooks(entries);
    #[cfg(feature = "peers")]
    peers::add::<W>(entries);
}
