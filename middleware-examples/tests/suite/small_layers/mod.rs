//! The small layers of the examples, around a sync and an async view, in every way of driving.

mod access_log;
mod json_errors;
mod registered;
mod request_id;
mod timing;
mod trusted_proxies;

use http::{HeaderValue, StatusCode};
use middleware_core::{AsyncCall, Call, Chain, GetResponse, SingleMode};
use middleware_examples::{ClientAddr, Request, Response};
use middleware_tests::drive_everywhere;

fn from(peer: &str) -> Request {
    let mut request = Request::default();
    request.extensions_mut().insert(ClientAddr(peer.parse().unwrap()));
    request
}

fn with_header(mut request: Request, name: &'static str, value: &[u8]) -> Request {
    request.headers_mut().append(name, HeaderValue::from_bytes(value).unwrap());
    request
}

fn status(status: StatusCode, body: &str) -> Response {
    let mut response = Response::new(body.to_owned().into());
    *response.status_mut() = status;
    response
}

/// What `observe` makes of the answer in each way of driving. No way takes a bridge.
fn in_every_way<H, G, O>(
    sync_app: GetResponse<H>,
    async_app: GetResponse<G>,
    request: &Request,
    observe: impl Fn(Response) -> O + Send + Sync + Clone + 'static,
) -> Vec<O>
where
    H: Call<Request, Response = Response>
        + AsyncCall<Request, Response = Response>
        + SingleMode<Request>,
    G: Call<Request, Response = Response>
        + AsyncCall<Request, Response = Response>
        + SingleMode<Request>,
    O: Send + 'static,
{
    let sync_app = sync_app.without_bridges();
    let mut seen = drive_everywhere(&sync_app, request, observe.clone());
    seen.extend(drive_everywhere(&async_app.without_bridges(), request, observe));
    seen.into_iter().map(|(_, observed)| observed).collect()
}

/// What [`in_every_way`] gives for a chain of these layers around this function as a sync and as an async view.
macro_rules! answers {
    ([$($layer:expr),*], $view:expr, $request:expr, $observe:expr) => {{
        let view = $view;
        let sync_app = Chain::<Request, Response>::new()$(.with($layer))*.view(view);
        let async_app = Chain::<Request, Response>::new()$(.with($layer))*
            .view(move |request: Request| async move { view(request) });
        crate::small_layers::in_every_way(sync_app, async_app, &$request, $observe)
    }};
}
pub(crate) use answers;
