mod both_awaited_later {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let response = self.get_response.acall(request);
//~                                          ^^^^^ the future of `acall` is not awaited immediately
//~                                                = help: await it where it is created, because sync code runs it at once: `.acall(..).await`
//~                                                = help: or write `call` yourself
//~                                                = help: or remove `both`: sync callers then block on this layer
            println!("asked");
            response.await
        }
    }
}

mod both_in_an_adapter_of_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: Option<String>) -> Option<String> {
            request.map(async |request| self.get_response.acall(Some(request)).await)?.await
//~                     ^^^^^ `both` cannot translate an async closure
//~                           = help: move its body to the call
//~                           = help: or write `call` yourself
//~                           = help: or remove `both`: sync callers then block on this layer
        }
    }
}

mod both_in_an_unknown_macro_of_acall {
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
        async fn acall(&self, request: String) -> String {
            log!(self.get_response.acall(request).await)
//~         ^^^ `both` cannot see inside `log!`
//~             = help: move the await into a `let` before it, and pass the result to the macro
//~             = help: or write `call` yourself
//~             = help: or remove `both`: sync callers then block on this layer
        }
    }
}

mod both_with_a_timer {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                                 ^^^^^ `both` cannot translate this `.await`: the version that it generates is sync
//~                                                                       = help: move it into a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                                                                       = help: or write `call` yourself
//~                                                                       = help: or remove `both`: sync callers then block on this layer
            self.get_response.acall(request).await
        }
    }
}

mod both_with_an_alias_in_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let next = &self.get_response;
//~                     ^^^^^^^^^^^^^^^^^ `both` cannot follow this use of `self.get_response`
//~                                       = help: call it directly: `self.get_response.acall(request).await`, here or in a method of this impl
//~                                       = help: or write `call` yourself
//~                                       = help: or remove `both`: sync callers then block on this layer
            next.acall(request).await
        }
    }
}

mod both_with_an_async_block_kept {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let noted = async { println!("noted") };
//~                     ^^^^^ this future is not awaited immediately
//~                           = help: write `async { .. }.await`, or move its body here
//~                           = help: or write `call` yourself
//~                           = help: or remove `both`: sync callers then block on this layer
            noted.await;
            self.get_response.acall(request).await
        }
    }
}

mod both_with_an_async_closure {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let ask = async |request| self.get_response.acall(request).await;
//~                   ^^^^^ `both` cannot translate an async closure
//~                         = help: move its body to the call
//~                         = help: or write `call` yourself
//~                         = help: or remove `both`: sync callers then block on this layer
            ask(request).await
        }
    }
}

mod both_with_join {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let (one, two) =
                futures::join!(self.get_response.acall(request.clone()), self.get_response.acall(request));
//~             ^^^^^^^^^^^^^ `join!` waits for several futures at once, which sync code cannot do
//~                           = help: await one after the other
//~                           = help: or write `call` yourself
//~                           = help: or remove `both`: sync callers then block on this layer
            one + &two
        }
    }
}

mod both_with_several_mistakes_in_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let first = self.get_response.acall(request.clone());
//~                                       ^^^^^ the future of `acall` is not awaited immediately
//~                                             = help: await it where it is created, because sync code runs it at once: `.acall(..).await`
//~                                             = help: or write `call` yourself
//~                                             = help: or remove `both`: sync callers then block on this layer
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                                 ^^^^^ `both` cannot translate this `.await`: the version that it generates is sync
//~                                                                       = help: move it into a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                                                                       = help: or write `call` yourself
//~                                                                       = help: or remove `both`: sync callers then block on this layer
            tokio::spawn(async { println!("noted") });
//~                ^^^^^ a spawned task needs a runtime, which sync code may not have
//~                      = help: write `call` yourself
//~                      = help: or remove `both`: sync callers then block on this layer
            first.await
        }
    }
}

mod both_with_spawn {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            tokio::spawn(async { println!("noted") });
//~                ^^^^^ a spawned task needs a runtime, which sync code may not have
//~                      = help: write `call` yourself
//~                      = help: or remove `both`: sync callers then block on this layer
            self.get_response.acall(request).await
        }
    }
}

mod get_response_not_named_on_impl {
    #[middleware]
    struct Timing<G> {
        #[middleware(get_response)]
        next: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            self.next.acall(request).await
//~              ^^^^ `both` does not know `next` as the `get_response`
//~                   = help: if it is the next handler, name it on the impl: `get_response = next`
//~                   = help: or, if it is a further `GetResponse`, name it: `#[middleware(both, calls = next)]`
//~                   = help: or write `call` yourself
//~                   = help: or remove `both`: sync callers then block on this layer
        }
    }
}

mod both_with_a_further_handler_awaited_later {
    #[middleware(both, calls = fallback)]
    impl<G> Fallback<G> {
        async fn acall(&self, request: u32) -> Option<u32> {
            let later = self.fallback.acall(request);
//~                                   ^^^^^ the future of `acall` is not awaited immediately
//~                                         = help: await it where it is created, because sync code runs it at once: `.acall(..).await`
//~                                         = help: or write `call` yourself
//~                                         = help: or remove `both`: sync callers then block on this layer
            self.get_response.acall(request).await.or(later.await)
        }
    }
}
