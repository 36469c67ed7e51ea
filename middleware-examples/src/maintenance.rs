//! [`Maintenance`]: answers 503 while a file exists.

use std::path::PathBuf;

use middleware_core::{GetResponse, middleware};

use crate::{Request, Response, unavailable::unavailable};

/// The body of the response during maintenance.
pub const UNDER_MAINTENANCE: &str = r#"{"error": "Under maintenance"}"#;

/// Answers each request with status 503 while a file exists. `touch` the file before maintenance, and remove it after.
///
/// Reading the file system blocks, so this layer only has the sync half, and async callers reach it over a bridge. In
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
