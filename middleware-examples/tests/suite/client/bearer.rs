//! Requests go out with a token.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use http::header::AUTHORIZATION;
use middleware_examples::client::{
    Bearer, Retry, RetryPolicy, Token, TokenError, TokenResult, Tokens,
};

use super::{drive::everywhere, *};

/// Gives `token-1`, `token-2` and so on, and counts them.
fn numbered() -> (Tokens, Arc<AtomicUsize>) {
    let count = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&count);
    let source = move |()| -> TokenResult {
        let number = counted.fetch_add(1, Ordering::SeqCst) + 1;
        Ok(Token::new(&format!("token-{number}"))?)
    };
    (Tokens::new(source), count)
}

macro_rules! bearer {
    () => {
        || {
            let (tokens, count) = numbered();
            (Layers::new().with(Bearer::layer(tokens)), count)
        }
    };
}

fn authorizations(server: &FlakyServer) -> Vec<String> {
    let received = server.received();
    let header = |request: &Request| request.headers()[AUTHORIZATION].to_str().unwrap().to_owned();
    received.iter().map(header).collect()
}

#[test]
fn a_token_is_fetched_once() {
    everywhere!(bearer!(), |call: &CallFn<'_>, count: Arc<AtomicUsize>| {
        let server = server(|_| Reply::ok("hello"));
        assert_eq!(status(&call(get(&server, "/"))), 200);
        assert_eq!(status(&call(get(&server, "/"))), 200);
        assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-1"]);
        assert_eq!(count.load(Ordering::SeqCst), 1);
    });
}

#[test]
fn a_request_with_an_authorization_of_its_own_passes() {
    everywhere!(bearer!(), |call: &CallFn<'_>, count: Arc<AtomicUsize>| {
        let server = server(|_| Reply::status(401, &[]));
        let mut made = get(&server, "/");
        made.headers_mut().insert(AUTHORIZATION, "Basic eA==".parse().unwrap());
        assert_eq!(status(&call(made)), 401);
        assert_eq!(authorizations(&server), ["Basic eA=="]);
        assert_eq!(count.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn after_a_refusal_the_token_is_renewed_and_the_request_sent_once_more() {
    everywhere!(bearer!(), |call: &CallFn<'_>, count: Arc<AtomicUsize>| {
        let server =
            server(|at| if at == 0 { Reply::status(401, &[]) } else { Reply::ok("hello") });
        let made = request(Method::POST, &server.url("/"), "body");
        assert_eq!(status(&call(made)), 200);
        assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2"]);
        assert!(server.received().iter().all(|arrived| arrived.body() == "body"));
        // The new one serves from then on.
        assert_eq!(status(&call(get(&server, "/"))), 200);
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_second_refusal_is_handed_on() {
    everywhere!(bearer!(), |call: &CallFn<'_>, count: Arc<AtomicUsize>| {
        let server = server(|_| Reply::status(401, &[]));
        assert_eq!(status(&call(get(&server, "/"))), 401);
        assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2"]);
        assert_eq!(count.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn an_expired_token_is_not_sent() {
    let setup = || {
        let count = AtomicUsize::new(0);
        let source = move |()| -> TokenResult {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            let token = Token::new(&format!("token-{number}"))?;
            Ok(token.expires_in(if number == 1 { Duration::ZERO } else { LONG }))
        };
        (Layers::new().with(Bearer::layer(Tokens::new(source))), ())
    };
    everywhere!(setup, |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::ok("hello"));
        for _ in 0..3 {
            assert_eq!(status(&call(get(&server, "/"))), 200);
        }
        // The first one was as new as it gets.
        assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2", "Bearer token-2"]);
    });
}

#[test]
fn a_source_that_fails_is_an_error_and_asked_afresh() {
    #[derive(Debug, PartialEq, thiserror::Error)]
    #[error("the authorisation server is ill")]
    struct Ill;

    let setup = || {
        let count = Arc::new(AtomicUsize::new(0));
        let source = move |()| {
            let count = Arc::clone(&count);
            // An async source, also around ureq.
            async move {
                tokio::task::yield_now().await;
                match count.fetch_add(1, Ordering::SeqCst) {
                    0 => Err(Ill.into()),
                    _ => Ok(Token::new("token")?),
                }
            }
        };
        (Layers::new().with(Bearer::layer(Tokens::new(source))), ())
    };
    everywhere!(setup, |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::ok("hello"));
        let error = call(get(&server, "/")).unwrap_err();
        assert!(!error.is_transient());
        assert_eq!(error.to_string(), "no token: the authorisation server is ill");
        let ClientError::Token(TokenError::Source(source)) = error else { panic!("{error}") };
        assert_eq!(source.downcast_ref(), Some(&Ill));
        assert!(server.received().is_empty());
        assert_eq!(status(&call(get(&server, "/"))), 200);
    });
}

#[test]
fn a_source_may_be_a_chain_with_a_client_of_its_own() {
    let authorisation = Arc::new(server(|count| match count {
        0 => Reply::Hangup,
        _ => Reply::ok("issued"),
    }));
    let issuer = Arc::clone(&authorisation);
    let client = Layers::new().with(Retry::layer(RetryPolicy::default())).view(drive::ureq_view());
    let source = move |()| -> TokenResult {
        let response = client.call(request(Method::GET, &issuer.url("/token"), ""))?;
        Ok(Token::new(std::str::from_utf8(response.body())?)?)
    };
    let tokens = Tokens::new(source);
    everywhere!(
        || (Layers::new().with(Bearer::layer(tokens.clone())), ()),
        |call: &CallFn<'_>, ()| {
            let server = server(|_| Reply::ok("hello"));
            assert_eq!(status(&call(get(&server, "/"))), 200);
            assert_eq!(authorizations(&server), ["Bearer issued"]);
        }
    );
    assert_eq!(authorisation.received().len(), 2);
}
