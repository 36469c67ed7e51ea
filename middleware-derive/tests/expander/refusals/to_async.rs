//! What is refused from `call` to `acall`.

use super::{Source::Function, call, methods};

refused! {
    alias(call("let next = &self.get_response; next.call(request)")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    alias_of_self(call("let this = self; this.get_response.call(request)")) {
        "self" => "`self` is passed to code that may call the next handler"
    }

    helper_of_an_alias_of_self(methods(
        "fn call(&self, request: Request) -> Response { let this = self; this.ask((&self).ask(request)?) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed to code that may call the next handler"
        "self" => "`self` is passed to code that may call the next handler"
    }

    further_handler(call("self.get_response.call(request).or_else(|_| self.fallback.call(again))")) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    further_handler_by_another_name(call("let next = &self.fallback; next.call(request)")) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    further_handler_of_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>, other: &GetResponse<F>) -> Response { next.call(request.clone()).or(other.call(request)) }"
    )) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    passed_on(call("outside(&self.get_response, request)")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    returned(methods(
        "fn next(&self) -> &GetResponse<G> { &self.get_response }
        fn call(&self, request: Request) -> Response { self.next().call(request) }"
    )) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    cloned(call("self.get_response.clone().call(request)")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    called_by_its_path(call("GetResponse::call(&self.get_response, request)")) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    destructured(call("let Self { get_response, .. } = self; get_response.call(request)")) {
        "get_response" => "`get_response` is rebound here, so `both` cannot follow its calls"
    }

    destructured_by_another_name(call("let Self { get_response: next, .. } = self; next.call(request)")) {
        "get_response: next" => "`get_response` is rebound here, so `both` cannot follow its calls"
    }

    bound_in_a_match(call("match self { Case { get_response, log: _ } => get_response.call(request) }")) {
        "get_response" => "`get_response` is rebound here, so `both` cannot follow its calls"
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    mapped(call("Some(request).map(|r| self.get_response.call(r)).unwrap()")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    and_then(call("check(&request).and_then(|()| self.get_response.call(request))")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    iterated(call("[1, 2].iter().map(|n| self.get_response.call(request + n)).last().unwrap()")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    kept_closure(call("let ask = |r| self.get_response.call(r); ask(request)")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    immediate_closure_with_an_argument(call("(|r| self.get_response.call(r))(request)")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    closure_in_an_immediate_closure(call("(|| ok().and_then(|()| self.get_response.call(request)))()")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    async_closure(call("let ask = async || self.get_response.call(request); run(ask)")) {
        "call" => "`both` cannot translate a call of `call` in another future"
    }

    async_block(call("run(async { self.get_response.call(request) })")) {
        "call" => "`both` cannot translate a call of `call` in another future"
    }

    unknown_macro(call("try_it!(self.get_response.call(request))")) {
        "try_it" => "`both` cannot see inside `try_it!`"
    }

    std_macro_of_another_crate(call("log::format!(\"{}\", self.get_response.call(request))")) {
        "log::format" => "`both` cannot see inside `format!`"
    }

    macro_with_other_syntax(call("vec![for x in self.get_response.call(request)]")) {
        "vec" => "`both` cannot see inside `vec!`"
    }

    guard_in_matches(call(
        "Ok(matches!(request, r if self.get_response.call(r.clone()).is_ok()).to_string())"
    )) {
        "matches" => "`both` cannot see inside `matches!`"
    }

    macro_of_its_own(call(
        "macro_rules! ask { ($r:expr) => { self.get_response.call($r) } } ask!(request)"
    )) {
        "ask" => "`ask!` is expanded later, so `both` cannot see the calls in it"
    }

    helper_in_a_closure(methods(
        "fn call(&self, request: Request) -> Response { retry(|| self.ask(&request)) }
        fn ask(&self, request: &str) -> Response { self.get_response.call(request.to_owned()) }"
    )) {
        "ask" => "`both` cannot translate this `ask`, because a closure cannot await it"
    }

    helper_passed_on(methods(
        "fn call(&self, request: Request) -> Response { retry(Self::ask, self, request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "ask" => "`ask` becomes an `async fn`, and cannot be passed as a value"
        "self" => "`self` is passed to code that may call the next handler"
    }

    helper_with_a_mistake(methods(
        "fn call(&self, request: Request) -> Response { self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.log(); run(&self.get_response, request) }"
    )) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
    }

    helper_in_an_unknown_macro(methods(
        "fn call(&self, request: Request) -> Response { ensure!(self.ask(request)) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "ensure" => "`both` cannot see inside `ensure!`"
    }

    async_helper(methods(
        "fn call(&self, request: Request) -> Response { run(self.ask(request)) }
        async fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "async" => "`ask` is already async, but sync code calls it"
    }

    thread(call("std::thread::scope(|s| s.spawn(|| self.get_response.call(request)).join())")) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    select(call("crossbeam::select! { recv(stopped) -> _ => stop(), default => self.get_response.call(request) }")) {
        "crossbeam::select" => "`both` cannot see inside `select!`"
    }

    recursion(call("if request.is_empty() { self.get_response.call(request) } else { self.call(request) }")) {
        "call" => "`call` calls itself, which an `async fn` cannot do"
    }

    recursion_of_helpers(methods(
        "fn call(&self, request: Request) -> Response { self.even(request) }
        fn even(&self, request: Request) -> Response { self.odd(request) }
        fn odd(&self, request: Request) -> Response { self.even(self.get_response.call(request)?) }"
    )) {
        "even" => "`even` calls itself, which an `async fn` cannot do"
        "odd" => "`odd` calls itself, which an `async fn` cannot do"
    }

    sleep(call("std::thread::sleep(self.pause); self.get_response.call(request)")) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    sleep_by_a_short_path(call("thread::sleep(self.pause); self.get_response.call(request)")) {
        "thread::sleep" => "`thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    files(call("std::fs::read(&request)?; ::std::fs::File::open(&request)?; io::stdin(); self.get_response.call(request)")) {
        "std::fs::read" => "`std::fs::read` blocks the thread, and `both` promises that this body does not"
        "::std::fs::File::open" => "`std::fs::File::open` blocks the thread, and `both` promises that this body does not"
        "io::stdin" => "`io::stdin` blocks the thread, and `both` promises that this body does not"
    }

    files_passed_on(call("let text = Some(&request).map(fs::read_to_string); self.get_response.call(request)")) {
        "fs::read_to_string" => "`fs::read_to_string` blocks the thread, and `both` promises that this body does not"
    }

    block_on(call("futures::executor::block_on(prepare()); self.get_response.call(request)")) {
        "futures::executor::block_on" => "`futures::executor::block_on` blocks the thread, and `both` promises that this body does not"
    }

    block_on_of_a_handle(call("self.runtime.block_on(prepare()); self.get_response.call(request)")) {
        "block_on" => "`block_on` blocks the thread, and `both` promises that this body does not"
    }

    blocking_of_tokio(call("let guard = self.lock.blocking_lock(); drop(guard); self.get_response.call(request)")) {
        "blocking_lock" => "`blocking_lock` blocks the thread, and `both` promises that this body does not"
    }

    blocking_client(call("reqwest::blocking::get(URL)?; self.get_response.call(request)")) {
        "reqwest::blocking::get" => "`reqwest::blocking::get` blocks the thread, and `both` promises that this body does not"
    }

    unknown_expression(call("let answer = try { self.get_response.call(request)? }; answer")) {
        "try { self.get_response.call(request)? }" => "this expression may not mean the same in async code"
    }

    helper_of_another_handler(methods(
        "fn call(&self, request: Request) -> Response { self.get_response.call(self.or(request)) }
        fn or(&self, request: Request) -> Request { self.fallback.call(request) }"
    )) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    name_of_the_twin_is_taken(methods(
        "fn call(&self, request: Request) -> Response { self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }
        fn ask_async(&self) {}"
    )) {
        "ask_async" => "`both` needs the name `ask_async` for the twin of `ask`"
    }

    self_passed_on(call("outside(self, request)")) {
        "self" => "`self` is passed to code that may call the next handler"
    }

    helper_by_the_name_of_the_type(methods(
        "fn call(&self, request: Request) -> Response { Case::<G>::ask(self, request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed to code that may call the next handler"
    }

    helper_of_a_dereferenced_self(methods(
        "fn call(&self, request: Request) -> Response { (*self).ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed to code that may call the next handler"
    }

    handler_in_a_list(call("self.routes[0].call(self.get_response.call(request))")) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    handler_that_is_given(call("self.get_response().call(request)")) {
        "call" => "`both` cannot follow this `call`, which may call the next handler"
    }

    entered_span(call("let _entered = self.span.enter(); self.get_response.call(request)")) {
        "enter" => "the guard of `enter` applies to the thread, which runs other tasks while this one waits"
    }

    thread_local_across_the_call(call("WHO.set(1); self.get_response.call(request); WHO.get()")) {
        "WHO" => "`WHO` is set for the thread, which runs other tasks while this one waits"
    }

    /// One for each that is set, at the first call after it.
    thread_locals_across_the_call(call(
        "let old = crate::WHO.replace(Some(1));
        if self.ready { DEPTH.with(|depth| depth.set(depth.get() + 1)); }
        STACK.with_borrow_mut(|stack| stack.push(1));
        let last = LAST.take();
        self.get_response.call(request)"
    )) {
        "crate::WHO" => "`crate::WHO` is set for the thread, which runs other tasks while this one waits"
        "DEPTH" => "`DEPTH` is set for the thread, which runs other tasks while this one waits"
        "STACK" => "`STACK` is set for the thread, which runs other tasks while this one waits"
        "LAST" => "`LAST` is set for the thread, which runs other tasks while this one waits"
    }

    thread_local_around_the_call(call("WHO.with(|who| { who.set(1); self.get_response.call(request) })")) {
        "WHO" => "`WHO` is set for the thread, which runs other tasks while this one waits"
    }

    scoped_thread_local(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { crate::WHO.set(&1, || next.call(request)) }"
    )) {
        "crate::WHO" => "`crate::WHO` is set for the thread, which runs other tasks while this one waits"
    }

    /// It is set when the next round calls.
    thread_local_in_a_loop(call("for _ in 0..2 { self.get_response.call(request.clone()); TRIES.set(1); } Ok(request)")) {
        "TRIES" => "`TRIES` is set for the thread, which runs other tasks while this one waits"
    }

    thread_local_at_a_call_of_a_helper(methods(
        "fn call(&self, request: Request) -> Response { WHO.set(1); self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "WHO" => "`WHO` is set for the thread, which runs other tasks while this one waits"
    }

    instrumented_before(call("let __tracing_attr_guard = span; self.get_response.call(request)")) {
        "__tracing_attr_guard" => "`#[tracing::instrument]` has already run, and its span would stay entered while other tasks run"
    }

    /// One for each place, in the order of the source.
    several(call(
        "let next = &self.get_response;
        std::thread::sleep(self.pause);
        let all = requests.map(|r| self.get_response.call(r));
        ensure!(self.get_response.call(request).is_ok());
        next.call(request)"
    )) {
        "self.get_response" => "`both` cannot follow this use of `self.get_response`"
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
        "ensure" => "`both` cannot see inside `ensure!`"
    }

    in_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { retry(|| next.call(request.clone())) }"
    )) {
        "call" => "`both` cannot translate this `call`, because a closure cannot await it"
    }

    bound_anew_in_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { let next = next.clone(); next.call(request) }"
    )) {
        "next" => "`next` is rebound here, so `both` cannot follow its calls"
        "next" => "`both` cannot follow this use of `next`"
    }

    pair_with_other_arguments(methods(
        "fn call(&self, request: Request) -> Response { self.wait(1); self.get_response.call(request) }
        fn wait(&self, time: u32) {}
        async fn wait_async(&self, time: u64) {}"
    )) {
        "wait_async" => "`wait` and `wait_async` take different arguments: `(&self, u32)` and `(&self, u64)`"
    }

    pair_with_another_response(methods(
        "fn call(&self, request: Request) -> Response { self.get_response.call(self.load()) }
        fn load(&self) -> Request { std::fs::read_to_string(PATH).unwrap() }
        async fn load_async(&self) -> Result<Request, Error> { read(PATH).await }"
    )) {
        "load_async" => "`load` and `load_async` return different types: `Request` and `Result<Request, Error>`"
    }

    pair_with_other_parameters(methods(
        "fn call(&self, request: Request) -> Response { self.get_response.call(self.load(PATH)) }
        fn load<P: AsRef<Path>>(&self, path: P) -> Request { read(path) }
        async fn load_async<Path>(&self, path: Path) -> Request { read(path).await }"
    )) {
        "load_async" => "`load` and `load_async` have different parameters: `<P>` and `<Path>`"
    }

    pair_in_a_closure(methods(
        "fn call(&self, request: Request) -> Response { retry(|| self.wait()); self.get_response.call(request) }
        fn wait(&self) {}
        async fn wait_async(&self) {}"
    )) {
        "wait" => "`both` cannot translate this `wait`, because a closure cannot await it"
    }

    pair_in_an_unknown_macro(methods(
        "fn call(&self, request: Request) -> Response { ensure!(self.wait()); self.get_response.call(request) }
        fn wait(&self) -> bool { true }
        async fn wait_async(&self) -> bool { true }"
    )) {
        "ensure" => "`both` cannot see inside `ensure!`"
    }

    pair_passed_on(methods(
        "fn call(&self, request: Request) -> Response { self.get_response.call(Some(request).map(Self::load).unwrap()) }
        fn load(request: Request) -> Request { request }
        async fn load_async(request: Request) -> Request { request }"
    )) {
        "load" => "`load` becomes an `async fn`, and cannot be passed as a value"
    }

    /// The sync one may be in another impl, which the macro does not see.
    pair_of_which_one_is_elsewhere(methods(
        "fn call(&self, request: Request) -> Response { println!(\"{}\", self.load()); self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.wait(); self.get_response.call(request) }
        async fn wait_async(&self) {}
        fn load_async(&self) -> impl Future<Output = u32> + Send { ready(1) }
        async fn other_async(&self) {}"
    )) {
        "wait_async" => "`wait_async` is in this impl and `wait` is not, so `both` does not know them as a pair"
        "load_async" => "`load_async` is in this impl and `load` is not, so `both` does not know them as a pair"
    }

    pair_of_another_name_of_self(methods(
        "fn call(&self, request: Request) -> Response { Self::pause(self); self.get_response.call(request) }
        fn pause(this: &Self) { this.wait(); this.get_response.call(again); }
        fn wait(&self) {}
        async fn wait_async(&self) {}"
    )) {
        "wait" => "`both` cannot tell whether this `wait` is the method of this impl"
        "this.get_response" => "`both` cannot follow this use of `this.get_response`"
    }

    sleep_in_a_helper(methods(
        "fn call(&self, request: Request) -> Response { self.wait(); self.get_response.call(request) }
        fn wait(&self) { std::thread::sleep(self.pause) }"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    /// By their paths, from a helper that is translated, and from one that is not. Each is reported once.
    blocking_helpers(methods(
        "fn call(&self, request: Request) -> Response { self.ask(request.map(Self::read)) }
        fn ask(&self, request: Request) -> Response { self.log(); self.get_response.call(request) }
        fn log(&self) { self.log_to(PATH); self.log_to(OTHER) }
        fn log_to(&self, path: &Path) { fs::write(path, TEXT); self.log() }
        fn read(path: &Path) -> Request { self.runtime.block_on(read(path)) }"
    )) {
        "fs::write" => "`fs::write` blocks the thread, and `both` promises that this body does not"
        "block_on" => "`block_on` blocks the thread, and `both` promises that this body does not"
    }

    blocking_in_the_arguments_of_macros(call(
        "assert_eq!(std::thread::sleep(self.pause), ());
        let text = format!(\"{:?}\", (thread::sleep(self.pause), std::fs::read_to_string(PATH).is_ok()));
        log!(target: \"x\"; \"{}\", std::fs::read(PATH), self.lock.blocking_lock().len());
        self.get_response.call(request)"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
        "thread::sleep" => "`thread::sleep` blocks the thread, and `both` promises that this body does not"
        "std::fs::read_to_string" => "`std::fs::read_to_string` blocks the thread, and `both` promises that this body does not"
        "std::fs::read" => "`std::fs::read` blocks the thread, and `both` promises that this body does not"
        "blocking_lock" => "`blocking_lock` blocks the thread, and `both` promises that this body does not"
    }

    sleep_of_a_field(call("self.clock.sleep(); self.get_response.call(request)")) {
        "sleep" => "`sleep` blocks the thread, and `both` promises that this body does not"
    }

    blocking_beside_the_call_in_a_macro(call(
        "assert!(self.get_response.call(request).is_ok(), \"{}\", std::fs::read_to_string(PATH).is_ok()); Ok(request)"
    )) {
        "std::fs::read_to_string" => "`std::fs::read_to_string` blocks the thread, and `both` promises that this body does not"
    }

    blocking_in_a_nested_function_of_another(call(
        "fn outer() { fn inner() { std::thread::sleep(PAUSE) } inner() }
        log!(\"{}\", outer());
        self.get_response.call(request)"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    blocking_in_a_nested_function(call(
        "fn wait(time: Duration) { std::thread::sleep(time) }
        wait(self.pause);
        self.get_response.call(request)"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    blocking_in_a_nested_function_of_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { println!(\"{}\", wait()); fn wait() { std::thread::sleep(PAUSE) } next.call(request) }"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    blocking_in_a_nested_function_of_a_helper(methods(
        "fn call(&self, request: Request) -> Response { self.wait(); self.get_response.call(request) }
        fn wait(&self) { fn all() { std::thread::sleep(PAUSE) } all() }"
    )) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` promises that this body does not"
    }

    guard_across_the_call(call("let mut count = self.count.lock().unwrap(); *count += 1; self.get_response.call(request)")) {
        "count" => "`count` is held while the next handler runs, which async code cannot do"
    }

    guards_across_an_inner_call(call(
        "let _all = self.all.lock();
        if self.ready { let names = self.names.read().expect(\"fine\"); return self.get_response.call(names.of(request)); }
        self.get_response.call(request)"
    )) {
        "_all" => "`_all` is held while the next handler runs, which async code cannot do"
        "names" => "`names` is held while the next handler runs, which async code cannot do"
    }

    guard_that_is_used_and_dropped(call(
        "let mut count = self.count.lock().unwrap(); *count += 1; drop(count); self.get_response.call(request)"
    )) {
        "count" => "`count` is held while the next handler runs, which async code cannot do"
    }

    guard_in_a_match(call("match *self.count.lock().unwrap() { 0 => request, _ => self.get_response.call(request) }")) {
        "lock" => "the guard of this `lock` is held while the next handler runs, which async code cannot do"
    }

    guard_in_an_if_let(call(
        "if let Some(name) = self.names.read().unwrap().get(0) { return self.get_response.call(name.of(request)); } request"
    )) {
        "read" => "the guard of this `read` is held while the next handler runs, which async code cannot do"
    }

    rc_that_is_used_after_the_call(call(
        "let name = Rc::new(request.clone()); let response = self.get_response.call(request); format!(\"{name}: {response}\")"
    )) {
        "name" => "`name` is an `Rc`, which async code cannot hold while the next handler runs"
    }

    guard_at_a_call_of_a_helper(methods(
        "fn call(&self, request: Request) -> Response { let names = self.names.write().unwrap(); self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "names" => "`names` is held while the next handler runs, which async code cannot do"
    }
}
