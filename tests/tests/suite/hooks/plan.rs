//! What the plan tells of hooks.

use super::*;

/// One hook of each sort.
#[middleware]
#[derive(Debug)]
struct Session<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Session<G> {
    async fn process_request(&self, _: &String) {
        suspend().await;
    }

    fn process_exception(&self, error: Failure) -> Response {
        Err(error)
    }

    #[middleware(blocking)]
    fn process_response(&self, _: &Response) {}
}

#[test]
fn counts_the_hooks_that_wait() {
    let chain = Chain::<String, Response>::new()
        .with(Session::layer())
        .with(Plain::layer(Log::default()))
        .with(Async::layer(Log::default()));
    let plans = [
        chain.clone().view(echo).plan(),
        chain.clone().view(echo).boxed().plan(),
        chain.clone().view(fetch).plan(),
    ];
    for plan in plans {
        let hooks =
            |layer: &middleware_core::plan::Layer| (layer.async_hooks(), layer.blocking_hooks());
        assert_eq!(plan.layers().map(hooks).collect::<Vec<_>>(), [(1, 1), (0, 0), (3, 0)]);
    }
}

async fn fetch(request: String) -> Response {
    echo(request)
}

/// Each is shown in the mode in which it is not native.
#[test]
fn shows_the_hooks_that_wait() {
    let chain = Chain::<String, Response>::new()
        .with(Session::layer())
        .with(Async::layer(Log::default()))
        .with(Plain::layer(Log::default()));
    assert_eq!(
        chain.clone().view(echo).plan().to_string(),
        "\
called from sync code: direct, no hop
called from async code: bridge async to sync, because the view `echo` is sync: one hop to a pool thread
 │
 │  layer     capability   mode
 ├─ Session   both         sync, blocks on an async hook
 ├─ Async     both         sync, blocks on 3 async hooks
 ├─ Plain     both         sync
 └─ echo      view         sync
"
    );
    assert_eq!(
        chain.view(fetch).plan().to_string(),
        "\
called from sync code: bridge sync to async, because the view `fetch` is async: blocks until the response is ready, no hop
called from async code: direct, then one hop to a pool thread
 │
 │  layer     capability   mode
 ├─ Session   both         async, a blocking hook in the thread pool
 ├─ Async     both         async
 ├─ Plain     both         async
 └─ fetch     view         async
"
    );
}

#[test]
fn says_whether_sync_code_waits() {
    #[middleware]
    fn blocks<G>(request: String, get_response: &GetResponse<G>) -> Response {
        get_response.call(request)
    }

    #[middleware]
    async fn awaits<G>(request: String, get_response: &GetResponse<G>) -> Response {
        get_response.acall(request).await
    }

    let chain = || Chain::<String, Response>::new();
    let (plain, with_async) = (|| Plain::layer(Log::default()), || Async::layer(Log::default()));
    assert!(!chain().view(echo).plan().waits());
    assert!(!chain().with(plain()).with(blocks()).view(echo).plan().waits());
    assert!(!chain().with(Blocking::layer(Log::default())).view(echo).plan().waits());
    assert!(chain().with(plain()).with(blocks()).view(fetch).plan().waits());
    assert!(chain().with(blocks()).with(awaits()).with(plain()).view(echo).plan().waits());
    assert!(chain().with(plain()).with(with_async()).with(plain()).view(echo).plan().waits());
    assert!(chain().with(with_async()).view(fetch).boxed().plan().waits());
}
