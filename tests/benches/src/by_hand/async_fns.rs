//! `async fn`s that await each other.

use super::{DEPTH, Settings, twenty};
use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

macro_rules! nest {
    ($view:ident) => {
        // Not an `async fn`, because its response is one.
        fn $view<W: Work>(_: &Settings<W>, request: W::Request) -> impl Future<Output = W::Response> + use<W> {
            W::async_view(request)
        }
    };
    ($name:ident $depth:literal $inside:ident $($more:tt)*) => {
        async fn $name<W: Work>(settings: &Settings<W>, mut request: W::Request) -> W::Response {
            let setting = &settings[DEPTH - $depth];
            let note = W::before(setting, &mut request);
            let mut response = $inside::<W>(settings, request).await;
            W::after(setting, &mut response, note);
            response
        }
        nest! { $inside $($more)* }
    };
}

twenty!(nest);

struct AsyncFns<W: Work, F> {
    settings: Settings<W>,
    outermost: F,
}

impl<W, F> AsyncSubject<W::Request> for AsyncFns<W, F>
where
    W: Work,
    F: AsyncFn(&Settings<W>, W::Request) -> W::Response,
{
    type Response = W::Response;

    #[inline]
    fn answer(&mut self, request: W::Request) -> impl Future<Output = W::Response> {
        (self.outermost)(&self.settings, request)
    }
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:literal, $outermost:ident) => {
            entry!(entries, super::ASYNC_FNS, W, $depth, || {
                let settings = [W::SETTING; DEPTH];
                let subject = AsyncFns::<W, _> { settings, outermost: $outermost::<W> };
                Box::new(FromAsync::new(subject, W::request))
            });
        };
    }
    case!(0, d0);
    case!(1, d1);
    case!(5, d5);
    case!(10, d10);
    case!(20, d20);
}
