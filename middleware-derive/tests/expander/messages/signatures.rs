mod borrowed_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> &str {
//~                                        ^^^^ the response of `call` borrows from the middleware
//~                                             = help: return an owned value: the response outlives the call
            "borrowed"
        }
    }
}

mod cfg_in_a_cfg_attr {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[cfg_attr(all(), cfg(any()))]
//~     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `call` depends on a `cfg` within a `cfg_attr`
//~                                    = help: write one `cfg` with both conditions: `#[cfg(all(.., ..))]`
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod generic_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call<Req>(&self, request: Req) -> String {
//~             ^^^ `call` has generic parameters of its own
//~                 = help: move them to the impl, where both halves share them: `impl<G, Req> ..`
            self.get_response.call(request)
        }
    }
}

mod generic_half_with_a_where_clause {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn acall<C>(&self, command: C) -> Reply<C>
//~                    ^ `acall` has generic parameters of its own
//~                      = help: move them to the impl, where both halves share them: `impl<G, C> .. where ..`
        where
            C: Command,
            G: Handler<InTx<C>, Response = Reply<C>>,
        {
            self.get_response.acall(InTx { command }).await
        }
    }
}

mod mut_self {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&mut self, request: String) -> String {
//~              ^^^ `call` cannot take `&mut self`: all requests share the middleware
//~                  = help: take `&self`, and keep mutable state in a `Mutex` or an atomic
            self.get_response.call(request)
        }
    }
}

mod no_request {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self) -> String {
//~        ^^^^ `call` takes no request
//~             = help: write `fn call(&self, request: Request) -> Response`
            String::new()
        }
    }
}

mod no_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) {
//~        ^^^^ `call` returns no response
//~             = help: add a return type, which can be `()`: `fn call(&self, request: Request) -> Response`
            self.get_response.call(request);
        }
    }
}

mod no_response_but_used {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) {
//~        ^^^^ `call` returns no response
//~             = help: add a return type, which can be `()`: `fn call(&self, request: Request) -> Response`
            self.get_response.call(request)
        }
    }
}

mod no_self {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(request: String) -> String {
//~        ^^^^ `call` does not take `&self`
//~             = help: write `fn call(&self, request: Request) -> Response`
            request
        }
    }
}

mod request_without_a_name {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: impl Into<String>) -> String {
//~                             ^^^^^^^^^^^^^^^^^ the request of `call` is an `impl Trait`, which has no name
//~                                               = help: name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`
            self.get_response.call(request.into())
        }
    }
}

mod response_of_a_free_parameter {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G, Answer> Timing<G>
//~         ^^^^^^ neither the request nor `get_response` determines `Answer`
//~                = help: replace `Answer` with a type, or make it a parameter of the struct
    where
        G: Handler<String, Response = u32>,
        Answer: From<u32>,
    {
        fn call(&self, request: String) -> Answer {
            self.get_response.call(request).into()
        }
    }
}

mod response_without_a_name {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> impl Into<String> {
//~                                        ^^^^^^^^^^^^^^^^^ the response of `call` is an `impl Trait`, which has no name
//~                                                          = help: name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`
            self.get_response.call(request)
        }
    }
}

mod self_by_value {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(self, request: String) -> String {
//~             ^^^^ `call` must take `&self`
//~                  = help: write `fn call(&self, request: Request) -> Response`
            self.get_response.call(request)
        }
    }
}

mod two_lifetimes_left_out {
    struct Job<'a>(&'a str);

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, job: &mut Job<'_>) -> usize {
//~                         ^^^^^^^^^^^^ the request of `call` has two elided lifetimes
//~                                      = help: name both on the impl: `impl<'r, 'j, G> ..`, and write `&'r mut Job<'j>`
            job.0.len()
        }
    }
}

mod two_requests {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String, retries: u32) -> String {
//~                                     ^^^^^^^^^^^^ `call` must take one request and nothing else
//~                                                  = help: keep settings in fields of the struct; for several values, use a tuple or a struct as the request
            self.get_response.call(request)
        }
    }
}

mod unsafe_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        unsafe fn call(&self, request: String) -> String {
//~     ^^^^^^ `call` cannot be `unsafe`
//~            = help: write `fn call(&self, request: Request) -> Response`
            self.get_response.call(request)
        }
    }
}

mod where_clause_on_a_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String
        where
//~     ^^^^^ `call` has a where-clause of its own
//~           = help: move it to the impl, where both halves share it
            G: Send,
        {
            self.get_response.call(request)
        }
    }
}
