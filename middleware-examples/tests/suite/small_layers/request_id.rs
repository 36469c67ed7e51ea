//! `RequestId`.

use middleware_examples::{
    RequestId, TrustedProxies,
    client_addr::TrustedProxiesOptions,
    request_id::{Id, RequestIdOptions, Trust},
};

use super::*;

/// Answers with the id as the view sees it: in the extension and in the header.
#[expect(clippy::needless_pass_by_value, reason = "a view takes the request")]
fn view(request: Request) -> Response {
    let header = request.headers().get_all("x-request-id").iter();
    let header: Vec<_> = header.map(|value| value.to_str().unwrap()).collect();
    let id = Id::of(&request).unwrap();
    assert_eq!(header, [id.as_str()]);
    Response::new(id.as_str().to_owned().into())
}

fn ids(request: &Request, trust: Trust) -> Vec<String> {
    let options = RequestIdOptions { trust };
    answers!([RequestId::layer(options)], view, request, |response| {
        let id = String::from_utf8(response.body().to_vec()).unwrap();
        let header: Vec<_> = response.headers().get_all("x-request-id").iter().collect();
        assert_eq!(header, [&id]);
        id
    })
}

/// Whether each is a UUID of version 7 of its own.
fn assert_new(mut ids: Vec<String>) {
    let count = ids.len();
    assert_eq!(count, 20);
    for id in &ids {
        let parts: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!((parts, &id[14..15]), (vec![8, 4, 4, 4, 12], "7"), "{id}");
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn each_request_gets_an_id_of_its_own() {
    assert_new(ids(&Request::default(), Trust::TrustedProxies));
}

#[test]
fn one_that_is_trusted_and_valid_is_kept() {
    let request = with_header(Request::default(), "x-request-id", b"Root=1-abc_DEF.9:+/");
    assert!(ids(&request, Trust::Everybody).iter().all(|id| id == "Root=1-abc_DEF.9:+/"));
    assert_new(ids(&request, Trust::Nobody));
    assert_new(ids(&request, Trust::TrustedProxies));
}

#[test]
fn one_that_is_invalid_is_replaced() {
    let long = "a".repeat(129);
    for hostile in [
        &b""[..],
        b"a b",
        b"a\tb",
        b"\"",
        b"a;b",
        b"<script>",
        b"\xff",
        "ü".as_bytes(),
        long.as_bytes(),
    ] {
        assert_new(ids(
            &with_header(Request::default(), "x-request-id", hostile),
            Trust::Everybody,
        ));
    }
    let twice = with_header(Request::default(), "x-request-id", b"a");
    assert_new(ids(&with_header(twice, "x-request-id", b"b"), Trust::Everybody));
    let longest = "a".repeat(128);
    let request = with_header(Request::default(), "x-request-id", longest.as_bytes());
    assert!(ids(&request, Trust::Everybody).iter().all(|id| *id == longest));
}

#[test]
fn one_of_a_trusted_proxy_is_trusted() {
    let id_from = |peer: &str| {
        let proxies = TrustedProxiesOptions {
            trusted: vec!["10.0.0.0/8".parse().unwrap()],
            ..Default::default()
        };
        let request = with_header(from(peer), "x-request-id", b"from-the-proxy");
        let layers = [TrustedProxies::layer(proxies)];
        let app = Chain::<Request, Response>::new()
            .with(layers[0].clone())
            .with(RequestId::layer(RequestIdOptions::default()))
            .view(view);
        String::from_utf8(app.call(request).body().to_vec()).unwrap()
    };
    assert_eq!(id_from("10.0.0.1"), "from-the-proxy");
    assert_ne!(id_from("192.0.2.1"), "from-the-proxy");
}
