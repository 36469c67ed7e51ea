//! Requests as bytes, to a real server: what no client library would send.

use std::{
    io::{Read as _, Write as _},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

use axum::Router;
use middleware_core::Chain;
use middleware_examples::{Request, Response, Security, server};
use middleware_tests::drive::multi_thread;

use super::redirecting;

/// The answer to these lines.
fn answer(address: SocketAddr, lines: &[&str]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let request = lines.join("\r\n") + "\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8(answer).unwrap().to_ascii_lowercase()
}

#[test]
fn nothing_is_sent_on_to_a_host_that_is_not_allowed() {
    let layers = Chain::<Request, Response>::new().with(Security::layer(redirecting()));
    let sync_app = layers.clone().view(|_: Request| Response::default());
    let async_app = layers.view(async |_: Request| Response::default());
    let runtime = multi_thread();
    let any_port = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = runtime.block_on(server::listen(any_port)).unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new()
        .route("/sync", server::route(sync_app))
        .route("/async", server::route(async_app));
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let serving = runtime.spawn(server::serve(listener, router, async {
        let _ = stopped.await;
    }));

    for path in ["/sync", "/async"] {
        let get = format!("GET {path}?a=b HTTP/1.1");
        let sent_on = answer(address, &[&get, "Host: example.com"]);
        assert!(sent_on.starts_with("http/1.1 301"), "{sent_on}");
        assert!(sent_on.contains(&format!("location: https://example.com{path}?a=b\r\n")));
        let absolute = |host: &str| format!("GET http://{host}{path} HTTP/1.1");
        for lines in [
            vec![get.as_str()],
            vec![&get, "Host:"],
            vec![&get, "Host: evil"],
            vec![&get, "Host: example.com", "Host: evil"],
            vec![&get, "Host: evil", "Host: example.com"],
            vec![&get, "Host: example.com@evil"],
            vec![&get, "Host: example.com evil"],
            vec![&get, "Host: example.com\rLocation: https://evil/"],
            vec![&get, "Host: example.com\u{0}evil"],
            vec![&get, "Host: evil", "X-Forwarded-Host: example.com"],
            vec![&absolute("evil"), "Host: example.com"],
            vec![&absolute("example.com@evil"), "Host: example.com"],
            vec![&absolute("example.com:evil"), "Host: example.com"],
        ] {
            let refused = answer(address, &lines);
            assert!(refused.starts_with("http/1.1 400"), "{lines:?}: {refused}");
            assert!(!refused.contains("location:"), "{lines:?}: {refused}");
        }
        // A line break in the value ends it: what follows is a header of the request, and of nothing else.
        let split = answer(address, &[&get, "Host: example.com\r\nLocation: https://evil/"]);
        assert!(split.contains(&format!("location: https://example.com{path}?a=b\r\n")));
        assert!(!split.contains("evil"), "{split}");
    }
    stop.send(()).unwrap();
    runtime.block_on(serving).unwrap().unwrap();
}
