//! [`Bearer`]: sends each request with a token.

use http::{StatusCode, header::AUTHORIZATION};
use middleware_core::{GetResponse, middleware};

use super::{ClientResult, Deadline, Token, Tokens};
use crate::Request;

/// Sends each request with a [token](Tokens): see [RFC 6750](https://www.rfc-editor.org/rfc/rfc6750#section-2.1).
///
/// If the server answers 401, the token is renewed, and the request is sent once more; a second 401 is returned. Any
/// request may be repeated in this case, regardless of its method, because the server has rejected it.
///
/// A request with an `Authorization` header is passed on unchanged. The token is sent to the host of the request, so
/// only use a chain with this layer for hosts that may know the token. A client that follows redirects by itself must
/// remove the header, like ureq and reqwest.
///
/// ```
/// use http::{StatusCode, header::AUTHORIZATION};
/// use middleware_core::Chain;
/// use middleware_examples::{
///     Request, Response,
///     client::{Bearer, ClientResult, Token, Tokens},
/// };
///
/// let app = Chain::<Request, ClientResult>::new()
///     .with(Bearer::layer(Tokens::new(|()| Ok(Token::new("secret")?))))
///     .view(|request: Request| {
///         assert_eq!(request.headers()[AUTHORIZATION], "Bearer secret");
///         Ok(Response::default())
///     });
/// assert_eq!(app.call(Request::default()).unwrap().status(), StatusCode::OK);
/// ```
#[middleware]
#[derive(Debug)]
pub struct Bearer<G> {
    get_response: GetResponse<G>,
    tokens: Tokens,
}

#[middleware]
impl<G> Bearer<G> {
    fn call(&self, request: Request) -> ClientResult {
        if request.headers().contains_key(AUTHORIZATION) {
            return self.get_response.call(request);
        }
        let deadline = Deadline::of(&request);
        let token = self.tokens.get(None, deadline)?;
        let result = self.get_response.call(with_token(request.clone(), &token));
        if !is_refused(&result) {
            return result;
        }
        let newer = self.tokens.get(Some(&token), deadline)?;
        self.get_response.call(with_token(request, &newer))
    }

    async fn acall(&self, request: Request) -> ClientResult {
        if request.headers().contains_key(AUTHORIZATION) {
            return self.get_response.acall(request).await;
        }
        let deadline = Deadline::of(&request);
        let token = self.tokens.aget(None, deadline).await?;
        let result = self.get_response.acall(with_token(request.clone(), &token)).await;
        if !is_refused(&result) {
            return result;
        }
        let newer = self.tokens.aget(Some(&token), deadline).await?;
        self.get_response.acall(with_token(request, &newer)).await
    }
}

fn with_token(mut request: Request, token: &Token) -> Request {
    request.headers_mut().insert(AUTHORIZATION, token.authorization.clone());
    request
}

fn is_refused(result: &ClientResult) -> bool {
    result.as_ref().is_ok_and(|response| response.status() == StatusCode::UNAUTHORIZED)
}
