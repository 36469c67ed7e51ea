//! [`Maintenance`]: answers 503 while a file is there.

use std::path::PathBuf;

use middleware_core::{GetResponse, middleware};

use crate::{Request, Response, unavailable::unavailable};

/// What a client gets to read during maintenance.
pub const UNDER_MAINTENANCE: &str = r#"{"error": "Under maintenance"}"#;

/// Answers each request with status 503 while there is this file: `touch` it before the work, remove it after.
///
/// To look at the file system blocks, so this has the sync half only, and async code reaches it by a bridge. In
/// settings it is `{ name = "examples.Maintenance", options = { file = "maintenance" } }`.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Maintenance, Request, Response};
///
/// let app = Chain::<Request, Response>::new()
///     .with(Maintenance::layer("no such file".into()))
///     .view(|_: Request| Response::default());
/// assert_eq!(app.call(Request::default()).status(), 200);
/// ```
#[middleware(name = "examples.Maintenance")]
#[derive(Debug)]
pub struct Maintenance<G> {
    get_response: GetResponse<G>,
    file: PathBuf,
}

#[middleware]
impl<G> Maintenance<G> {
    fn call(&self, request: Request) -> Response {
        if self.file.exists() {
            return unavailable(UNDER_MAINTENANCE);
        }
        self.get_response.call(request)
    }
}
