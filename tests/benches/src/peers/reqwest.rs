//! reqwest-middleware, around a middleware that answers and calls no server.

use std::sync::Arc;

use http::Extensions;
use reqwest::{Client, Method, Request, Response, Url};
use reqwest_middleware::{ClientWithMiddleware, Middleware, Next};

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::{Http, headers, is_keep_alive, mark},
};

fn request() -> Request {
    let mut request = Request::new(Method::GET, Url::parse("http://a/").expect("a URL"));
    *request.headers_mut() = headers();
    request
}

struct Look;

#[async_trait::async_trait]
impl Middleware for Look {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let is_keep_alive = is_keep_alive(request.headers());
        let mut response = next.run(request, extensions).await?;
        mark(response.headers_mut(), is_keep_alive);
        Ok(response)
    }
}

struct Stub;

#[async_trait::async_trait]
impl Middleware for Stub {
    async fn handle(
        &self,
        _: Request,
        _: &mut Extensions,
        _: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        Ok(http::Response::new(reqwest::Body::default()).into())
    }
}

impl AsyncSubject<Request> for ClientWithMiddleware {
    type Response = reqwest_middleware::Result<Response>;

    #[inline]
    fn answer(&mut self, request: Request) -> impl Future<Output = Self::Response> {
        self.execute(request)
    }
}

fn client(depth: usize) -> ClientWithMiddleware {
    let layers = (0..depth).map(|_| -> Arc<dyn Middleware> { Arc::new(Look) });
    let stub: Arc<dyn Middleware> = Arc::new(Stub);
    ClientWithMiddleware::new(Client::new(), layers.chain([stub]).collect::<Box<[_]>>())
}

pub(super) fn add(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, $name:literal) => {
            entry!(entries, $name, Http, $depth, || Box::new(FromAsync::new(
                client($depth),
                request
            )));
        };
    }
    at_depths!(case "reqwest-middleware" 0 1 5 10 20 50);
}
