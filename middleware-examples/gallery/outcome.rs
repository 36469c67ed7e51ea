//! A hook that runs at the end of each request: answered, refused, panicked or dropped.
//!
//! It runs exactly once per request, so a counter incremented in `process_request` is always decremented. That holds
//! even if an inner layer panics or the client disconnects. A sync layer always runs to completion, and its hook gets
//! that outcome. In the async half, `ending` wraps each future that is awaited, to distinguish a dropped future from
//! one that panics.
//!
//! # When to choose it
//!
//! For a layer that needs to know how each request ended: counters, limits, access logs.
//!
//! # What happens
//!
//! Here the limit is one request at a time. All of these requests are answered, because the count is decremented before
//! each response is returned.
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

/// Limits the number of concurrent requests, and logs how each one ended.
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
