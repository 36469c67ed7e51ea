//! Ours: static chains, chains of boxed layers, and chains with a box around all layers or every 16.

use middleware_core::{Chain, GetResponse, middleware};

use crate::{
    entry::Entry,
    subject::{FromAsync, FromSync},
    work::Work,
};

/// What it is called in the report.
pub const STATIC_SYNC: &str = "ours: static sync";
/// What it is called in the report.
pub const STATIC_SYNC_HOOKS: &str = "ours: static sync hooks";
/// What it is called in the report.
pub const STATIC_ASYNC_FN: &str = "ours: static async fn";
/// What it is called in the report.
pub const STATIC_GENERATED: &str = "ours: static async fn, generated";
/// What it is called in the report.
pub const STATIC_HOOKS: &str = "ours: static async hooks";
/// What it is called in the report.
pub const BOXED_SYNC: &str = "ours: each boxed, sync";
/// What it is called in the report.
pub const BOXED_ASYNC_FN: &str = "ours: each boxed, async fn";
/// What it is called in the report.
pub const BOXED_HOOKS: &str = "ours: each boxed, async hooks";
/// What it is called in the report.
pub const BOXED_ONCE_ASYNC_FN: &str = "ours: boxed once, async fn";
/// What it is called in the report.
pub const BOXED_ONCE_HOOKS: &str = "ours: boxed once, async hooks";

const SYNC_EVERY_16: &str = "ours: box every 16, sync";
const ASYNC_FN_EVERY_16: &str = "ours: box every 16, async fn";
const HOOKS_EVERY_16: &str = "ours: box every 16, async hooks";

/// Both halves written out.
#[middleware]
struct Written<G, W: Work> {
    get_response: GetResponse<G>,
    setting: W::Setting,
}

#[middleware]
impl<G, W: Work> Written<G, W> {
    fn call(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.get_response.call(request);
        W::after(&self.setting, &mut response, note);
        response
    }

    async fn acall(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.get_response.acall(request).await;
        W::after(&self.setting, &mut response, note);
        response
    }
}

/// The async half is generated.
#[middleware]
struct Generated<G, W: Work> {
    get_response: GetResponse<G>,
    setting: W::Setting,
}

#[middleware(both)]
impl<G, W: Work> Generated<G, W> {
    fn call(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.get_response.call(request);
        W::after(&self.setting, &mut response, note);
        response
    }
}

/// Both halves come from hooks, of which one passes a note to the other.
#[middleware]
struct Hooked<G, W: Work> {
    get_response: GetResponse<G>,
    setting: W::Setting,
}

#[middleware]
impl<G, W: Work> Hooked<G, W> {
    fn process_request(&self, request: &mut W::Request) -> W::Note {
        W::before(&self.setting, request)
    }

    fn process_response(&self, response: &mut W::Response, note: W::Note) {
        W::after(&self.setting, response, note);
    }
}

/// Both halves come from hooks, for works without a note. As a user would write it: nothing goes from one to the other.
#[middleware]
struct Plain<G, W: Work> {
    get_response: GetResponse<G>,
    setting: W::Setting,
}

#[middleware]
impl<G, W: Work<Note = ()>> Plain<G, W> {
    fn process_request(&self, request: &mut W::Request) {
        W::before(&self.setting, request);
    }

    fn process_response(&self, response: &mut W::Response) {
        W::after(&self.setting, response, ());
    }
}

fn chain<W: Work>() -> Chain<W::Request, W::Response> {
    Chain::new()
}

/// Without a box.
macro_rules! fixed {
    ($depth:tt, ($entries:ident, $work:ident, $name:expr, $from:ident, $view:ident, $layer:ident)) => {
        entry!($entries, $name, $work, $depth, || {
                let app = layers!($depth: chain::<$work>(), with($layer::<(), $work>::layer($work::SETTING)));
                let app = app.view($work::$view);
                Box::new($from::new(app, $work::request))
            });
    };
}

/// Each layer in a box.
macro_rules! boxed {
    ($depth:tt, ($entries:ident, $work:ident, $name:expr, $from:ident, $view:ident, $layer:ident)) => {
        entry!($entries, $name, $work, $depth, || {
            let view = chain::<$work>().view($work::$view).boxed();
            let app = (0..$depth).fold(view, |inside, _| {
                let layer = $layer::<(), $work>::layer($work::SETTING);
                chain::<$work>().with(layer).view(inside).boxed()
            });
            Box::new($from::new(app, $work::request))
        });
    };
}

/// A chain without a box, whose type is erased.
macro_rules! boxed_once {
    ($depth:tt, ($entries:ident, $work:ident, $name:expr, $layer:ident)) => {
        entry!($entries, $name, $work, $depth, || {
            let app = layers!($depth: chain::<$work>(), with($layer::<(), $work>::layer($work::SETTING)));
            // A type of its own: code that two contenders share is inlined in neither.
            let app = app.view(|request: $work::Request| $work::async_view(request)).boxed();
            Box::new(FromAsync::new(app, $work::request))
        });
    };
}

/// A box around every 16 layers.
macro_rules! boxed_every_16 {
    (20, ($($arguments:tt)*)) => { boxed_every_16!(20 twenty, $($arguments)*) };
    (50, ($($arguments:tt)*)) => { boxed_every_16!(50 fifty, $($arguments)*) };
    ($depth:literal $chain:ident,
     $entries:ident, $work:ident, $name:expr, $from:ident, $view:ident, $layer:ident) => {
        entry!($entries, $name, $work, $depth, || {
            let layer = || $layer::<(), $work>::layer($work::SETTING);
            let app = $chain!(chain::<$work>(), layer()).view($work::$view);
            Box::new($from::new(app, $work::request))
        });
    };
}

macro_rules! twenty {
    ($chain:expr, $layer:expr) => {
        layers!(4: layers!(16: $chain, with($layer)).boxed(), with($layer))
    };
}

macro_rules! fifty {
    ($chain:expr, $layer:expr) => {
        layers!(2: layers!(16: layers!(16: layers!(16:
            $chain, with($layer)).boxed(), with($layer)).boxed(), with($layer)).boxed(), with($layer))
    };
}

/// Adds what has both halves written, or one generated.
///
/// `async fn`s reach 20 layers; the compiler's limit for those that are nested by hand is 24.
pub(crate) fn add<W: Work>(entries: &mut Vec<Entry>) {
    at_depths!(fixed(entries, W, STATIC_SYNC, FromSync, view, Written) 0 1 5 10 20 50);
    at_depths!(fixed(entries, W, STATIC_ASYNC_FN, FromAsync, async_view, Written) 0 1 5 10 20);
    at_depths!(fixed(entries, W, STATIC_GENERATED, FromAsync, async_view, Generated) 0 1 5 10 20);
    at_depths!(boxed(entries, W, BOXED_SYNC, FromSync, view, Written) 0 1 5 10 20 50);
    at_depths!(boxed(entries, W, BOXED_ASYNC_FN, FromAsync, async_view, Written) 0 1 5 10 20 50);
    at_depths!(boxed_once(entries, W, BOXED_ONCE_ASYNC_FN, Written) 0 1 5 10 20);
    at_depths!(boxed_every_16(entries, W, SYNC_EVERY_16, FromSync, view, Written) 20 50);
    at_depths!(boxed_every_16(entries, W, ASYNC_FN_EVERY_16, FromAsync, async_view, Written) 20 50);
}

macro_rules! with_hooks {
    ($name:ident, $layer:ident, $work:path) => {
        /// Adds what has hooks.
        pub(crate) fn $name<W>(entries: &mut Vec<Entry>)
        where
            W: $work,
        {
            at_depths!(fixed(entries, W, STATIC_SYNC_HOOKS, FromSync, view, $layer) 0 1 5 10 20 50);
            at_depths!(fixed(entries, W, STATIC_HOOKS, FromAsync, async_view, $layer) 0 1 5 10 20 50);
            at_depths!(boxed(entries, W, BOXED_HOOKS, FromAsync, async_view, $layer) 0 1 5 10 20 50);
            at_depths!(boxed_once(entries, W, BOXED_ONCE_HOOKS, $layer) 0 1 5 10 20 50);
            at_depths!(boxed_every_16(entries, W, HOOKS_EVERY_16, FromAsync, async_view, $layer) 20 50);
        }
    };
}

with_hooks!(add_hooks, Hooked, Work);
with_hooks!(add_plain_hooks, Plain, Work<Note = ()>);
