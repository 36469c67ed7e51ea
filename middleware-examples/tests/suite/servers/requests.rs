//! Methods, targets and headers, in and out.

use http::{HeaderValue, StatusCode};

use crate::servers::{
    client::{Raw, agent},
    on_each_server,
    running::Running,
};

on_each_server!(get, post, head, headers, a_path_without_a_chain);

fn get(server: &Running) {
    let mut response = agent().get(server.url("/?a=b%20c")).call().unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["method"], "GET");
    assert_eq!(response.headers()["target"], "/?a=b%20c");
    assert_eq!(response.headers()["client"], "127.0.0.1");
    // The layers have run.
    assert!(response.headers()["x-request-duration"].to_str().unwrap().ends_with('s'));
    assert_eq!(response.body_mut().read_to_string().unwrap(), "");
}

fn post(server: &Running) {
    let mut response = agent().post(server.url("/")).send("grüße").unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["method"], "POST");
    assert_eq!(response.body_mut().read_to_string().unwrap(), "grüße");
}

/// The head has the length of the body, and there is none.
fn head(server: &Running) {
    let mut client = Raw::connect(server.addr);
    client.send("HEAD / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello");
    let head = client.head();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(head.contains("method: HEAD\r\n"), "{head}");
    assert!(head.contains("content-length: 5\r\n"), "{head}");
    client.send("GET / HTTP/1.1\r\nhost: test\r\n\r\n");
    assert_eq!(client.answer().header("method"), Some("GET"), "right after the head");
}

fn headers(server: &Running) {
    let latin_1 = HeaderValue::from_bytes(b"caf\xe9").unwrap();
    let utf_8 = HeaderValue::from_bytes("Käse".as_bytes()).unwrap();
    let response = agent()
        .get(server.url("/"))
        .header("x-several", "one")
        .header("x-several", "two, three")
        .header("X-Several", "")
        .header("x-latin-1", latin_1.clone())
        .header("x-utf-8", utf_8.clone())
        .call()
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let several: Vec<_> = response.headers().get_all("x-several").iter().collect();
    assert_eq!(several, ["one", "two, three", ""]);
    assert_eq!(response.headers()["x-latin-1"], latin_1);
    assert_eq!(response.headers()["x-utf-8"], utf_8);
    assert!(response.headers().contains_key("date"));
}

fn a_path_without_a_chain(server: &Running) {
    let response = agent().get(server.url("/elsewhere")).call().unwrap();
    assert_eq!(response.status(), StatusCode::NOT_FOUND);
}
