//! motore: `async fn`s in a trait, and with a box around each layer.

use std::{convert::Infallible, marker::PhantomData};

use motore::service::{BoxService, Service};

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

struct View;

impl<W: Work> Service<Context<W>, W::Request> for View {
    type Response = W::Response;
    type Error = Infallible;

    #[inline]
    async fn call(
        &self,
        _: &mut Context<W>,
        request: W::Request,
    ) -> Result<W::Response, Infallible> {
        Ok(W::async_view(request).await)
    }
}

struct Layer<S, W: Work> {
    inside: S,
    setting: W::Setting,
}

impl<S, W> Service<Context<W>, W::Request> for Layer<S, W>
where
    W: Work,
    S: Service<Context<W>, W::Request, Response = W::Response> + Sync,
{
    type Response = W::Response;
    type Error = S::Error;

    #[inline]
    async fn call(
        &self,
        context: &mut Context<W>,
        mut request: W::Request,
    ) -> Result<W::Response, S::Error> {
        let note = W::before(&self.setting, &mut request);
        let mut response = self.inside.call(context, request).await?;
        W::after(&self.setting, &mut response, note);
        Ok(response)
    }
}

/// What motore hands from layer to layer besides the request: here nothing.
struct Context<W>(PhantomData<W>);

trait Wrap: Sized {
    fn wrap<W: Work>(self, _: PhantomData<W>) -> Layer<Self, W> {
        Layer { inside: self, setting: W::SETTING }
    }
}

// Without a bound: to prove that it is a service would take twice as long with each layer.
impl<S> Wrap for S {}

struct Of<S, W>(S, Context<W>);

impl<S, W, Req> AsyncSubject<Req> for Of<S, W>
where
    S: Service<Context<W>, Req>,
{
    type Response = Result<S::Response, S::Error>;

    #[inline]
    fn answer(&mut self, request: Req) -> impl Future<Output = Self::Response> {
        self.0.call(&mut self.1, request)
    }
}

type Boxed<W> = BoxService<Context<W>, <W as Work>::Request, <W as Work>::Response, Infallible>;

fn boxed<W: Work>(depth: usize) -> Boxed<W> {
    (0..depth).fold(BoxService::new(View), |inside, _| {
        BoxService::new(Layer::<_, W> { inside, setting: W::SETTING })
    })
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:literal, $chain:expr)) => {
            entry!(entries, $name, W, $depth, || {
                    let context = Context(PhantomData);
                    Box::new(FromAsync::new(Of::<_, W>($chain, context), W::request))
                });
        };
        ($depth:tt, static) => {
            case!($depth, ("motore", layers!($depth: View, wrap(PhantomData::<W>))));
        };
        ($depth:tt, boxed) => {
            case!($depth, ("motore: BoxService", boxed::<W>($depth)));
        };
    }
    at_depths!(case static 0 1 5 10 20);
    at_depths!(case boxed 0 1 5 10 20 50);
}
