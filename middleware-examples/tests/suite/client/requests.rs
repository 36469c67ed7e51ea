//! The request at the server, and its response: the same with both clients.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};

use super::{drive::everywhere, *};

#[test]
fn arrive_as_they_were_made() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::ok("hello"));
        let mut made = request(Method::PATCH, &server.url("/a%20b?c=d&e"), "body");
        made.headers_mut().insert(CONTENT_TYPE, "text/plain".parse().unwrap());
        made.headers_mut().append("x-twice", "1".parse().unwrap());
        made.headers_mut().append("x-twice", "2".parse().unwrap());
        let response = call(made).unwrap();
        assert_eq!((response.status().as_u16(), &response.body()[..]), (200, &b"hello"[..]));

        let arrived = server.received().remove(0);
        assert_eq!(arrived.method(), Method::PATCH);
        assert_eq!(arrived.uri(), "/a%20b?c=d&e");
        assert_eq!(arrived.headers()[CONTENT_TYPE], "text/plain");
        assert_eq!(arrived.headers().get_all("x-twice").iter().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(arrived.body(), "body");
    });
}

#[test]
fn without_a_body_have_a_length_where_the_method_asks_for_one() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        for (method, length) in [
            (Method::GET, None),
            (Method::DELETE, None),
            (Method::POST, Some("0")),
            (Method::PUT, Some("0")),
        ] {
            let server = server(|_| Reply::ok(""));
            call(request(method.clone(), &server.url("/"), "")).unwrap();
            let arrived = server.received().remove(0);
            let arrived =
                arrived.headers().get(CONTENT_LENGTH).map(|value| value.to_str().unwrap());
            assert_eq!(arrived, length, "{method}");
        }
    });
}

#[test]
fn follow_no_redirect_by_themselves() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        let server = server(|_| Reply::status(302, &[("location", "/elsewhere")]));
        let response = call(get(&server, "/")).unwrap();
        assert_eq!(
            (response.status().as_u16(), &response.headers()[LOCATION]),
            (302, &"/elsewhere".parse().unwrap())
        );
        assert_eq!(server.received().len(), 1);
    });
}

#[test]
fn with_an_error_status_are_answered() {
    everywhere!(|| (Layers::new(), ()), |call: &CallFn<'_>, ()| {
        for code in [400, 404, 429, 500, 503] {
            let server = server(move |_| Reply::status(code, &[]));
            assert_eq!(status(&call(get(&server, "/"))), code);
        }
    });
}
