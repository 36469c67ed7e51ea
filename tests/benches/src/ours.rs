//! Ours: static chains, chains of boxed layers, and chains with a box around all layers or every 16.

use middleware_core::{BoxHandler, Chain, GetResponse, middleware};

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

/// Both halves come from hooks.
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

type Boxed<W> = GetResponse<BoxHandler<<W as Work>::Request, <W as Work>::Response>>;

fn chain<W: Work>() -> Chain<W::Request, W::Response> {
    Chain::new()
}

/// Each layer in a box.
fn boxed<W: Work>(depth: usize, view: Boxed<W>, wrap: fn(Boxed<W>) -> Boxed<W>) -> Boxed<W> {
    (0..depth).fold(view, |inside, _| wrap(inside))
}

/// Adds all depths of all of these.
pub(crate) fn add<W: Work>(entries: &mut Vec<Entry>) {
    add_static::<W>(entries);
    add_boxed::<W>(entries);
    add_boxed_once::<W>(entries);
    add_every_16::<W>(entries);
}

/// Without a box. `async fn`s reach 20 layers; the compiler's limit for those that are nested by hand is 24.
fn add_static<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:expr, $from:ident, $view:ident, $layer:ident)) => {
            entry!(entries, $name, W, $depth, || {
                    let app = layers!($depth: chain::<W>(), with($layer::<(), W>::layer(W::SETTING))).view(W::$view);
                    Box::new($from::new(app, W::request))
                });
        };
    }
    at_depths!(case(STATIC_SYNC, FromSync, view, Written) 0 1 5 10 20 50);
    at_depths!(case(STATIC_SYNC_HOOKS, FromSync, view, Hooked) 0 1 5 10 20 50);
    at_depths!(case(STATIC_ASYNC_FN, FromAsync, async_view, Written) 0 1 5 10 20);
    at_depths!(case(STATIC_GENERATED, FromAsync, async_view, Generated) 0 1 5 10 20);
    at_depths!(case(STATIC_HOOKS, FromAsync, async_view, Hooked) 0 1 5 10 20 50);
}

fn add_boxed<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:expr, $from:ident, $view:ident, $layer:ident)) => {
            entry!(entries, $name, W, $depth, || {
                let view = chain::<W>().view(W::$view).boxed();
                let app = boxed::<W>($depth, view, |inside| {
                    chain::<W>().with($layer::<(), W>::layer(W::SETTING)).view(inside).boxed()
                });
                Box::new($from::new(app, W::request))
            });
        };
    }
    at_depths!(case(BOXED_SYNC, FromSync, view, Written) 0 1 5 10 20 50);
    at_depths!(case(BOXED_ASYNC_FN, FromAsync, async_view, Written) 0 1 5 10 20 50);
    at_depths!(case(BOXED_HOOKS, FromAsync, async_view, Hooked) 0 1 5 10 20 50);
}

/// A static chain, whose type is forgotten.
fn add_boxed_once<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:expr, $layer:ident)) => {
            entry!(entries, $name, W, $depth, || {
                let app = layers!($depth: chain::<W>(), with($layer::<(), W>::layer(W::SETTING)));
                // A type of its own: code that two contenders share is inlined in neither.
                let app = app.view(|request: W::Request| W::async_view(request)).boxed();
                Box::new(FromAsync::new(app, W::request))
            });
        };
    }
    at_depths!(case(BOXED_ONCE_ASYNC_FN, Written) 0 1 5 10 20);
    at_depths!(case(BOXED_ONCE_HOOKS, Hooked) 0 1 5 10 20 50);
}

/// Below 16 layers it is a static chain.
fn add_every_16<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! twenty {
        ($layer:expr) => {
            layers!(4: layers!(16: chain::<W>(), with($layer)).boxed(), with($layer))
        };
    }
    macro_rules! fifty {
        ($layer:expr) => {
            layers!(2: layers!(16: layers!(16: layers!(16:
                chain::<W>(), with($layer)).boxed(), with($layer)).boxed(), with($layer)).boxed(), with($layer))
        };
    }
    macro_rules! case {
        ($name:expr, $from:ident, $view:ident, $layer:ident) => {
            case!(20 twenty, $name, $from, $view, $layer);
            case!(50 fifty, $name, $from, $view, $layer);
        };
        ($depth:literal $chain:ident, $name:expr, $from:ident, $view:ident, $layer:ident) => {
            entry!(entries, $name, W, $depth, || {
                    let app = $chain!($layer::<(), W>::layer(W::SETTING)).view(W::$view);
                    Box::new($from::new(app, W::request))
                });
        };
    }
    case!("ours: box every 16, sync", FromSync, view, Written);
    case!("ours: box every 16, async fn", FromAsync, async_view, Written);
    case!("ours: box every 16, async hooks", FromAsync, async_view, Hooked);
}
