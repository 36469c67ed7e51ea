//! One half, for a body that blocks: `call`.
//!
//! The macro generates `acall`, which runs `call` on the thread pool. `sync_only` documents the intent: adding an
//! `acall` is then an error.
//!
//! # When to choose it
//!
//! For a body that blocks, if the code that it calls has no async version: files, a blocking driver, CPU-bound work.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, x-audited: yes
//! ```

use std::{fs::File, io::Write, path::PathBuf};

use http::{HeaderValue, StatusCode};
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Writes each request to a file, and rejects requests that it cannot write.
#[middleware]
#[derive(Debug)]
pub struct Audit<G> {
    get_response: GetResponse<G>,
    log: PathBuf,
}

#[middleware(sync_only)]
impl<G> Audit<G> {
    fn call(&self, request: Request) -> Response {
        if let Err(error) = self.write(&request) {
            let mut response = Response::new(error.to_string().into());
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return response;
        }
        let mut response = self.get_response.call(request);
        response.headers_mut().insert("x-audited", HeaderValue::from_static("yes"));
        response
    }

    fn write(&self, request: &Request) -> std::io::Result<()> {
        let mut log = File::options().append(true).create(true).open(&self.log)?;
        writeln!(log, "{} {}", request.method(), request.uri())
    }
}
