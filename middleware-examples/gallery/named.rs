//! A layer with a name, for chains from settings.
//!
//! `registry.register::<Server<()>>()` makes it known, and a list of layers may hold
//! `{ name = "gallery.Server", options = { value = "gallery" } }`. The options are the arguments of `layer`. What it
//! asks of its place is checked when a chain is built of a list, and by the compiler in a chain that is composed in code.
//! The registry needs the feature `settings` of `middleware-core`.
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

/// Says in a header who answered.
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
