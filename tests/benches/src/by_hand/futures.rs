//! Futures that poll each other: what each layer does on the way in is done when they are made.
//!
//! As with any future, and as with our hooks, nothing happens before it is polled: the outermost is made then.

use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;

use super::{DEPTH, Settings, fifty};
use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

pin_project! {
    /// A layer that has done its part on the way in.
    struct Begun<'a, W, I>
    where
        W: Work,
    {
        setting: &'a W::Setting,
        #[pin]
        inside: I,
        note: W::Note,
    }
}

impl<W, I> Future for Begun<'_, W, I>
where
    W: Work,
    I: Future<Output = W::Response>,
{
    type Output = W::Response;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<W::Response> {
        let this = self.project();
        let mut response = ready!(this.inside.poll(context));
        W::after(this.setting, &mut response, *this.note);
        Poll::Ready(response)
    }
}

pin_project! {
    /// Makes the outermost when it is polled.
    #[project = DeferredPinned]
    #[project_replace = DeferredTaken]
    enum Deferred<'a, W, B, F>
    where
        W: Work,
    {
        Start { settings: &'a Settings<W>, request: W::Request, begin: B },
        Begun { #[pin] future: F },
        Done,
    }
}

impl<'a, W, B, F> Future for Deferred<'a, W, B, F>
where
    W: Work,
    B: Fn(&'a Settings<W>, W::Request) -> F,
    F: Future,
{
    type Output = F::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        if let DeferredPinned::Start { .. } = self.as_mut().project() {
            let taken = self.as_mut().project_replace(Self::Done);
            if let DeferredTaken::Start { settings, request, begin } = taken {
                self.set(Self::Begun { future: begin(settings, request) });
            }
        }
        match self.project() {
            DeferredPinned::Begun { future } => future.poll(context),
            DeferredPinned::Start { .. } | DeferredPinned::Done => panic!("polled after a panic"),
        }
    }
}

macro_rules! nest {
    ($view:ident) => {
        #[inline]
        fn $view<W: Work>(_: &Settings<W>, request: W::Request) -> impl Future<Output = W::Response> {
            W::async_view(request)
        }
    };
    ($name:ident $depth:literal $inside:ident $($more:tt)*) => {
        #[inline]
        fn $name<W: Work>(settings: &Settings<W>, mut request: W::Request) -> impl Future<Output = W::Response> {
            let setting = &settings[DEPTH - $depth];
            let note = W::before(setting, &mut request);
            Begun::<W, _> { setting, inside: $inside::<W>(settings, request), note }
        }
        nest! { $inside $($more)* }
    };
}

fifty!(nest);

/// A function that makes the outermost future.
trait Begin<'a, W: Work>: Fn(&'a Settings<W>, W::Request) -> Self::Future {
    type Future: Future<Output = W::Response>;
}

impl<'a, W, B, F> Begin<'a, W> for B
where
    W: Work,
    B: Fn(&'a Settings<W>, W::Request) -> F,
    F: Future<Output = W::Response>,
{
    type Future = F;
}

struct Futures<W: Work, B> {
    settings: Settings<W>,
    outermost: B,
}

impl<W, B> AsyncSubject<W::Request> for Futures<W, B>
where
    W: Work,
    B: for<'a> Begin<'a, W> + Copy,
{
    type Response = W::Response;

    #[inline]
    fn answer(&mut self, request: W::Request) -> impl Future<Output = W::Response> {
        let future: Deferred<'_, W, _, _> =
            Deferred::Start { settings: &self.settings, request, begin: self.outermost };
        future
    }
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:literal, $outermost:ident) => {
            entry!(entries, super::FUTURES, W, $depth, || {
                let settings = [W::SETTING; DEPTH];
                let subject = Futures::<W, _> { settings, outermost: $outermost::<W> };
                Box::new(FromAsync::new(subject, W::request))
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
