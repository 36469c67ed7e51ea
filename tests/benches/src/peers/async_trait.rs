//! The classic one: a trait with an `async fn` by `async-trait`, and the next handler behind an `Arc<dyn ..>`.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

#[async_trait]
trait Handler<W: Work>: Send + Sync {
    async fn handle(&self, request: W::Request) -> W::Response;
}

struct View;

#[async_trait]
impl<W: Work> Handler<W> for View {
    async fn handle(&self, request: W::Request) -> W::Response {
        W::async_view(request).await
    }
}

struct Layer<W: Work> {
    inside: Arc<dyn Handler<W>>,
    setting: W::Setting,
}

#[async_trait]
impl<W: Work> Handler<W> for Layer<W> {
    async fn handle(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.inside.handle(request).await;
        W::after(&self.setting, &mut response, note);
        response
    }
}

impl<W: Work> AsyncSubject<W::Request> for Arc<dyn Handler<W>> {
    type Response = W::Response;

    #[inline]
    fn answer(&mut self, request: W::Request) -> impl Future<Output = W::Response> {
        self.handle(request)
    }
}

fn chain<W: Work>(depth: usize) -> Arc<dyn Handler<W>> {
    let view: Arc<dyn Handler<W>> = Arc::new(View);
    (0..depth).fold(view, |inside, _| Arc::new(Layer { inside, setting: W::SETTING }))
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, $name:literal) => {
            entry!(entries, $name, W, $depth, || Box::new(FromAsync::new(
                chain::<W>($depth),
                W::request
            )));
        };
    }
    at_depths!(case "async-trait: Arc<dyn>" 0 1 5 10 20 50);
}
