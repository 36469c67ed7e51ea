//! tower: services with named futures, like its own layers; and with a box around each layer.

use std::{
    convert::Infallible,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tower::{
    Service,
    util::{BoxCloneService, BoxService},
};

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::Work,
};

struct Layer<S, W: Work> {
    inside: S,
    setting: W::Setting,
}

impl<S: Clone, W: Work> Clone for Layer<S, W> {
    fn clone(&self) -> Self {
        Self { inside: self.inside.clone(), setting: self.setting }
    }
}

impl<S, W> Service<W::Request> for Layer<S, W>
where
    W: Work,
    S: Service<W::Request, Response = W::Response>,
{
    type Response = W::Response;
    type Error = S::Error;
    type Future = Begun<W, S::Future>;

    #[inline]
    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inside.poll_ready(context)
    }

    #[inline]
    fn call(&mut self, mut request: W::Request) -> Self::Future {
        let note = W::before(&self.setting, &mut request);
        Begun { setting: self.setting, inside: self.inside.call(request), note }
    }
}

pin_project! {
    struct Begun<W, F>
    where
        W: Work,
    {
        setting: W::Setting,
        #[pin]
        inside: F,
        note: W::Note,
    }
}

impl<W, F, E> Future for Begun<W, F>
where
    W: Work,
    F: Future<Output = Result<W::Response, E>>,
{
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let mut response = ready!(this.inside.poll(context))?;
        W::after(this.setting, &mut response, *this.note);
        Poll::Ready(Ok(response))
    }
}

/// The view as a service: a function with a future that has no name.
fn view<W: Work>() -> impl Service<
    W::Request,
    Response = W::Response,
    Error = Infallible,
    Future = impl Future<Output = Result<W::Response, Infallible>> + Send + use<W>,
>
+ Clone
+ Send
+ 'static
+ use<W> {
    tower::service_fn(|request| async { Ok(W::async_view(request).await) })
}

trait Wrap: Sized {
    fn wrap<W: Work>(self, _: PhantomData<W>) -> Layer<Self, W> {
        Layer { inside: self, setting: W::SETTING }
    }
}

// Without a bound: to prove that it is a service would take twice as long with each layer.
impl<S> Wrap for S {}

type Boxed<W> = BoxService<<W as Work>::Request, <W as Work>::Response, Infallible>;
type BoxedClone<W> = BoxCloneService<<W as Work>::Request, <W as Work>::Response, Infallible>;

/// A tower service as what is measured.
struct Of<S>(S);

impl<S, Req> AsyncSubject<Req> for Of<S>
where
    S: Service<Req, Error = Infallible>,
{
    type Response = Result<S::Response, Infallible>;

    #[inline]
    fn ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.poll_ready(context).map(|Ok(())| ())
    }

    #[inline]
    fn answer(&mut self, request: Req) -> impl Future<Output = Self::Response> {
        self.0.call(request)
    }
}

pub(super) fn add<W: Work>(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, ($name:literal, $chain:expr)) => {
            entry!(entries, $name, W, $depth, || Box::new(FromAsync::new(Of($chain($depth)), W::request)));
        };
        ($depth:tt, $name:literal) => {
            entry!(entries, $name, W, $depth, || {
                    Box::new(FromAsync::new(Of(layers!($depth: view::<W>(), wrap(PhantomData::<W>))), W::request))
                });
        };
    }
    at_depths!(case "tower: named futures" 0 1 5 10 20 50);
    at_depths!(case("tower: BoxService", boxed::<W>) 0 1 5 10 20 50);
    at_depths!(case("tower: BoxCloneService", boxed_clone::<W>) 0 1 5 10 20 50);
}

fn boxed<W: Work>(depth: usize) -> Boxed<W> {
    (0..depth).fold(BoxService::new(view::<W>()), |inside, _| {
        BoxService::new(Layer::<_, W> { inside, setting: W::SETTING })
    })
}

fn boxed_clone<W: Work>(depth: usize) -> BoxedClone<W> {
    (0..depth).fold(BoxCloneService::new(view::<W>()), |inside, _| {
        BoxCloneService::new(Layer::<_, W> { inside, setting: W::SETTING })
    })
}
