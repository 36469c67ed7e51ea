//! `both` on an `acall`: the sync half is translated from it.
//!
//! Each `.await` of `get_response` or of an `async fn` of the impl becomes a plain call. An `async` block that is
//! awaited immediately becomes a closure that is called immediately, so `?` returns from the same code. What it captured
//! is dropped when it is done, as in the block.
//!
//! # When to choose it
//!
//! For a layer whose async half exists already, for example one that is ported from axum's `from_fn`.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK, x-source: primary
//! GET /missing
//!     view: GET /missing
//!     view: GET /hello
//!     200 OK, x-source: fallback
//! GET /down
//!     view: GET /down
//!     503 Service Unavailable
//! ```

use http::{HeaderValue, StatusCode, Uri};
use middleware_core::{GetResponse, middleware};
use middleware_examples::{Request, Response};

/// Replaces a missing page with another one.
#[middleware]
#[derive(Debug)]
pub struct Fallback<G> {
    get_response: GetResponse<G>,
    page: Uri,
}

#[middleware(both)]
impl<G> Fallback<G> {
    async fn acall(&self, request: Request) -> Response {
        let answered: Result<_, StatusCode> = async {
            if let Some(response) = self.ask(request, "primary").await? {
                return Ok(response);
            }
            let mut fallback = Request::default();
            fallback.uri_mut().clone_from(&self.page);
            self.ask(fallback, "fallback").await?.ok_or(StatusCode::NOT_FOUND)
        }
        .await;
        answered.unwrap_or_else(|status| {
            let mut response = Response::default();
            *response.status_mut() = status;
            response
        })
    }

    async fn ask(
        &self,
        request: Request,
        source: &'static str,
    ) -> Result<Option<Response>, StatusCode> {
        let mut response = self.get_response.acall(request).await;
        match response.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_server_error() => Err(status),
            _ => {
                response.headers_mut().insert("x-source", HeaderValue::from_static(source));
                Ok(Some(response))
            }
        }
    }
}
