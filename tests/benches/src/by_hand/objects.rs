//! `async fn`s of objects, each of which shares the next one, like layers.

use std::sync::Arc;

use super::OBJECTS;
use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

trait Object<W: Work>: Sized {
    async fn answer(&self, request: W::Request) -> W::Response;

    /// A layer around this.
    fn wrap(self) -> Layer<W, Self> {
        Layer { inside: Arc::new(self), setting: W::SETTING }
    }
}

struct View;

impl<W: Work> Object<W> for View {
    #[inline]
    async fn answer(&self, request: W::Request) -> W::Response {
        W::async_view(request).await
    }
}

struct Layer<W: Work, I> {
    inside: Arc<I>,
    setting: W::Setting,
}

impl<W: Work, I: Object<W>> Object<W> for Layer<W, I> {
    async fn answer(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.inside.answer(request).await;
        W::after(&self.setting, &mut response, note);
        response
    }
}

struct Outermost<O>(Arc<O>);

impl<W: Work, O: Object<W>> AsyncSubject<W::Request> for Outermost<Layer<W, O>> {
    type Response = W::Response;

    #[inline]
    fn answer(&mut self, request: W::Request) -> impl Future<Output = W::Response> {
        self.0.answer(request)
    }
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ()) => {
            entry!(entries, OBJECTS, W, $depth, || {
                let outermost: Layer<W, _> = layers!($depth: View, wrap());
                Box::new(FromAsync::new(Outermost(Arc::new(outermost)), W::request))
            });
        };
    }
    at_depths!(case() 1 5 10 20);
}
