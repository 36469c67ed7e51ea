//! Why there is no response: the same with both clients.

use std::net::{Ipv4Addr, TcpListener};

use middleware_examples::{
    Response,
    client::{MAX_BODY, Sent},
};

use super::{drive::everywhere, *};

/// A request that nobody listens for, on a port that was free a moment ago.
fn refused() -> Request {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/?key=secret", listener.local_addr().unwrap());
    request(Method::GET, &url, "")
}

/// What the error is called.
fn kind(result: ClientResult) -> String {
    let error = result.expect_err("there is no response");
    for text in [format!("{error}"), format!("{error:?}")] {
        assert!(!text.contains("secret"), "{text}");
    }
    format!("{error:?}").split([' ', '(', '{']).next().unwrap().to_owned()
}

#[test]
fn are_the_same() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        for (reply, expected) in
            [(0, "Disconnected"), (1, "Body"), (2, "Protocol"), (3, "TooLarge")]
        {
            let server = server(move |_| match reply {
                0 => Reply::Hangup,
                1 => Reply::HalfBody,
                2 => Reply::Garbage,
                _ => Reply::Answer(Response::new(vec![0; MAX_BODY + 1].into())),
            });
            assert_eq!(kind(call(get(&server, "/?key=secret"))), expected);
            assert_eq!(server.received().len(), 1);
        }
        assert_eq!(kind(call(refused())), "Connect");
    });
}

#[test]
fn of_requests_that_cannot_be_sent_are_the_same() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        for url in ["/?key=secret", "ftp://localhost/?key=secret"] {
            let mut made = request(Method::GET, url, "");
            let sent = Sent::count_in(&mut made);
            assert_eq!(kind(call(made)), "InvalidRequest", "{url}");
            assert_eq!(sent.count(), 0);
        }
        // Neither client is built with TLS here.
        let secure = request(Method::GET, "https://127.0.0.1:9/?key=secret", "");
        assert_eq!(kind(call(secure)), "Connect");
    });
}

#[test]
fn a_body_of_the_greatest_length_is_read() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::Answer(Response::new(vec![0; MAX_BODY].into())));
        assert_eq!(call(get(&server, "/")).unwrap().body().len(), MAX_BODY);
    });
}

#[test]
fn say_what_happened() {
    let app = Layers::new().view(drive::reqwest_view());
    let error = app.call(refused()).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("no connection: ") && text.contains("refused"), "{text}");
    assert!(error.is_transient());
}
