//! actix-web: `middleware::from_fn` around an app with a route.

use std::task::{Context, Poll};

use actix_http::Request;
use actix_web::{
    App, Error, HttpResponse,
    body::BoxBody,
    dev::{Service, ServiceRequest, ServiceResponse},
    http::header::{CONNECTION, HeaderValue, VIA},
    middleware::{Next, from_fn},
    test::{TestRequest, init_service},
    web,
};
use futures::executor::block_on;

use crate::{
    entry::Entry,
    subject::{AsyncSubject, FromAsync},
    work::{HEADERS, Http, marking},
};

fn request() -> Request {
    let request = HEADERS.into_iter().fold(TestRequest::default(), |request, (name, value)| {
        request.insert_header((name.as_str(), value))
    });
    request.to_request()
}

async fn view() -> HttpResponse {
    HttpResponse::Ok().finish()
}

async fn look(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let is_keep_alive = request.headers().get(CONNECTION).is_some_and(|value| value != "close");
    let mut response = next.call(request).await?;
    response.headers_mut().insert(VIA, HeaderValue::from_static(marking(is_keep_alive)));
    Ok(response)
}

struct Of<S>(S);

impl<S: Service<Request>> AsyncSubject<Request> for Of<S> {
    type Response = Result<S::Response, S::Error>;

    fn ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        self.0.poll_ready(context).map(|_| ())
    }

    #[inline]
    fn answer(&mut self, request: Request) -> impl Future<Output = Self::Response> {
        self.0.call(request)
    }
}

pub(super) fn add(entries: &mut Vec<Entry>) {
    macro_rules! case {
        ($depth:tt, $name:literal) => {
            entry!(entries, $name, Http, $depth, || {
                    let app = App::new().route("/", web::get().to(view));
                    let app = layers!($depth: app, wrap(from_fn(look)));
                    let service = block_on(init_service(app));
                    Box::new(FromAsync::new(Of(service), request))
                });
        };
    }
    at_depths!(case "actix-web: from_fn" 0 1 5 10 20 50);
}
