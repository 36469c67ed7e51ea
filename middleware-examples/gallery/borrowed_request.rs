//! A request that is borrowed, and used again after the call of the next handler.
//!
//! The lifetime may be elided. Such a request cannot hop to the thread pool. It works in sync code, and between async
//! layers.
//!
//! # When to choose it
//!
//! For a caller that keeps the request, or for a request that is too large to move.
//!
//! # What happens
//!
//! ```text
//! job 1
//!     started
//!     view
//!     finished
//! ```

use middleware_core::{GetResponse, middleware};

/// A job and its log.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// Its number.
    pub number: u32,
    /// Its events so far.
    pub log: Vec<&'static str>,
}

/// Logs in each job when it started and finished.
#[middleware]
#[derive(Debug)]
pub struct Journal<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Journal<G> {
    fn call(&self, job: &mut Job) -> bool {
        job.log.push("started");
        let done = self.get_response.call(job);
        job.log.push("finished");
        done
    }
}
