mod both_in_a_future {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let later = async { self.get_response.call(request) };
//~                                               ^^^^ `both` cannot translate a call of `call` in another future
//~                                                    = help: call it directly in the body
//~                                                    = help: or write `acall` yourself
//~                                                    = help: or remove `both`: async callers then run this layer on the thread pool
            drop(later);
            String::new()
        }
    }
}

mod both_in_an_adapter {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: Option<String>) -> Option<String> {
            request.and_then(|request| self.get_response.call(Some(request)))
//~                                                      ^^^^ `both` cannot translate this `call`, because a closure cannot await it
//~                                                           = help: write a loop or a `match` instead of the closure
//~                                                           = help: or write `acall` yourself
//~                                                           = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_in_an_unknown_macro {
    macro_rules! log {
        ($value:expr) => {
            $value
        };
    }

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            log!(self.get_response.call(request))
//~         ^^^ `both` cannot see inside `log!`
//~             = help: move the call into a `let` before it, and pass the result to the macro
//~             = help: or write `acall` yourself
//~             = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_mistake_is_reported_once {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let next = &self.get_response;
//~                     ^^^^^^^^^^^^^^^^^ `both` cannot follow this use of `self.get_response`
//~                                       = help: call it directly: `self.get_response.call(request)`, here or in a method of this impl
//~                                       = help: or write `acall` yourself
//~                                       = help: or remove `both`: async callers then run this layer on the thread pool
            next.call(request)
        }
    }
}

mod both_passed_on {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            twice(&self.get_response, request)
//~                ^^^^^^^^^^^^^^^^^ `both` cannot follow this use of `self.get_response`
//~                                  = help: call it directly: `self.get_response.call(request)`, here or in a method of this impl
//~                                  = help: or write `acall` yourself
//~                                  = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }

    fn twice<H: Call<String, Response = String>>(next: &GetResponse<H>, request: String) -> String {
        next.call(request.clone()) + &next.call(request)
    }
}

mod both_with_a_helper_passed_on {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: Vec<u32>) -> u32 {
            request.iter().map(|number| (number, self)).map(Self::ask).sum()
//~                                              ^^^^ `self` is passed to code that may call the next handler
//~                                                   = help: pass only the fields that it needs, or write a method of this impl
//~                                                   = help: or write `acall` yourself
//~                                                   = help: or remove `both`: async callers then run this layer on the thread pool
//~                                                               ^^^ `ask` becomes an `async fn`, and cannot be passed as a value
//~                                                                   = help: call it directly: `self.ask(..)`
//~                                                                   = help: or write `acall` yourself
//~                                                                   = help: or remove `both`: async callers then run this layer on the thread pool
        }

        fn ask((number, this): (&u32, &Self)) -> u32 {
            this.get_response.call(vec![*number])
        }
    }
}

mod both_with_a_name_bound_anew {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let Self { get_response } = self;
//~                    ^^^^^^^^^^^^ `get_response` is rebound here, so `both` cannot follow its calls
//~                                 = help: call `self.get_response.call(..)`
//~                                 = help: or write `acall` yourself
//~                                 = help: or remove `both`: async callers then run this layer on the thread pool
            get_response.call(request)
        }
    }
}

mod both_with_a_sleep {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            std::thread::sleep(std::time::Duration::from_millis(1));
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` promises that this body does not
//~                            = help: move it into a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                            = help: or write `acall` yourself
//~                            = help: or remove `both`: async callers then run this layer on the thread pool
            self.get_response.call(request)
        }
    }
}

mod both_with_a_thread_local {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            CURRENT_USER.set(Some(request.clone()));
//~         ^^^^^^^^^^^^ `CURRENT_USER` is set for the thread, which runs other tasks while this one waits
//~                      = help: pass the value in the request
//~                      = help: or write `acall` yourself
//~                      = help: or remove `both`: async callers then run this layer on the thread pool
            let response = self.get_response.call(request);
            CURRENT_USER.set(None);
            response
        }
    }
}

mod both_with_an_alias {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let next = &self.get_response;
//~                     ^^^^^^^^^^^^^^^^^ `both` cannot follow this use of `self.get_response`
//~                                       = help: call it directly: `self.get_response.call(request)`, here or in a method of this impl
//~                                       = help: or write `acall` yourself
//~                                       = help: or remove `both`: async callers then run this layer on the thread pool
            next.call(request)
        }
    }
}

mod both_with_an_async_helper {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            drop(self.ask(request.clone()));
            self.get_response.call(request)
        }

        async fn ask(&self, request: String) -> String {
//~     ^^^^^ `ask` is already async, but sync code calls it
//~           = help: write `acall` yourself
//~           = help: or remove `both`: async callers then run this layer on the thread pool
            self.get_response.acall(request).await
        }
    }
}

mod both_with_recursion {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.retry(request, 3)
        }

        fn retry(&self, request: String, times: u32) -> String {
//~        ^^^^^ `retry` calls itself, which an `async fn` cannot do
//~              = help: write a loop
//~              = help: or write `acall` yourself
//~              = help: or remove `both`: async callers then run this layer on the thread pool
            let response = self.get_response.call(request.clone());
            if response.is_empty() && times > 0 { self.retry(request, times - 1) } else { response }
        }
    }
}

mod both_with_several_mistakes {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: Option<String>) -> Option<String> {
            std::thread::sleep(std::time::Duration::from_millis(1));
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` promises that this body does not
//~                            = help: move it into a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                            = help: or write `acall` yourself
//~                            = help: or remove `both`: async callers then run this layer on the thread pool
            let next = &self.get_response;
//~                     ^^^^^^^^^^^^^^^^^ `both` cannot follow this use of `self.get_response`
//~                                       = help: call it directly: `self.get_response.call(request)`, here or in a method of this impl
//~                                       = help: or write `acall` yourself
//~                                       = help: or remove `both`: async callers then run this layer on the thread pool
            next.call(None);
            request.and_then(|request| self.get_response.call(Some(request)))
//~                                                      ^^^^ `both` cannot translate this `call`, because a closure cannot await it
//~                                                           = help: write a loop or a `match` instead of the closure
//~                                                           = help: or write `acall` yourself
//~                                                           = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_with_a_sleep_in_a_helper {
    #[middleware]
    struct Retry<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Retry<G> {
        fn call(&self, request: String) -> String {
            self.wait();
            self.get_response.call(request)
        }

        fn wait(&self) {
            std::thread::sleep(std::time::Duration::from_millis(1));
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` promises that this body does not
//~                            = help: move it into a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                            = help: or write `acall` yourself
//~                            = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_with_a_pair_that_differs {
    #[middleware]
    struct Retry<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Retry<G> {
        fn call(&self, request: String) -> String {
            self.wait(Duration::from_secs(1));
            self.get_response.call(request)
        }

        fn wait(&self, time: Duration) {
            std::thread::sleep(time);
        }

        async fn wait_async(&self, time: Option<Duration>) {
//~              ^^^^^^^^^^ `wait` and `wait_async` take different arguments: `(&self, Duration)` and `(&self, Option<Duration>)`
//~                         = help: write the same arguments in both, because `both` replaces a call of one by a call of the other
//~                         = help: or give one of them another name
            tokio::time::sleep(time.unwrap_or_default()).await;
        }
    }
}

mod both_with_a_pair_that_returns_something_else {
    #[middleware]
    struct Read<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Read<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(self.load())
        }

        fn load(&self) -> Vec<u8> {
            Vec::new()
        }

        fn load_async(&self) -> impl Future<Output = Option<String>> + Send {
//~        ^^^^^^^^^^ `load` and `load_async` return different types: `Vec<u8>` and `Option<String>`
//~                   = help: write the same type in both, because `both` replaces a call of one by a call of the other
//~                   = help: or give one of them another name
            std::future::ready(None)
        }
    }
}

mod both_with_a_primitive_of_something_else {
    #[middleware]
    struct Read<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Read<G> {
        fn call(&self, request: String) -> String {
            let clock = self.clock();
            clock.wait();
//~               ^^^^ `both` cannot tell whether this `wait` is the method of this impl
//~                    = help: if it is, call it by `self.wait(..)`; if not, give the method another name
//~                    = help: or write `acall` yourself
//~                    = help: or remove `both`: async callers then run this layer on the thread pool
            self.wait();
            self.get_response.call(request)
        }

        fn wait(&self) {}

        async fn wait_async(&self) {}
    }
}

mod both_with_a_further_handler_that_is_not_named {
    #[middleware(both)]
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> Option<u32> {
            match self.get_response.call(request) {
                None => self.fallback.call(request),
//~                                   ^^^^ `both` cannot follow this `call`, which may call the next handler
//~                                        = help: call the next handler with `self.get_response.call(..)`, or with a method of this impl: `self.method(..)`
//~                                        = help: or, if `fallback` is a further `GetResponse`, name it: `#[middleware(both, calls = fallback)]`
//~                                        = help: or write `acall` yourself
//~                                        = help: or remove `both`: async callers then run this layer on the thread pool
                found => found,
            }
        }
    }
}

mod both_with_a_further_handler_in_a_closure {
    #[middleware(both)]
    impl<G, F: Handler<u32, Response = Option<u32>>> Fallback<G, F> {
        fn call(&self, request: u32) -> Option<u32> {
            self.get_response.call(request).or_else(|| self.fallback.call(request))
//~                                                                  ^^^^ `both` cannot translate this `call`, because a closure cannot await it
//~                                                                       = help: write a loop or a `match` instead of the closure
//~                                                                       = help: or write `acall` yourself
//~                                                                       = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_with_a_further_handler_in_an_unknown_macro {
    #[middleware(both, calls = fallback)]
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> Option<u32> {
            self.get_response.call(request)?;
            log!(self.fallback.call(request))
//~         ^^^ `both` cannot see inside `log!`
//~             = help: move the call into a `let` before it, and pass the result to the macro
//~             = help: or write `acall` yourself
//~             = help: or remove `both`: async callers then run this layer on the thread pool
        }
    }
}

mod both_with_a_guard_across_the_call {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        count: Mutex<u32>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let mut count = self.count.lock().unwrap();
//~                 ^^^^^ `count` is held while the next handler runs, which async code cannot do
//~                       = help: put the code that uses `count` in a block of its own, before the call: `drop(count)` is not enough
//~                       = help: or write `acall` yourself
//~                       = help: or remove `both`: async callers then run this layer on the thread pool
            *count += 1;
            self.get_response.call(request)
        }
    }
}

mod both_with_a_guard_in_a_function {
    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>, names: &RwLock<Names>) -> String {
        let names = names.read().unwrap_or_else(PoisonError::into_inner);
//~         ^^^^^ `names` is held while the next handler runs, which async code cannot do
//~               = help: put the code that uses `names` in a block of its own, before the call: `drop(names)` is not enough
//~               = help: or write a struct with both halves
//~               = help: or remove `both`: async callers then run this layer on the thread pool
        get_response.call(names.of(&request))
    }
}
