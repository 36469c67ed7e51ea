//! What is refused from `call` to `acall`.

use super::{Source::Function, call, methods};

refused! {
    alias(call("let next = &self.get_response; next.call(request)")) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    alias_of_self(call("let this = self; this.get_response.call(request)")) {
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    helper_of_an_alias_of_self(methods(
        "fn call(&self, request: Request) -> Response { let this = self; this.ask((&self).ask(request)?) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed on, and what gets it may call inwards"
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    further_handler(call("self.get_response.call(request).or_else(|_| self.fallback.call(again))")) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    further_handler_by_another_name(call("let next = &self.fallback; next.call(request)")) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    further_handler_of_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>, other: &GetResponse<F>) -> Response { next.call(request.clone()).or(other.call(request)) }"
    )) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    passed_on(call("outside(&self.get_response, request)")) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    returned(methods(
        "fn next(&self) -> &GetResponse<G> { &self.get_response }
        fn call(&self, request: Request) -> Response { self.next().call(request) }"
    )) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    cloned(call("self.get_response.clone().call(request)")) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    called_by_its_path(call("GetResponse::call(&self.get_response, request)")) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    destructured(call("let Self { get_response, .. } = self; get_response.call(request)")) {
        "get_response" => "`get_response` is bound anew, and calls of it are not seen"
    }

    destructured_by_another_name(call("let Self { get_response: next, .. } = self; next.call(request)")) {
        "get_response: next" => "`get_response` is bound anew, and calls of it are not seen"
    }

    bound_in_a_match(call("match self { Case { get_response, log: _ } => get_response.call(request) }")) {
        "get_response" => "`get_response` is bound anew, and calls of it are not seen"
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    mapped(call("Some(request).map(|r| self.get_response.call(r)).unwrap()")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    and_then(call("check(&request).and_then(|()| self.get_response.call(request))")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    iterated(call("[1, 2].iter().map(|n| self.get_response.call(request + n)).last().unwrap()")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    kept_closure(call("let ask = |r| self.get_response.call(r); ask(request)")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    immediate_closure_with_an_argument(call("(|r| self.get_response.call(r))(request)")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    typed_immediate_closure(call("(|| -> Response { self.get_response.call(request) })()")) {
        "Response" => "this closure names its type, which an `async` block cannot"
    }

    closure_in_an_immediate_closure(call("(|| ok().and_then(|()| self.get_response.call(request)))()")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    async_closure(call("let ask = async || self.get_response.call(request); run(ask)")) {
        "call" => "`call` is called in a future of its own"
    }

    async_block(call("run(async { self.get_response.call(request) })")) {
        "call" => "`call` is called in a future of its own"
    }

    unknown_macro(call("try_it!(self.get_response.call(request))")) {
        "try_it" => "what `try_it!` makes of its arguments is not known"
    }

    std_macro_of_another_crate(call("log::format!(\"{}\", self.get_response.call(request))")) {
        "log::format" => "what `format!` makes of its arguments is not known"
    }

    macro_with_other_syntax(call("vec![for x in self.get_response.call(request)]")) {
        "vec" => "what `vec!` makes of its arguments is not known"
    }

    guard_in_matches(call(
        "Ok(matches!(request, r if self.get_response.call(r.clone()).is_ok()).to_string())"
    )) {
        "matches" => "what `matches!` makes of its arguments is not known"
    }

    macro_of_its_own(call(
        "macro_rules! ask { ($r:expr) => { self.get_response.call($r) } } ask!(request)"
    )) {
        "ask" => "`ask!` is expanded later, and calls in it are not seen"
    }

    helper_in_a_closure(methods(
        "fn call(&self, request: Request) -> Response { retry(|| self.ask(&request)) }
        fn ask(&self, request: &str) -> Response { self.get_response.call(request.to_owned()) }"
    )) {
        "ask" => "`ask` is called in a closure, which cannot await"
    }

    helper_passed_on(methods(
        "fn call(&self, request: Request) -> Response { retry(Self::ask, self, request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "ask" => "`ask` is passed on, and it becomes an `async fn`"
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    helper_with_a_mistake(methods(
        "fn call(&self, request: Request) -> Response { self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.log(); run(&self.get_response, request) }"
    )) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
    }

    helper_in_an_unknown_macro(methods(
        "fn call(&self, request: Request) -> Response { ensure!(self.ask(request)) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "ensure" => "what `ensure!` makes of its arguments is not known"
    }

    async_helper(methods(
        "fn call(&self, request: Request) -> Response { run(self.ask(request)) }
        async fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "async" => "`ask` is async already, and sync code calls it"
    }

    thread(call("std::thread::scope(|s| s.spawn(|| self.get_response.call(request)).join())")) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    select(call("crossbeam::select! { recv(stopped) -> _ => stop(), default => self.get_response.call(request) }")) {
        "crossbeam::select" => "what `select!` makes of its arguments is not known"
    }

    recursion(call("if request.is_empty() { self.get_response.call(request) } else { self.call(request) }")) {
        "call" => "`call` calls itself, which an `async fn` cannot"
    }

    recursion_of_helpers(methods(
        "fn call(&self, request: Request) -> Response { self.even(request) }
        fn even(&self, request: Request) -> Response { self.odd(request) }
        fn odd(&self, request: Request) -> Response { self.even(self.get_response.call(request)?) }"
    )) {
        "even" => "`even` calls itself, which an `async fn` cannot"
        "odd" => "`odd` calls itself, which an `async fn` cannot"
    }

    sleep(call("std::thread::sleep(self.pause); self.get_response.call(request)")) {
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` says that this body does not"
    }

    sleep_by_a_short_path(call("thread::sleep(self.pause); self.get_response.call(request)")) {
        "thread::sleep" => "`thread::sleep` blocks the thread, and `both` says that this body does not"
    }

    files(call("std::fs::read(&request)?; ::std::fs::File::open(&request)?; io::stdin(); self.get_response.call(request)")) {
        "std::fs::read" => "`std::fs::read` blocks the thread, and `both` says that this body does not"
        "::std::fs::File::open" => "`std::fs::File::open` blocks the thread, and `both` says that this body does not"
        "io::stdin" => "`io::stdin` blocks the thread, and `both` says that this body does not"
    }

    files_passed_on(call("let text = Some(&request).map(fs::read_to_string); self.get_response.call(request)")) {
        "fs::read_to_string" => "`fs::read_to_string` blocks the thread, and `both` says that this body does not"
    }

    block_on(call("futures::executor::block_on(prepare()); self.get_response.call(request)")) {
        "futures::executor::block_on" => "`futures::executor::block_on` blocks the thread, and `both` says that this body does not"
    }

    block_on_of_a_handle(call("self.runtime.block_on(prepare()); self.get_response.call(request)")) {
        "block_on" => "`block_on` blocks the thread, and `both` says that this body does not"
    }

    blocking_of_tokio(call("let guard = self.lock.blocking_lock(); drop(guard); self.get_response.call(request)")) {
        "blocking_lock" => "`blocking_lock` blocks the thread, and `both` says that this body does not"
    }

    blocking_client(call("reqwest::blocking::get(URL)?; self.get_response.call(request)")) {
        "reqwest::blocking::get" => "`reqwest::blocking::get` blocks the thread, and `both` says that this body does not"
    }

    unknown_expression(call("let answer = try { self.get_response.call(request)? }; answer")) {
        "try { self.get_response.call(request)? }" => "this expression is not known to mean the same in async code"
    }

    helper_of_another_handler(methods(
        "fn call(&self, request: Request) -> Response { self.get_response.call(self.or(request)) }
        fn or(&self, request: Request) -> Request { self.fallback.call(request) }"
    )) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    name_of_the_twin_is_taken(methods(
        "fn call(&self, request: Request) -> Response { self.ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }
        fn ask_async(&self) {}"
    )) {
        "ask_async" => "`ask_async` is the name that `both` gives the twin of `ask`"
    }

    self_passed_on(call("outside(self, request)")) {
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    helper_by_the_name_of_the_type(methods(
        "fn call(&self, request: Request) -> Response { Case::<G>::ask(self, request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    helper_of_a_dereferenced_self(methods(
        "fn call(&self, request: Request) -> Response { (*self).ask(request) }
        fn ask(&self, request: Request) -> Response { self.get_response.call(request) }"
    )) {
        "self" => "`self` is passed on, and what gets it may call inwards"
    }

    handler_in_a_list(call("self.routes[0].call(self.get_response.call(request))")) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    handler_that_is_given(call("self.get_response().call(request)")) {
        "call" => "this `call` may call inwards too, by a way that is not followed"
    }

    entered_span(call("let _entered = self.span.enter(); self.get_response.call(request)")) {
        "enter" => "what `enter` gives holds for the thread, where other tasks run while this one waits"
    }

    instrumented_before(call("let __tracing_attr_guard = span; self.get_response.call(request)")) {
        "__tracing_attr_guard" => "`#[tracing::instrument]` has run before, and its span would stay entered while other tasks run"
    }

    /// One for each place, in the order of the source.
    several(call(
        "let next = &self.get_response;
        std::thread::sleep(self.pause);
        let all = requests.map(|r| self.get_response.call(r));
        ensure!(self.get_response.call(request).is_ok());
        next.call(request)"
    )) {
        "self.get_response" => "`self.get_response` is used other than by `self.get_response.call(..)`"
        "std::thread::sleep" => "`std::thread::sleep` blocks the thread, and `both` says that this body does not"
        "call" => "`call` is called in a closure, which cannot await"
        "ensure" => "what `ensure!` makes of its arguments is not known"
    }

    in_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { retry(|| next.call(request.clone())) }"
    )) {
        "call" => "`call` is called in a closure, which cannot await"
    }

    bound_anew_in_a_function(Function(
        "fn case<G>(request: Request, next: &GetResponse<G>) -> Response { let next = next.clone(); next.call(request) }"
    )) {
        "next" => "`next` is bound anew, and calls of it are not seen"
        "next" => "`next` is used other than by `next.call(..)`"
    }
}
