//! [`JsonErrors`]: error responses as `application/problem+json`.

use std::marker::PhantomData;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware};
use serde::Serialize;

use crate::request_id::Id;

/// The media type of [`JsonErrors`].
pub const PROBLEM_JSON: &str = "application/problem+json";

/// Adds a body to error responses that have none, and turns errors into responses: problem details as defined in
/// [RFC 9457].
///
/// ```text
/// HTTP/1.1 404 Not Found
/// content-type: application/problem+json
///
/// {"title":"Not Found","status":404,"request_id":"0193..."}
/// ```
///
/// | response of the next handler | result |
/// | --- | --- |
/// | a response with a body, or with a status below 400 | unchanged |
/// | a response with a status of 400 or above, without a body | the same response with a problem as its body |
/// | an `Err` | a response with the status and the detail of its [`Problem`] |
///
/// Only the [`Problem`] of an error is shown, neither its text nor its type. There is no `type`, so it is
/// `about:blank`, and the title is that of the status (section 4.2.1). `request_id` is set if
/// [`RequestId`](crate::RequestId) is outside. The response to a `HEAD` request has no body ([RFC 9110, section
/// 9.3.2]). Panics are not caught.
///
/// A view without an error body:
///
/// ```
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{JsonErrors, Request, Response};
///
/// let app = Chain::<Request, Response>::new().with(JsonErrors::responses()).view(|_: Request| {
///     let mut response = Response::default();
///     *response.status_mut() = StatusCode::NOT_FOUND;
///     response
/// });
/// let response = app.call(Request::default());
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// assert_eq!(response.body(), r#"{"title":"Not Found","status":404}"#);
/// ```
///
/// A view that returns a `Result`:
///
/// ```
/// use http::StatusCode;
/// use middleware_core::Chain;
/// use middleware_examples::{JsonErrors, Request, Response, json_errors::Problem};
///
/// struct SoldOut;
///
/// impl Problem for SoldOut {
///     fn status(&self) -> StatusCode {
///         StatusCode::CONFLICT
///     }
///
///     fn detail(&self) -> Option<String> {
///         Some("There is none left.".to_owned())
///     }
/// }
///
/// let app = Chain::<Request, Response>::new()
///     .with(JsonErrors::results())
///     .view(async |_: Request| Err::<Response, _>(SoldOut));
/// let response = app.call(Request::default());
/// assert_eq!(
///     response.body(),
///     r#"{"title":"Conflict","status":409,"detail":"There is none left."}"#,
/// );
/// ```
///
/// Django answers with HTML pages (`handler404`); its counterpart is the exception handler of the [REST framework].
///
/// [RFC 9457]: https://www.rfc-editor.org/rfc/rfc9457
/// [RFC 9110, section 9.3.2]: https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
/// [REST framework]: https://www.django-rest-framework.org/api-guide/exceptions/
#[middleware(name = "examples.JsonErrors")]
#[derive(Debug)]
pub struct JsonErrors<G, R> {
    get_response: GetResponse<G>,
    /// The response of the next handler. Without it, the compiler could not infer whether a view is async.
    #[middleware(default)]
    inner_response: PhantomData<fn() -> R>,
}

impl<B> JsonErrors<(), Response<B>> {
    /// Creates the layer for handlers that return responses.
    #[must_use]
    pub fn responses() -> MiddlewareLayer<Self, ()> {
        Self::layer()
    }
}

impl<B, E> JsonErrors<(), Result<Response<B>, E>> {
    /// Creates the layer for handlers that return a `Result` of a response.
    #[must_use]
    pub fn results() -> MiddlewareLayer<Self, ()> {
        Self::layer()
    }
}

/// The part of an error that the client may see.
///
/// By default the client only sees that there was an error: `impl Problem for MyError {}` makes it a 500.
///
/// ```
/// use http::StatusCode;
/// use middleware_examples::json_errors::Problem;
///
/// struct OutOfMemory;
///
/// impl Problem for OutOfMemory {}
///
/// assert_eq!(OutOfMemory.status(), StatusCode::INTERNAL_SERVER_ERROR);
/// assert_eq!(OutOfMemory.detail(), None);
/// ```
pub trait Problem {
    /// The status of the response.
    fn status(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    /// A sentence for the client about this error. It is shown unchanged.
    fn detail(&self) -> Option<String> {
        None
    }
}

/// The response of a handler inside [`JsonErrors`]: a response, or a `Result` of one.
///
/// ```
/// use http::{Response, StatusCode};
/// use middleware_examples::json_errors::{Answer, Problem};
///
/// struct Gone;
///
/// impl Problem for Gone {
///     fn status(&self) -> StatusCode {
///         StatusCode::GONE
///     }
/// }
///
/// let answer: Result<Response<String>, Gone> = Err(Gone);
/// assert_eq!(answer.into_response().0.status(), 410);
/// ```
pub trait Answer {
    /// The body of the response.
    type Body;

    /// The response, without a body if it is an error, and the detail of the error.
    fn into_response(self) -> (Response<Self::Body>, Option<String>);
}

impl<B> Answer for Response<B> {
    type Body = B;

    fn into_response(self) -> (Self, Option<String>) {
        (self, None)
    }
}

impl<B: Default, E: Problem> Answer for Result<Response<B>, E> {
    type Body = B;

    fn into_response(self) -> (Response<B>, Option<String>) {
        match self {
            Ok(response) => (response, None),
            Err(error) => {
                let mut response = Response::new(B::default());
                *response.status_mut() = error.status();
                (response, error.detail())
            }
        }
    }
}

/// The members of a problem, in the order of RFC 9457.
#[derive(Serialize)]
struct Members<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

#[middleware]
impl<G, A, R, B> JsonErrors<G, R>
where
    R: Answer<Body = B> + 'static,
    B: AsRef<[u8]> + From<String>,
{
    /// Returns whether it is a `HEAD` request, and its id.
    fn process_request(&self, request: &Request<A>) -> (bool, Option<Id>) {
        (request.method() == Method::HEAD, Id::of(request))
    }

    fn process_response(&self, answer: R, (is_head, id): (bool, Option<Id>)) -> Response<B> {
        let (mut response, detail) = answer.into_response();
        let status = response.status();
        let is_error = status.is_client_error() || status.is_server_error();
        if !is_error || is_head || !response.body().as_ref().is_empty() {
            return response;
        }
        let members = Members {
            title: status.canonical_reason(),
            status: status.as_u16(),
            detail,
            request_id: id.as_ref().map(Id::as_str),
        };
        if let Ok(json) = serde_json::to_string(&members) {
            *response.body_mut() = json.into();
            let headers = response.headers_mut();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
            // They were those of an empty body.
            headers.remove(header::CONTENT_LENGTH);
            headers.remove(header::CONTENT_ENCODING);
        }
        response
    }
}
