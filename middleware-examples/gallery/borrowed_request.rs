//! A request that is borrowed, and used again after the call inwards.
//!
//! The lifetime may be left out. Over a bridge to the thread pool such a request cannot go; from sync code,
//! and between async layers, it can.
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

/// A job, and what has happened to it.
#[derive(Clone, Debug, Default)]
pub struct Job {
    /// Its number.
    pub number: u32,
    /// What has happened to it.
    pub log: Vec<&'static str>,
}

/// Notes in each job when it was started and finished.
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
