//! The command `client`: one set of layers around a blocking and an async HTTP client, against a server that fails.

use std::{
    error::Error,
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use http::header::AUTHORIZATION;
use middleware_core::Chain;
use middleware_examples::{
    Request,
    client::{
        Bearer, ClientResult, Log, Reqwest, Retry, RetryPolicy, Timeout, Token, Tokens, Ureq,
    },
    flaky::{FlakyServer, Reply},
};
use tokio::runtime::Runtime;

use super::{
    Failure,
    output::{Coloured, Heading, Status, log_to_stderr, print},
};

/// Sends the same requests with both clients, and prints the responses. The log of the requests is on stderr.
pub(super) fn run() -> Result<(), Failure> {
    show().map_err(Failure::Client)
}

type Shown<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn show() -> Shown {
    log_to_stderr();

    let fetched = AtomicU32::new(0);
    let tokens = Tokens::new(move |()| {
        let number = fetched.fetch_add(1, Ordering::Relaxed) + 1;
        print(format_args!("    token {number} is fetched\n"))?;
        Ok(Token::new(&format!("token-{number}"))?)
    });

    // The layers, composed once, outermost first. The client determines the mode in which they run.
    let layers = Chain::<Request, ClientResult>::new()
        .with(Log::layer())
        .with(Retry::layer(RetryPolicy::default()))
        .with(Timeout::layer(Duration::from_millis(500)))
        .with(Bearer::layer(tokens));
    let blocking = layers.clone().view(Ureq::default());
    let nonblocking = layers.view(Reqwest::default());
    for (title, plan) in [
        ("The chain around ureq", blocking.plan()),
        ("The same layers around reqwest", nonblocking.plan()),
    ] {
        print(format_args!("{}\n\n{}\n", Heading(title), Coloured(plan)))?;
    }

    let runtime = Runtime::new()?;
    print(format_args!("{}\n", Heading("ureq, from sync code")))?;
    scenes(|request| blocking.call(request))?;
    print(format_args!("\n{}\n", Heading("reqwest, from async code")))?;
    scenes(|request| runtime.block_on(nonblocking.acall(request)))?;
    print(format_args!("\n{}\n", Heading("ureq, from async code, over the thread pool")))?;
    fetch(&FlakyServer::start(|_, _| Reply::ok("hello"))?, |request| {
        runtime.block_on(blocking.acall(request))
    })?;
    print(format_args!("\n{}\n", Heading("reqwest, from sync code, which blocks")))?;
    fetch(&FlakyServer::start(|_, _| Reply::ok("hello"))?, |request| nonblocking.call(request))
}

/// Several kinds of failure, one after the other.
fn scenes(call: impl Fn(Request) -> ClientResult) -> Shown {
    print(format_args!("  the server is busy, and sends `Retry-After`\n"))?;
    let server = FlakyServer::start(|_, count| match count {
        0 => Reply::status(503, &[("retry-after", "1")]),
        _ => Reply::ok("hello"),
    })?;
    fetch(&server, &call)?;

    print(format_args!("  the server hangs up, then sends half of the body\n"))?;
    let server = FlakyServer::start(|_, count| match count {
        0 => Reply::Hangup,
        1 => Reply::HalfBody,
        _ => Reply::ok("hello"),
    })?;
    fetch(&server, &call)?;

    print(format_args!("  the token has expired\n"))?;
    let refused = std::sync::Mutex::new(None);
    let server = FlakyServer::start(move |request, _| {
        let token = request.headers().get(AUTHORIZATION).cloned();
        // Only this thread can panic with the lock, and it does not.
        let mut refused = refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match &*refused {
            Some(old) if *old != token => Reply::ok("hello"),
            _ => {
                *refused = Some(token);
                Reply::status(401, &[])
            }
        }
    })?;
    fetch(&server, &call)?;

    print(format_args!("  the server does not answer\n"))?;
    let server = FlakyServer::start(|_, count| match count {
        0 => Reply::Silence,
        _ => Reply::ok("hello"),
    })?;
    fetch(&server, &call)
}

fn fetch(server: &FlakyServer, call: impl Fn(Request) -> ClientResult) -> Shown {
    let request = Request::default();
    let (mut parts, body) = request.into_parts();
    parts.uri = server.url("/greeting?key=secret").parse()?;
    let response = call(Request::from_parts(parts, body))?;
    let text = String::from_utf8_lossy(response.body());
    print(format_args!(
        "    {}, {text} (requests: {})\n",
        Status(response.status()),
        server.received().len()
    ))?;
    Ok(())
}
