//! layered: `async fn`s in a trait, and each layer as a `DynamicService`.

use std::marker::PhantomData;

use layered::{DynamicService, DynamicServiceExt, Service};

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

struct View<W>(PhantomData<fn() -> W>);

impl<W: Work> Service<W::Request> for View<W> {
    type Out = W::Response;

    #[inline]
    async fn execute(&self, request: W::Request) -> W::Response {
        W::async_view(request).await
    }
}

struct Layer<S, W: Work> {
    inside: S,
    setting: W::Setting,
}

impl<S, W> Service<W::Request> for Layer<S, W>
where
    W: Work,
    S: Service<W::Request, Out = W::Response>,
{
    type Out = W::Response;

    #[inline]
    async fn execute(&self, mut request: W::Request) -> W::Response {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.inside.execute(request).await;
        W::after(&self.setting, &mut response, note);
        response
    }
}

trait Wrap: Sized {
    fn wrap<W: Work>(self, _: PhantomData<W>) -> Layer<Self, W> {
        Layer { inside: self, setting: W::SETTING }
    }
}

// Without a bound: to prove that it is a service would take twice as long with each layer.
impl<S> Wrap for S {}

struct Of<S>(S);

impl<S, Req> AsyncSubject<Req> for Of<S>
where
    S: Service<Req>,
{
    type Response = S::Out;

    #[inline]
    fn answer(&mut self, request: Req) -> impl Future<Output = S::Out> {
        self.0.execute(request)
    }
}

fn boxed<W: Work>(depth: usize) -> DynamicService<W::Request, W::Response> {
    (0..depth).fold(View::<W>(PhantomData).into_dynamic(), |inside, _| {
        Layer::<_, W> { inside, setting: W::SETTING }.into_dynamic()
    })
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:literal, $chain:expr)) => {
            entry!(entries, $name, W, $depth, || Box::new(FromAsync::new(Of($chain), W::request)));
        };
        ($depth:tt, static) => {
            case!($depth, ("layered", layers!($depth: View::<W>(PhantomData), wrap(PhantomData::<W>))));
        };
        ($depth:tt, boxed) => {
            case!($depth, ("layered: DynamicService", boxed::<W>($depth)));
        };
    }
    at_depths!(case static 0 1 5 10 20);
    at_depths!(case boxed 0 1 5 10 20 50);
}
