mod async_only_with_call {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(async_only)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
//~        ^^^^ `call` contradicts `async_only`
//~             = help: remove `call`, or remove `async_only`
            self.get_response.call(request)
        }

        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }
}

mod blocking_on_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blocking)]
//~                  ^^^^^^^^ `blocking` is on `call`, which is not a hook
//~                           = help: put it on `process_request`, `process_response` or `process_exception`
//~                           = help: for a half that blocks, write only `call`
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod blocking_on_impl {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(blocking)]
//~              ^^^^^^^^ `blocking` belongs on a hook
//~                       = help: mark the hook that blocks with `#[middleware(blocking)]`
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod both_and_sync_only {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both, sync_only)]
//~                    ^^^^^^^^^ `sync_only` contradicts `both`
//~                              = help: a middleware has one capability: keep one of the two
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod both_on_struct {
    #[middleware(both)]
//~              ^^^^ `both` belongs on the impl
//~                   = help: write `#[middleware(both)]` on the impl, which has the halves
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod both_twice {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both, both)]
//~                    ^^^^ `both` is written twice
//~                         = help: write it once
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod both_with_a_value {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both = yes)]
//~                     ^^^ `both` takes no value
//~                         = help: write `#[middleware(both)]`
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod crate_without_a_path {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(crate)]
//~              ^^^^^ `crate` needs a path
//~                    = help: write the path that re-exports `middleware_core`: `crate = my_framework::middleware`
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod default_on_get_response {
    #[middleware]
    struct Timing<G> {
        #[middleware(default)]
        get_response: GetResponse<G>,
//~     ^^^^^^^^^^^^ `get_response` cannot start from its `Default`
//~                  = help: remove `#[middleware(default)]`: the chain sets this field
    }
}

mod default_on_struct {
    #[middleware(default)]
//~              ^^^^^^^ `default` belongs on a field
//~                      = help: mark the field that starts from its `Default` with `#[middleware(default)]`
    struct Timing<G> {
        get_response: GetResponse<G>,
    }
}

mod get_response_named_on_struct {
    #[middleware(get_response = next)]
//~                             ^^^^ `get_response = ..` belongs on the impl
//~                                  = help: mark the field itself with `#[middleware(get_response)]`
    struct Timing<G> {
        #[middleware(get_response)]
        next: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.next.call(request)
        }
    }
}

mod get_response_without_a_value {
    #[middleware]
    struct Timing<G> {
        #[middleware(get_response)]
        next: GetResponse<G>,
    }

    #[middleware(get_response)]
//~              ^^^^^^^^^^^^ `get_response` needs the name of a field
//~                           = help: name the field that holds the next handler: `get_response = next`
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.next.call(request)
        }
    }
}

mod no_argument_on_field {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        #[middleware]
//~       ^^^^^^^^^^ `#[middleware]` on a field needs an argument
//~                  = help: write `#[middleware(default)]` on a field that starts from its `Default`, or `#[middleware(get_response)]` on a next handler with another name
        count: u32,
    }
}

mod span_on_struct {
    #[middleware(span)]
//~              ^^^^ `span` belongs on the impl
//~                   = help: write `#[middleware(span)]` on the impl, whose methods run in the span
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod span_twice {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(span, both, span)]
//~                          ^^^^ `span` is written twice
//~                               = help: write it once
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod span_with_a_value {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(span = timing)]
//~                     ^^^^^^ `span` takes no value
//~                            = help: write `#[middleware(span)]`: the span has the name of the struct or function
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod sync_only_hooks {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(sync_only)]
//~              ^^^^^^^^^ `sync_only` contradicts the hooks, which generate both halves
//~                        = help: remove `sync_only`, or write `call` instead of the hooks
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) {
            println!("{request}");
        }
    }
}

mod sync_only_with_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(sync_only)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        async fn acall(&self, request: String) -> String {
//~              ^^^^^ `acall` contradicts `sync_only`
//~                    = help: remove `acall`, or remove `sync_only`
            self.get_response.acall(request).await
        }
    }
}

mod two_marked_fields {
    #[middleware]
    struct Fallback<G, F> {
        #[middleware(get_response)]
        next: GetResponse<G>,
        #[middleware(get_response)]
//~                  ^^^^^^^^^^^^ `next` is already marked as the `get_response`
//~                               = help: a middleware has one next handler: keep another handler in a field without this mark
        fallback: GetResponse<F>,
    }
}

mod unknown_argument_on_field {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        #[middleware(skip)]
//~                  ^^^^ `skip` is not an argument of `#[middleware]` on a field
//~                       = help: write `#[middleware(default)]` on a field that starts from its `Default`, or `#[middleware(get_response)]` on a next handler with another name
        count: u32,
    }
}

mod unknown_argument_on_impl {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(fast)]
//~              ^^^^ `fast` is not an argument of `#[middleware]`
//~                   = help: the arguments are `both`, `sync_only`, `async_only`, `span`, `get_response = field`, `calls = field`, `name = ".."`, the ordering rules and `crate = path`
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod unknown_argument_on_method {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        #[middleware(inline)]
//~                  ^^^^^^ `inline` is not an argument of `#[middleware]` on a method
//~                         = help: the only argument is `#[middleware(blocking)]`: async code then runs this hook on the thread pool
        fn helper(&self) {}
    }
}

mod unknown_argument_on_struct {
    #[middleware(fast)]
//~              ^^^^ `fast` is not an argument of `#[middleware]`
//~                   = help: the arguments are `both`, `sync_only`, `async_only`, `span`, `get_response = field`, `calls = field`, `name = ".."`, the ordering rules and `crate = path`
    struct Timing<G> {
        get_response: GetResponse<G>,
    }
}

mod calls_on_struct {
    #[middleware(calls = fallback)]
//~                      ^^^^^^^^ `calls = ..` belongs on the impl
//~                               = help: write it there, beside `both`: its translation calls the field
    struct Fallback<G, F> {
        get_response: GetResponse<G>,
        fallback: GetResponse<F>,
    }
}

mod calls_on_function {
    #[middleware(both, calls = fallback)]
//~                            ^^^^^^^^ `calls = ..` names a field, but a function has no fields
//~                                     = help: write a struct and an impl with `#[middleware(both, calls = ..)]`
    fn fallback<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
        get_response.call(request)
    }
}

mod calls_without_both {
    #[middleware(calls = fallback)]
//~                      ^^^^^^^^ `calls = ..` has no meaning without `both`
//~                               = help: write `both` as well, or remove it: halves that are written by hand call any field
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }
}

mod calls_the_next_handler {
    #[middleware(both, get_response = next, calls = next)]
//~                                                 ^^^^ `next` is the next handler
//~                                                      = help: remove it: `calls = ..` names further handlers
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> u32 {
            self.next.call(request)
        }
    }
}

mod calls_without_a_field {
    #[middleware(both, calls)]
//~                    ^^^^^ `calls` needs the name of a field
//~                          = help: name the field that holds a further handler: `calls = fallback`
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }
}

mod calls_twice {
    #[middleware(both, calls = fallback, calls = fallback)]
//~                                              ^^^^^^^^ `fallback` is written twice
//~                                                       = help: write it once
    impl<G> Fallback<G> {
        fn call(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }
}
