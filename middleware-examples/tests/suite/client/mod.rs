//! One set of layers around ureq and around reqwest, called in every way, against a server that fails.

mod bearer;
mod drive;
mod errors;
mod log;
mod requests;
mod retry;
mod single_flight;
mod timeout;

use std::time::Duration;

use bytes::Bytes;
use http::Method;
use middleware_core::Chain;
use middleware_examples::{
    Request,
    client::{ClientError, ClientResult},
    flaky::{FlakyServer, Reply},
};

use drive::{CallFn, Drive};

/// The layers that all chains begin with: none.
type Layers = Chain<Request, ClientResult>;

/// Far longer than any test takes.
const LONG: Duration = Duration::from_mins(1);

fn get(server: &FlakyServer, path: &str) -> Request {
    request(Method::GET, &server.url(path), "")
}

fn request(method: Method, url: &str, body: &'static str) -> Request {
    http::Request::builder()
        .method(method)
        .uri(url)
        .body(Bytes::from_static(body.as_bytes()))
        .unwrap()
}

/// A server that goes through `replies`, and repeats the last one.
fn server(replies: impl Fn(usize) -> Reply + Send + Sync + 'static) -> FlakyServer {
    FlakyServer::start(move |_, count| replies(count)).unwrap()
}

/// The status, or what went wrong.
fn status(result: &ClientResult) -> u16 {
    result.as_ref().unwrap_or_else(|error| panic!("{error}")).status().as_u16()
}
