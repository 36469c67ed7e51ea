//! What one writes without a framework: functions, `async fn`s and futures, each calling the next one by name.
//!
//! What a layer has of its own is behind a reference that all share; with [`OBJECTS`], as in a chain of ours, it is
//! with the layer, which is found by way of the one outside it.

mod async_fns;
mod functions;
mod futures;
mod objects;

use crate::{entry::Entry, work::Work};

/// What they are called in the report.
pub const FUNCTIONS: &str = "by hand: functions";
/// What they are called in the report.
pub const ASYNC_FNS: &str = "by hand: async fn";
/// What they are called in the report.
pub const FUTURES: &str = "by hand: futures";

/// What they are called in the report.
pub const OBJECTS: &str = "by hand: async fn, in `Arc`s";

/// How deep it goes.
const DEPTH: usize = 50;

/// What the layers have of their own.
type Settings<W> = [<W as Work>::Setting; DEPTH];

/// Adds all depths of these.
pub(crate) fn add<W: Work>(entries: &mut Vec<Entry>) {
    functions::add::<W>(entries);
    async_fns::add::<W>(entries);
    objects::add::<W>(entries);
    futures::add::<W>(entries);
}

/// Hands `$nest!` a name and a number for each layer down from the outermost, and a name for the view.
macro_rules! fifty {
    ($nest:ident) => {
        $nest! {
            d50 50 d49 49 d48 48 d47 47 d46 46 d45 45 d44 44 d43 43 d42 42 d41 41
            d40 40 d39 39 d38 38 d37 37 d36 36 d35 35 d34 34 d33 33 d32 32 d31 31
            d30 30 d29 29 d28 28 d27 27 d26 26 d25 25 d24 24 d23 23 d22 22 d21 21
            d20 20 d19 19 d18 18 d17 17 d16 16 d15 15 d14 14 d13 13 d12 12 d11 11
            d10 10 d9 9 d8 8 d7 7 d6 6 d5 5 d4 4 d3 3 d2 2 d1 1
            d0
        }
    };
}

/// The same with twenty.
macro_rules! twenty {
    ($nest:ident) => {
        $nest! {
            d20 20 d19 19 d18 18 d17 17 d16 16 d15 15 d14 14 d13 13 d12 12 d11 11
            d10 10 d9 9 d8 8 d7 7 d6 6 d5 5 d4 4 d3 3 d2 2 d1 1
            d0
        }
    };
}
use {fifty, twenty};
