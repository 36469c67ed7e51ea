//! A hook that is told how each request ended: answered, refused, panicked or dropped.
//!
//! It is told exactly once, so what `process_request` counts in is counted out whatever happens, also if a
//! layer inside panics or the client does not wait for the response. Where the layer runs sync it runs to its end
//! even then, and tells that end. In the async half `ending` watches what
//! is awaited: so it knows a future that is dropped from one that panics.
//!
//! # What happens
//!
//! Here the layer lets through one request at a time. That serves all of these, since each is counted out
//! before its response is there.
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! GET /missing
//!     view: GET /missing
//!     404 Not Found
//! ```

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use http::StatusCode;
use middleware_core::{GetResponse, Outcome, middleware};
use middleware_examples::{Request, Response};

/// Lets through so many requests at a time, and logs how each ended.
#[middleware]
#[derive(Debug)]
pub struct Limit<G> {
    get_response: GetResponse<G>,
    most: usize,
    #[middleware(default)]
    in_flight: Arc<AtomicUsize>,
}

#[middleware]
impl<G> Limit<G> {
    fn process_request(&self, _: &Request) -> ControlFlow<Response, Instant> {
        if self.in_flight.fetch_add(1, Ordering::Relaxed) < self.most {
            return ControlFlow::Continue(Instant::now());
        }
        let mut response = Response::default();
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        ControlFlow::Break(response)
    }

    fn process_outcome(&self, outcome: Outcome<'_, Response>, start: Option<Instant>) {
        self.in_flight.fetch_sub(1, Ordering::Relaxed);
        let took = start.map(|start| start.elapsed()).unwrap_or_default();
        let ended = match outcome {
            Outcome::Response(response) => response.status().to_string(),
            Outcome::ShortCircuit(_) => "too many requests".to_owned(),
            Outcome::Panic => "a panic".to_owned(),
            Outcome::Dropped => "nobody waited any longer".to_owned(),
        };
        println!("{ended}, after {took:?}");
    }
}
