//! `JsonErrors`.

use http::Method;
use middleware_examples::{
    JsonErrors, RequestId,
    json_errors::Problem,
    request_id::{RequestIdOptions, Trust},
};

use super::*;

/// An error with a text that is nobody's business.
#[derive(Debug, thiserror::Error)]
enum ShopError {
    #[error("password `secret` refused by db.internal")]
    Database,
    #[error("no article 7 in table articles")]
    SoldOut,
}

impl Problem for ShopError {
    fn status(&self) -> StatusCode {
        match self {
            Self::Database => StatusCode::INTERNAL_SERVER_ERROR,
            Self::SoldOut => StatusCode::CONFLICT,
        }
    }

    fn detail(&self) -> Option<String> {
        matches!(self, Self::SoldOut).then(|| "There is none \"left\".".to_owned())
    }
}

fn seen(response: Response) -> (u16, String, String) {
    let (parts, body) = response.into_parts();
    let content_type = parts.headers.get("content-type").map(|value| value.to_str().unwrap());
    let body = String::from_utf8(body.to_vec()).unwrap();
    (parts.status.as_u16(), content_type.unwrap_or("none").to_owned(), body)
}

fn all(of: Vec<(u16, String, String)>, status: u16, content_type: &str, body: &str) {
    assert_eq!(of.len(), 20);
    for seen in of {
        assert_eq!(seen, (status, content_type.to_owned(), body.to_owned()));
    }
}

#[test]
fn an_error_without_a_body_gets_one() {
    let view = |_: Request| {
        let mut response = status(StatusCode::NOT_FOUND, "");
        response.headers_mut().insert("content-length", HeaderValue::from_static("0"));
        response.headers_mut().insert("x-kept", HeaderValue::from_static("yes"));
        response
    };
    let answers = answers!([JsonErrors::responses()], view, Request::default(), |response| {
        assert!(!response.headers().contains_key("content-length"));
        assert_eq!(response.headers()["x-kept"], "yes");
        seen(response)
    });
    all(answers, 404, "application/problem+json", r#"{"title":"Not Found","status":404}"#);
}

#[test]
fn what_a_view_has_said_is_left_alone() {
    let view = |_: Request| status(StatusCode::NOT_FOUND, "nothing here");
    let answers = answers!([JsonErrors::responses()], view, Request::default(), seen);
    all(answers, 404, "none", "nothing here");
    for fine in
        [StatusCode::OK, StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED, StatusCode::FOUND]
    {
        let view = move |_: Request| status(fine, "");
        let answers = answers!([JsonErrors::responses()], view, Request::default(), seen);
        all(answers, fine.as_u16(), "none", "");
    }
}

#[test]
fn the_answer_to_a_head_request_has_no_body() {
    let view = |_: Request| status(StatusCode::NOT_FOUND, "");
    let mut request = Request::default();
    *request.method_mut() = Method::HEAD;
    all(answers!([JsonErrors::responses()], view, request, seen), 404, "none", "");
}

#[test]
fn a_status_without_a_name_has_no_title() {
    let view = |_: Request| status(StatusCode::from_u16(599).unwrap(), "");
    let answers = answers!([JsonErrors::responses()], view, Request::default(), seen);
    all(answers, 599, "application/problem+json", r#"{"status":599}"#);
}

#[test]
fn an_error_shows_what_it_says_to_show_and_nothing_else() {
    let database = |_: Request| Err::<Response, _>(ShopError::Database);
    let answers = answers!([JsonErrors::results()], database, Request::default(), seen);
    let body = r#"{"title":"Internal Server Error","status":500}"#;
    all(answers, 500, "application/problem+json", body);
    let sold_out = |_: Request| Err::<Response, _>(ShopError::SoldOut);
    let answers = answers!([JsonErrors::results()], sold_out, Request::default(), seen);
    let body = r#"{"title":"Conflict","status":409,"detail":"There is none \"left\"."}"#;
    all(answers, 409, "application/problem+json", body);
    let fine = |_: Request| Ok::<_, ShopError>(status(StatusCode::OK, "hello"));
    let answers = answers!([JsonErrors::results()], fine, Request::default(), seen);
    all(answers, 200, "none", "hello");
}

#[test]
fn the_request_id_is_told() {
    let view = |_: Request| status(StatusCode::BAD_GATEWAY, "");
    let request = with_header(Request::default(), "x-request-id", b"7");
    let id = || RequestId::layer(RequestIdOptions { trust: Trust::Everybody });
    let answers = answers!([id(), JsonErrors::responses()], view, request, seen);
    let body = r#"{"title":"Bad Gateway","status":502,"request_id":"7"}"#;
    all(answers, 502, "application/problem+json", body);
}
