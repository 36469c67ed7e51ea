//! Functions that call each other.

use super::{DEPTH, Settings, fifty};
use crate::{
    entry::Entry,
    subject::{FromSync, SyncSubject},
    work::Work,
};

macro_rules! nest {
    ($view:ident) => {
        fn $view<W: Work>(_: &Settings<W>, request: W::Request) -> W::Response {
            W::view(request)
        }
    };
    ($name:ident $depth:literal $inside:ident $($more:tt)*) => {
        fn $name<W: Work>(settings: &Settings<W>, mut request: W::Request) -> W::Response {
            let setting = &settings[DEPTH - $depth];
            let note = W::before(setting, &mut request);
            let mut response = $inside::<W>(settings, request);
            W::after(setting, &mut response, note);
            response
        }
        nest! { $inside $($more)* }
    };
}

fifty!(nest);

struct Functions<W: Work, F> {
    settings: Settings<W>,
    outermost: F,
}

impl<W, F> SyncSubject<W::Request> for Functions<W, F>
where
    W: Work,
    F: Fn(&Settings<W>, W::Request) -> W::Response,
{
    type Response = W::Response;

    #[inline]
    fn answer(&mut self, request: W::Request) -> W::Response {
        (self.outermost)(&self.settings, request)
    }
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:literal, $outermost:ident) => {
            entry!(entries, super::FUNCTIONS, W, $depth, || {
                let settings = [W::SETTING; DEPTH];
                let subject = Functions::<W, _> { settings, outermost: $outermost::<W> };
                Box::new(FromSync::new(subject, W::request))
            });
        };
    }
    case!(0, d0);
    case!(1, d1);
    case!(5, d5);
    case!(10, d10);
    case!(20, d20);
    case!(50, d50);
}
