//! A layer with a name, for chains from settings.
//!
//! Register it with `registry.register::<Server<()>>()`. A list of layers can then have the entry `{ name =
//! "gallery.Server", options = { value = "gallery" } }`. The options are the arguments of `layer`. The ordering rules
//! are checked when a chain is built, from a list or in code. The registry needs the feature `settings` of
//! `middleware-core`.
//!
//! # When to choose it
//!
//! For layers that the operator lists in a settings file.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, server: gallery
//! ```

use http::HeaderValue;
use middleware_core::{GetResponse, middleware};
use middleware_examples::Response;

/// Adds a header with the name of the server.
#[middleware(name = "gallery.Server", unique, inside_of = "gallery.Access")]
#[derive(Debug)]
pub struct Server<G> {
    get_response: GetResponse<G>,
    value: String,
}

#[middleware]
impl<G> Server<G> {
    fn process_response(&self, response: &mut Response) {
        if let Ok(value) = HeaderValue::from_str(&self.value) {
            response.headers_mut().insert("server", value);
        }
    }
}
