//! [`RateLimit`]: answers 429 to a client that asks too often.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use http::{HeaderValue, Request, Response, StatusCode, header};
use middleware_core::{GetResponse, layer::Recipe, middleware};
use serde::Deserialize;

use crate::{ClientAddr, Seconds};

/// What a client gets to read that asks too often.
pub const RATE_LIMIT_EXCEEDED: &str = r#"{"error": "Rate limit exceeded"}"#;

/// Lets at most `limit` requests of a client through in each `window`, and answers the others with
/// status 429.
///
/// A client is known by its [`ClientAddr`]; requests without one count together. A window starts with
/// a client's first request and ends `window` later, counts included. Each chain counts for itself.
///
/// In settings it is `{ name = "examples.RateLimit", options = { limit = 100, seconds = 60 } }`, and inside of
/// [`TrustedProxy`](crate::TrustedProxy), without which all clients of a proxy would count as one.
///
/// ```
/// use std::time::Duration;
///
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{RateLimit, Request, Response};
///
/// let app = Chain::<Request, Response>::new()
///     .with(RateLimit::layer(1, Duration::from_mins(1)))
///     .view(|_: Request| Response::default());
/// assert_eq!(app.call(Request::default()).status(), StatusCode::OK);
/// assert_eq!(app.call(Request::default()).status(), StatusCode::TOO_MANY_REQUESTS);
/// ```
#[middleware(name = "examples.RateLimit", inside_of = "examples.TrustedProxy")]
#[derive(Debug)]
pub struct RateLimit<G> {
    get_response: GetResponse<G>,
    limit: u32,
    window: Duration,
    #[middleware(default)]
    hits: Hits,
}

#[middleware]
impl<G, A, B> RateLimit<G>
where
    B: From<&'static str>,
{
    fn process_request(&self, request: &Request<A>) -> ControlFlow<Response<B>> {
        if self.admits(request) {
            ControlFlow::Continue(())
        } else {
            ControlFlow::Break(too_many_requests())
        }
    }

    /// Counts the request.
    fn admits(&self, request: &Request<A>) -> bool {
        self.hits.count(ClientAddr::of(request), self.window, Instant::now()) <= self.limit
    }
}

/// What settings tell a [`RateLimit`].
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Options {
    limit: u32,
    /// How long the window is.
    seconds: Seconds,
}

/// The layer that settings ask for.
#[must_use]
pub fn from_options(options: Options) -> Recipe<RateLimit<()>, (u32, Duration)> {
    RateLimit::layer(options.limit, options.seconds.into())
}

fn too_many_requests<B: From<&'static str>>() -> Response<B> {
    let mut response = Response::new(RATE_LIMIT_EXCEEDED.into());
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// How often each client asked in its current window.
///
/// Time comes in as an argument, so that it can be tested without waiting.
///
/// ```
/// use std::time::{Duration, Instant};
///
/// use middleware_examples::rate_limit::Hits;
///
/// let (hits, window, now) = (Hits::default(), Duration::from_secs(60), Instant::now());
/// assert_eq!(hits.count(None, window, now), 1);
/// assert_eq!(hits.count(None, window, now), 2);
/// assert_eq!(hits.count(None, window, now + window), 1);
/// ```
#[derive(Debug, Default)]
pub struct Hits {
    clients: Mutex<Clients>,
}

#[derive(Debug, Default)]
struct Clients {
    windows: HashMap<Option<ClientAddr>, Window>,
    /// When the next look for windows that have ended is due.
    next_sweep: Option<Instant>,
}

#[derive(Debug)]
struct Window {
    start: Instant,
    hits: u32,
}

impl Hits {
    /// Counts a request of `client` at the time `now`: the number of its requests in its current
    /// window, this one included.
    pub fn count(&self, client: Option<ClientAddr>, window: Duration, now: Instant) -> u32 {
        // A thread that panicked here left whole numbers behind.
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.sweep(window, now);
        let current = clients.windows.entry(client).or_insert(Window { start: now, hits: 0 });
        if current.has_ended(window, now) {
            *current = Window { start: now, hits: 0 };
        }
        current.hits = current.hits.saturating_add(1);
        current.hits
    }

    /// How many clients are remembered.
    #[must_use]
    pub fn clients(&self) -> usize {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner).windows.len()
    }
}

impl Clients {
    /// Forgets the windows that have ended, once in the length of a window: so a request pays for
    /// few others, and memory holds the clients of two windows at most.
    fn sweep(&mut self, window: Duration, now: Instant) {
        if self.next_sweep.is_some_and(|due| now < due) {
            return;
        }
        self.windows.retain(|_, current| !current.has_ended(window, now));
        self.next_sweep = now.checked_add(window);
    }
}

impl Window {
    fn has_ended(&self, window: Duration, now: Instant) -> bool {
        now.saturating_duration_since(self.start) >= window
    }
}
