//! axum: `middleware::from_fn` around a route.

use std::{
    convert::Infallible,
    task::{Context, Poll},
};

use axum::{
    Router,
    body::Body,
    middleware::{Next, from_fn},
    routing::get,
};
use tower::Service;

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::{Http, headers, is_keep_alive, mark},
};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

fn request() -> Request {
    let mut request = Request::new(Body::empty());
    *request.headers_mut() = headers();
    request
}

async fn view(_: Request) -> Response {
    Response::new(Body::empty())
}

async fn look(request: Request, next: Next) -> Response {
    let is_keep_alive = is_keep_alive(request.headers());
    let mut response = next.run(request).await;
    mark(response.headers_mut(), is_keep_alive);
    response
}

impl AsyncSubject<Request> for Router {
    type Response = Result<Response, Infallible>;

    fn ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        Service::<Request>::poll_ready(self, context).map(|Ok(())| ())
    }

    #[inline]
    fn answer(&mut self, request: Request) -> impl Future<Output = Self::Response> {
        self.call(request)
    }
}

fn router(depth: usize) -> Router {
    let router = Router::new().route("/", get(view));
    (0..depth).fold(router, |router, _| router.layer(from_fn(look)))
}

pub(super) fn add(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, $name:literal) => {
            entry!(entries, $name, Http, $depth, || Box::new(FromAsync::new(
                router($depth),
                request
            )));
        };
    }
    at_depths!(case "axum: from_fn" 0 1 5 10 20 50);
}
