//! `TrustedProxies`: whom a request is from, and who can lie about it.

use middleware_examples::{
    TrustedProxies,
    client_addr::{ForwardedHeader, TrustedProxiesOptions},
};

use super::*;

const XFF: &str = "x-forwarded-for";
const FORWARDED: &str = "forwarded";

#[expect(clippy::needless_pass_by_value, reason = "a view takes the request")]
fn view(request: Request) -> Response {
    let client =
        ClientAddr::of(&request).map_or("nobody".to_owned(), |client| client.0.to_string());
    Response::new(client.into())
}

fn options(header: ForwardedHeader) -> TrustedProxiesOptions {
    let trusted = ["10.0.0.0/8", "2001:db8:ffff::/48", "127.0.0.1"];
    let trusted = trusted.map(|network| network.parse().unwrap()).to_vec();
    TrustedProxiesOptions { trusted, header }
}

/// Whom a request of this peer with these lines of the header is from.
fn client(peer: &str, lines: &[&[u8]], header: ForwardedHeader) -> String {
    let name = match header {
        ForwardedHeader::XForwardedFor => XFF,
        ForwardedHeader::Forwarded => FORWARDED,
    };
    let request = lines.iter().fold(from(peer), |request, line| with_header(request, name, line));
    let app =
        Chain::<Request, Response>::new().with(TrustedProxies::layer(options(header))).view(view);
    String::from_utf8(app.call(request).body().to_vec()).unwrap()
}

fn x_forwarded_for(peer: &str, lines: &[&[u8]]) -> String {
    client(peer, lines, ForwardedHeader::XForwardedFor)
}

fn forwarded(peer: &str, lines: &[&[u8]]) -> String {
    client(peer, lines, ForwardedHeader::Forwarded)
}

#[test]
fn it_is_read_in_every_way_of_driving() {
    let request = with_header(from("10.0.0.1"), XFF, b"192.0.2.7");
    let layer = || TrustedProxies::layer(options(ForwardedHeader::XForwardedFor));
    let seen = answers!([layer()], view, request, Response::into_body);
    assert!(seen.iter().all(|client| client == "192.0.2.7"));
    let seen = answers!([layer()], view, Request::default(), Response::into_body);
    assert!(seen.iter().all(|client| client == "nobody"));
}

#[test]
fn a_peer_that_is_not_trusted_is_the_client_whatever_it_says() {
    for peer in ["192.0.2.1", "11.0.0.1", "2001:db8::1", "127.0.0.2"] {
        assert_eq!(x_forwarded_for(peer, &[b"6.6.6.6, 10.0.0.1"]), peer);
        assert_eq!(forwarded(peer, &[b"for=6.6.6.6, for=10.0.0.1"]), peer);
    }
    // Nor is anybody trusted unless somebody is said to be.
    let app = Chain::<Request, Response>::new()
        .with(TrustedProxies::layer(TrustedProxiesOptions::default()))
        .view(view);
    let request = with_header(from("127.0.0.1"), XFF, b"6.6.6.6");
    assert_eq!(app.call(request).body(), "127.0.0.1");
}

#[test]
fn it_is_read_from_the_right_past_proxies_that_are_trusted() {
    for (lines, client) in [
        (&[&b"192.0.2.7"[..]][..], "192.0.2.7"),
        (&[b"6.6.6.6, 192.0.2.7"], "192.0.2.7"),
        (&[b"6.6.6.6,192.0.2.7,10.1.1.1,  10.2.2.2\t"], "192.0.2.7"),
        // Several lines are one list, in their order.
        (&[b"6.6.6.6", b"192.0.2.7", b"10.1.1.1"], "192.0.2.7"),
        (&[b"192.0.2.7", b"10.1.1.1, 10.2.2.2"], "192.0.2.7"),
        // All of them trusted: a client inside.
        (&[b"10.3.3.3, 10.1.1.1"], "10.3.3.3"),
        (&[], "10.0.0.1"),
        (&[b"192.0.2.7:4711"], "192.0.2.7"),
        (&[b"2001:db8::7"], "2001:db8::7"),
        (&[b"[2001:db8::7]"], "2001:db8::7"),
        (&[b"[2001:db8::7]:4711, 2001:db8:ffff::1"], "2001:db8::7"),
        // The same address in its other form is trusted alike.
        (&[b"192.0.2.7, ::ffff:10.1.1.1"], "192.0.2.7"),
        (&[b"::ffff:192.0.2.7"], "192.0.2.7"),
    ] {
        assert_eq!(x_forwarded_for("10.0.0.1", lines), client, "{lines:?}");
        assert_eq!(x_forwarded_for("::ffff:10.0.0.1", lines), client, "{lines:?}");
    }
}

#[test]
fn what_is_no_address_ends_at_the_last_proxy() {
    for value in [
        &b""[..],
        b",",
        b" ",
        b"unknown",
        b"_hidden",
        b"localhost",
        b"1.2.3",
        b"01.2.3.4",
        b"1.2.3.4.5",
        b"1.2.3.4:99999",
        b"[1.2.3.4]",
        b"::1%eth0",
        b"\xff\xfe",
        b"1.2.3.4;5.6.7.8",
        b"for=1.2.3.4",
        b"0x7f.1",
    ] {
        let line = |before: &[u8], after: &[u8]| [before, value, after].concat();
        assert_eq!(
            x_forwarded_for("10.0.0.1", &[&line(b"6.6.6.6,", b"")]),
            "10.0.0.1",
            "{value:?}"
        );
        assert_eq!(
            x_forwarded_for("10.0.0.1", &[&line(b"6.6.6.6,", b",10.2.2.2")]),
            "10.2.2.2",
            "{value:?}"
        );
        // Left of the client it has no say, also where it is not text at all.
        assert_eq!(
            x_forwarded_for("10.0.0.1", &[&line(b"", b",192.0.2.7")]),
            "192.0.2.7",
            "{value:?}"
        );
        assert_eq!(x_forwarded_for("10.0.0.1", &[value, b"192.0.2.7"]), "192.0.2.7", "{value:?}");
    }
}

#[test]
fn only_the_header_that_is_chosen_is_read() {
    let both = |header| {
        let request = with_header(from("10.0.0.1"), XFF, b"192.0.2.7");
        let request = with_header(request, FORWARDED, b"for=192.0.2.8");
        let layer = TrustedProxies::layer(options(header));
        Chain::<Request, Response>::new().with(layer).view(view).call(request).into_body()
    };
    assert_eq!(both(ForwardedHeader::XForwardedFor), "192.0.2.7");
    assert_eq!(both(ForwardedHeader::Forwarded), "192.0.2.8");
}

#[test]
fn forwarded_is_read_as_rfc_7239_says() {
    for (line, client) in [
        (&b"for=192.0.2.7"[..], "192.0.2.7"),
        (b"For=192.0.2.7;proto=http;by=203.0.113.43", "192.0.2.7"),
        (b"for=6.6.6.6, for=192.0.2.7;by=10.0.0.1, by=10.0.0.1;for=10.2.2.2", "192.0.2.7"),
        (b"for=\"192.0.2.7:4711\"", "192.0.2.7"),
        (b"for=\"[2001:db8::7]\"", "2001:db8::7"),
        (b"for=\"[2001:db8::7]:4711\"", "2001:db8::7"),
        (b"by=\"a,b;for=6.6.6.6\";for=192.0.2.7", "192.0.2.7"),
        (b"for=192.0.2.7;by=\"a\\\"b,c\"", "192.0.2.7"),
        (b"for=unknown", "10.0.0.1"),
        (b"for=\"_gazonk\"", "10.0.0.1"),
        (b"proto=https", "10.0.0.1"),
        (b"for=192.0.2.7;for=6.6.6.6", "10.0.0.1"),
        (b"for=", "10.0.0.1"),
        (b"", "10.0.0.1"),
    ] {
        assert_eq!(forwarded("10.0.0.1", &[line]), client, "{}", String::from_utf8_lossy(line));
    }
}

/// A client that opens a quoted string, or escapes the comma that the proxy adds, changes nothing.
#[test]
fn nothing_left_of_what_a_proxy_has_added_changes_it() {
    for junk in [
        &b"for=\""[..],
        b"for=\"6.6.6.6",
        b"\\",
        b"for=\"\\",
        b"\"\"\"",
        b"for=6.6.6.6;x=\"\\\"",
        b"\xff\"",
        b",;=\"",
    ] {
        let line = [junk, b", for=192.0.2.7"].concat();
        assert_eq!(forwarded("10.0.0.1", &[&line]), "192.0.2.7", "{junk:?}");
        let line = [junk, b", for=\"192.0.2.7:1\";by=\"10.0.0.1\", for=10.2.2.2"].concat();
        assert_eq!(forwarded("10.0.0.1", &[&line]), "192.0.2.7", "{junk:?}");
        assert_eq!(forwarded("10.0.0.1", &[junk, b"for=192.0.2.7"]), "192.0.2.7", "{junk:?}");
    }
}

#[test]
fn options_are_read_and_mistakes_are_told() {
    let read = |text| serde_json::from_str::<TrustedProxiesOptions>(text);
    let options = read(r#"{ "trusted": ["10.0.0.0/8", "::1"], "header": "forwarded" }"#).unwrap();
    assert_eq!((options.trusted.len(), options.header), (2, ForwardedHeader::Forwarded));
    let error = read(r#"{ "trusted": ["10.0.0.0/33"] }"#).unwrap_err().to_string();
    assert!(error.contains("`10.0.0.0/33` is neither an address nor a network"), "{error}");
    assert!(read(r#"{ "trust": [] }"#).is_err());
}
