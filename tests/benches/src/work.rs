//! What the layers and the view do: the same code in all contenders.

use std::{future::poll_fn, hint::black_box, task::Poll};

use http::{HeaderMap, HeaderValue, header};

/// What each layer does, and what the view answers.
pub trait Work: Send + Sync + 'static {
    /// What it is called in the report.
    const NAME: &'static str;
    /// Whether it is measured at every depth, and not only at 10.
    const EVERY_DEPTH: bool = false;
    /// The request that a layer passes on.
    type Request: Send + 'static;
    /// The response.
    type Response: Send + 'static;
    /// What a layer has of its own.
    type Setting: Copy + Send + Sync + 'static;
    /// What a layer remembers of the request until it sees the response.
    type Note: Copy + Send + 'static;

    /// What every layer has of its own.
    const SETTING: Self::Setting;

    /// A new request.
    fn request() -> Self::Request;

    /// What a layer does on the way in.
    fn before(setting: &Self::Setting, request: &mut Self::Request) -> Self::Note;

    /// What a layer does on the way out.
    fn after(setting: &Self::Setting, response: &mut Self::Response, note: Self::Note);

    /// The answer.
    fn view(request: Self::Request) -> Self::Response;

    /// The answer, from async code.
    fn async_view(request: Self::Request) -> impl Future<Output = Self::Response> + Send;
}

/// Next to nothing, on a request of this many words of 8 bytes: one is added on the way in, and one on the way out.
#[derive(Debug)]
pub struct Bare<const WORDS: usize>;

impl<const WORDS: usize> Work for Bare<WORDS> {
    const NAME: &'static str = match WORDS {
        2 => "bare",
        32 => "bare, 256 bytes",
        128 => "bare, 1024 bytes",
        _ => panic!("no such size"),
    };
    const EVERY_DEPTH: bool = WORDS == 2;
    type Request = [u64; WORDS];
    type Response = [u64; 2];
    type Setting = ();
    type Note = ();

    const SETTING: () = ();

    fn request() -> [u64; WORDS] {
        [0; WORDS]
    }

    #[inline]
    fn before((): &(), request: &mut [u64; WORDS]) {
        add(&mut request[0], 1);
    }

    #[inline]
    fn after((): &(), response: &mut [u64; 2], (): ()) {
        add(&mut response[0], 1);
    }

    #[inline]
    fn view(request: [u64; WORDS]) -> [u64; 2] {
        [request[0], request[WORDS - 1]]
    }

    #[inline]
    async fn async_view(request: [u64; WORDS]) -> [u64; 2] {
        Self::view(request)
    }
}

/// The same, but the amount is a setting of the layer, in memory.
#[derive(Debug)]
pub struct Setting;

impl Work for Setting {
    const NAME: &'static str = "with a setting";
    type Request = [u64; 2];
    type Response = [u64; 2];
    type Setting = u64;
    type Note = ();

    const SETTING: u64 = 1;

    fn request() -> [u64; 2] {
        [0; 2]
    }

    #[inline]
    fn before(setting: &u64, request: &mut [u64; 2]) {
        add(&mut request[0], *setting);
    }

    #[inline]
    fn after(setting: &u64, response: &mut [u64; 2], (): ()) {
        add(&mut response[0], *setting);
    }

    #[inline]
    fn view(request: [u64; 2]) -> [u64; 2] {
        request
    }

    #[inline]
    async fn async_view(request: [u64; 2]) -> [u64; 2] {
        request
    }
}

/// The bare one around a view that waits once, so that each layer is polled twice.
#[derive(Debug)]
pub struct Waiting;

impl Work for Waiting {
    const NAME: &'static str = "bare, the view waits once";
    type Request = [u64; 2];
    type Response = [u64; 2];
    type Setting = ();
    type Note = ();

    const SETTING: () = ();

    fn request() -> [u64; 2] {
        [0; 2]
    }

    #[inline]
    fn before((): &(), request: &mut [u64; 2]) {
        add(&mut request[0], 1);
    }

    #[inline]
    fn after((): &(), response: &mut [u64; 2], (): ()) {
        add(&mut response[0], 1);
    }

    #[inline]
    fn view(request: [u64; 2]) -> [u64; 2] {
        request
    }

    #[inline]
    async fn async_view(request: [u64; 2]) -> [u64; 2] {
        let mut polled = false;
        poll_fn(
            |_| if std::mem::replace(&mut polled, true) { Poll::Ready(()) } else { Poll::Pending },
        )
        .await;
        request
    }
}

/// The box hides from the compiler what the sum is, or it would add up all layers at once.
#[inline]
fn add(number: &mut u64, amount: u64) {
    *number = black_box(*number + amount);
}

/// Reads a header of the request and sets one of the response, like most layers.
#[derive(Debug)]
pub struct Http;

impl Work for Http {
    const NAME: &'static str = "http";
    const EVERY_DEPTH: bool = true;
    type Request = http::Request<()>;
    type Response = http::Response<()>;
    type Setting = ();
    type Note = bool;

    const SETTING: () = ();

    fn request() -> http::Request<()> {
        let mut request = http::Request::new(());
        *request.headers_mut() = headers();
        request
    }

    #[inline]
    fn before((): &(), request: &mut http::Request<()>) -> bool {
        is_keep_alive(request.headers())
    }

    #[inline]
    fn after((): &(), response: &mut http::Response<()>, is_keep_alive: bool) {
        mark(response.headers_mut(), is_keep_alive);
    }

    #[inline]
    fn view(_: http::Request<()>) -> http::Response<()> {
        http::Response::new(())
    }

    #[inline]
    async fn async_view(request: http::Request<()>) -> http::Response<()> {
        Self::view(request)
    }
}

/// The headers of each request.
#[must_use]
pub fn headers() -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers
}

/// The headers of each request.
pub const HEADERS: [(header::HeaderName, &str); 4] = [
    (header::HOST, "example.com"),
    (header::USER_AGENT, "cost/1.0"),
    (header::ACCEPT, "*/*"),
    (header::CONNECTION, "keep-alive"),
];

/// What a layer reads.
#[inline]
#[must_use]
pub fn is_keep_alive(headers: &HeaderMap) -> bool {
    headers.get(header::CONNECTION).is_some_and(|value| value != "close")
}

/// What a layer sets.
#[inline]
pub fn mark(headers: &mut HeaderMap, is_keep_alive: bool) {
    headers.insert(header::VIA, HeaderValue::from_static(marking(is_keep_alive)));
}

/// What a layer sets it to.
#[inline]
#[must_use]
pub fn marking(is_keep_alive: bool) -> &'static str {
    if is_keep_alive { "kept" } else { "closed" }
}
