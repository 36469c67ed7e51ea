mod both_awaited_later {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let response = self.get_response.acall(request);
//~                                          ^^^^^ the future of `acall` is not awaited on the spot
//~                                                = help: await it where it is made: `.acall(..).await`; sync code runs it at once; or write `call` by hand, or drop `both` and take the bridge
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
//~                     ^^^^^ an async closure has no sync form
//~                           = help: write its body where it is called; or write `call` by hand, or drop `both` and take the bridge
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
//~         ^^^ what `log!` makes of its arguments is not known
//~             = help: bind what is awaited with `let` first, and give the macro the result; or write `call` by hand, or drop `both` and take the bridge
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
//~                                                                 ^^^^^ sync code cannot await this
//~                                                                       = help: only `self.get_response.acall(..)`, an `async fn` of this impl and an `async` block are awaited in both modes; or write `call` by hand, or drop `both` and take the bridge
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
//~                     ^^^^^^^^^^^^^^^^^ `self.get_response` is used other than by `self.get_response.acall(..).await`
//~                                       = help: call it on the spot: `self.get_response.acall(request).await`; or write `call` by hand, or drop `both` and take the bridge
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
//~                     ^^^^^ this future is not awaited on the spot
//~                           = help: write `async { .. }.await`, or await what it does in its place; or write `call` by hand, or drop `both` and take the bridge
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
//~                   ^^^^^ an async closure has no sync form
//~                         = help: write its body where it is called; or write `call` by hand, or drop `both` and take the bridge
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
//~             ^^^^^^^^^^^^^ `join!` waits for several futures at once, which sync code cannot
//~                           = help: await one after the other; or write `call` by hand, or drop `both` and take the bridge
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
//~                                       ^^^^^ the future of `acall` is not awaited on the spot
//~                                             = help: await it where it is made: `.acall(..).await`; sync code runs it at once; or write `call` by hand, or drop `both` and take the bridge
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                                 ^^^^^ sync code cannot await this
//~                                                                       = help: only `self.get_response.acall(..)`, an `async fn` of this impl and an `async` block are awaited in both modes; or write `call` by hand, or drop `both` and take the bridge
            tokio::spawn(async { println!("noted") });
//~                ^^^^^ a task that is spawned needs a runtime, which sync code may not have
//~                      = help: write `call` by hand, or drop `both` and take the bridge
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
//~                ^^^^^ a task that is spawned needs a runtime, which sync code may not have
//~                      = help: write `call` by hand, or drop `both` and take the bridge
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
//~              ^^^^ `next` is not known as the `get_response`
//~                   = help: if it is that, name it on the impl: `get_response = next`; or write `call` by hand, or drop `both` and take the bridge
        }
    }
}
