//! What is refused from `acall` to `call`.

use super::{Source::Function, acall, methods};

refused! {
    alias(acall("let next = &self.get_response; next.acall(request).await")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    alias_of_self(acall("let this = self; this.get_response.acall(request).await")) {
        "this.get_response" => "`both` cannot follow this use of `this.get_response`"
    }

    passed_on(acall("outside(&self.get_response, request).await")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    cloned(acall("self.get_response.clone().acall(request).await")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    called_by_its_path(acall("GetResponse::acall(&self.get_response, request).await")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    destructured(acall("let Self { get_response, .. } = self; get_response.acall(request).await")) {
        "get_response" => "`get_response` is rebound here, so `both` cannot follow its calls"
    }

    destructured_by_another_name(acall("let Self { get_response: next, .. } = self; let _ = next; self.get_response.acall(request).await")) {
        "get_response: next" => "`get_response` is rebound here, so `both` cannot follow its calls"
    }

    awaited_later(acall("let future = self.get_response.acall(request); log(); future.await")) {
        "acall" => "the future of `acall` is not awaited immediately"
    }

    never_awaited(acall("drop(self.get_response.acall(request)); Ok(String::new())")) {
        "acall" => "the future of `acall` is not awaited immediately"
    }

    awaited_by_an_adapter(acall("self.get_response.acall(request).map(done).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    boxed(acall("Box::pin(self.get_response.acall(request)).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    sleep(acall("tokio::time::sleep(self.pause).await; self.get_response.acall(request).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    timeout(acall("timeout(self.most, self.get_response.acall(request)).await?")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    async_lock(acall("{ self.lock.lock().await.push(1); } self.get_response.acall(request).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    stream(acall("while let Some(part) = self.parts.next().await {} self.get_response.acall(request).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    join(acall("let (a, b) = tokio::join!(self.get_response.acall(request), other()); a.or(b)")) {
        "tokio::join" => "`join!` waits for several futures at once, which sync code cannot do"
    }

    try_join(acall("futures::try_join!(self.get_response.acall(request)).map(|(a,)| a)")) {
        "futures::try_join" => "`try_join!` waits for several futures at once, which sync code cannot do"
    }

    select(acall("tokio::select! { answer = self.get_response.acall(request) => answer, _ = stopped() => stop() }")) {
        "tokio::select" => "`select!` waits for several futures at once, which sync code cannot do"
    }

    spawn(acall("tokio::spawn(async move { log().await }); self.get_response.acall(request).await")) {
        "spawn" => "a spawned task needs a runtime, which sync code may not have"
    }

    spawn_blocking(acall("tokio::task::spawn_blocking(hash).await; self.get_response.acall(request).await")) {
        "spawn_blocking" => "a spawned task needs a runtime, which sync code may not have"
    }

    spawned_by_a_handle(acall("self.runtime.spawn(async { log() }); self.get_response.acall(request).await")) {
        "async" => "this future is not awaited immediately"
    }

    /// The `async` block is a part of what cannot be awaited.
    block_in_a_timeout(acall("timeout(self.most, async { self.get_response.acall(request).await }).await?")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    unawaited_block(acall("let future = async { self.get_response.acall(request).await }; future.await")) {
        "async" => "this future is not awaited immediately"
    }

    block_passed_on(acall("run(async { 1 }).len(); self.get_response.acall(request).await")) {
        "async" => "this future is not awaited immediately"
    }

    async_closure(acall("let ask = async |r| self.get_response.acall(r).await; ask(request).await")) {
        "async" => "`both` cannot translate an async closure"
    }

    mapped(acall("Some(request).map(|r| self.get_response.acall(r)).unwrap().await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    and_then(acall("check(&request).and_then(|()| self.get_response.acall(request)).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    iterated(acall("join_all(requests.iter().map(|r| self.get_response.acall(r))).await.pop().unwrap()")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    unknown_macro(acall("try_it!(self.get_response.acall(request).await)")) {
        "try_it" => "`both` cannot see inside `try_it!`"
    }

    await_in_an_unknown_macro(acall("ensure!(ready().await); self.get_response.acall(request).await")) {
        "ensure" => "`both` cannot see inside `ensure!`"
    }

    std_macro_of_another_crate(acall("log::format!(\"{}\", self.get_response.acall(request).await)")) {
        "log::format" => "`both` cannot see inside `format!`"
    }

    await_in_a_std_macro(acall("assert!(ready().await); self.get_response.acall(request).await")) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    guard_in_matches(acall(
        "Ok(matches!(request, r if self.get_response.acall(r.clone()).await.is_ok()).to_string())"
    )) {
        "matches" => "`both` cannot see inside `matches!`"
    }

    macro_of_its_own(acall(
        "macro_rules! ask { ($r:expr) => { self.get_response.acall($r).await } } ask!(request)"
    )) {
        "ask" => "`ask!` is expanded later, so `both` cannot see the calls in it"
    }

    helper_awaited_later(methods(
        "async fn acall(&self, request: Request) -> Response { let answer = self.ask(request); answer.await }
        async fn ask(&self, request: Request) -> Response { self.get_response.acall(request).await }"
    )) {
        "ask" => "the future of `ask` is not awaited immediately"
    }

    helper_passed_on(methods(
        "async fn acall(&self, request: Request) -> Response { retry(Self::ask, self, request) }
        async fn ask(&self, request: Request) -> Response { self.get_response.acall(request).await }"
    )) {
        "ask" => "the future of `ask` is not awaited immediately"
    }

    helper_in_a_closure(methods(
        "async fn acall(&self, request: Request) -> Response { retry(|| self.ask(&request)).await }
        async fn ask(&self, request: &str) -> Response { self.get_response.acall(request.to_owned()).await }"
    )) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    helper_with_a_mistake(methods(
        "async fn acall(&self, request: Request) -> Response { self.ask(request).await }
        async fn ask(&self, request: Request) -> Response { sleep(self.pause).await; self.get_response.acall(request).await }"
    )) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    helper_that_gives_a_future(methods(
        "async fn acall(&self, request: Request) -> Response { self.ask(request).await }
        fn ask(&self, request: Request) -> impl Future<Output = Response> { self.get_response.acall(request) }"
    )) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    recursion(methods(
        "async fn acall(&self, request: Request) -> Response { Box::pin(self.ask(request)).await }
        async fn ask(&self, request: Request) -> Response { Box::pin(self.ask(request)).await }"
    )) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    unknown_expression(acall("let answer = try { self.get_response.acall(request).await? }; answer")) {
        "try { self.get_response.acall(request).await? }" => "this expression may not mean the same in sync code"
    }

    /// One for each place, in the order of the source.
    several(acall(
        "let next = &self.get_response;
        tokio::time::sleep(self.pause).await;
        let later = self.get_response.acall(request);
        tokio::join!(later, next.acall(request));
        let closure = async || {};
        later.await"
    )) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
        "acall" => "the future of `acall` is not awaited immediately"
        "tokio::join" => "`join!` waits for several futures at once, which sync code cannot do"
        "async" => "`both` cannot translate an async closure"
    }

    in_a_function(Function(
        "async fn case<G>(request: Request, next: &GetResponse<G>) -> Response { let answer = next.acall(request); answer.await }"
    )) {
        "acall" => "the future of `acall` is not awaited immediately"
    }

    bound_anew_in_a_function(Function(
        "async fn case<G>(request: Request, next: &GetResponse<G>) -> Response { let next = next.clone(); next.acall(request).await }"
    )) {
        "next" => "`next` is rebound here, so `both` cannot follow its calls"
        "next" => "`both` cannot follow this use of `next`"
    }

    pair_with_other_arguments(methods(
        "async fn acall(&self, request: Request) -> Response { self.wait_async().await; self.get_response.acall(request).await }
        fn wait(&self, time: u32) {}
        async fn wait_async(&self) {}"
    )) {
        "wait_async" => "`wait` and `wait_async` take different arguments: `(&self, u32)` and `(&self)`"
    }

    pair_awaited_later(methods(
        "async fn acall(&self, request: Request) -> Response { let waiting = self.wait_async(); let answer = self.get_response.acall(request).await; waiting.await; answer }
        fn wait(&self) {}
        async fn wait_async(&self) {}"
    )) {
        "wait_async" => "the future of `wait_async` is not awaited immediately"
    }

    /// Not a pair, because both are sync.
    no_pair(methods(
        "async fn acall(&self, request: Request) -> Response { self.wait_async().await; self.get_response.acall(request).await }
        fn wait(&self) {}
        fn wait_async(&self) -> Sleep { sleep(self.pause) }"
    )) {
        "await" => "`both` cannot translate this `.await`: the version that it generates is sync"
    }

    /// Here it is certain: an `async fn` blocks, and not a closure that runs elsewhere.
    blocking_in_async_code(acall(
        "thread::sleep(self.pause);
        let text = format!(\"{:?}\", std::fs::read(PATH));
        fn wait() { std::thread::sleep(PAUSE) }
        wait();
        thread::sleep(self.pause).await;
        self.pool.run(|| std::thread::sleep(PAUSE));
        let file = fs::read(PATH);
        self.get_response.acall(request).await"
    )) {
        "thread::sleep" => "`thread::sleep` blocks the thread, and async code runs `acall` inline"
        "std::fs::read" => "`std::fs::read` blocks the thread, and async code runs `acall` inline"
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and async code runs `acall` inline"
    }

    blocking_in_helpers_of_async_code(methods(
        "async fn acall(&self, request: Request) -> Response { self.ask(request).await }
        async fn ask(&self, request: Request) -> Response { self.wait(); std::thread::park(); self.get_response.acall(request).await }
        fn wait(&self) { std::thread::sleep(self.pause) }
        fn other(&self) { std::thread::sleep(self.pause) }"
    )) {
        "std::thread::park" => "`std::thread::park` blocks the thread, and async code runs `acall` inline"
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and async code runs `acall` inline"
    }
}
