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
//~                            = help: write `#[middleware(span)]`, or `span(name = "..", fields(..))` for another name or for fields
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
//~                   = help: the arguments are `both`, `sync_only`, `async_only`, `span`, `next = Response`, `get_response = field`, `calls = field`, `name = ".."`, the ordering rules and `crate = path`
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
//~                   = help: the arguments are `both`, `sync_only`, `async_only`, `span`, `next = Response`, `get_response = field`, `calls = field`, `name = ".."`, the ordering rules and `crate = path`
    struct Timing<G> {
        get_response: GetResponse<G>,
    }
}

mod misspelt_argument_on_impl {
    #[middleware(bth)]
//~              ^^^ `bth` is not an argument of `#[middleware]`
//~                  = help: did you mean `both`?
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }
}

mod misspelt_rule {
    #[middleware(outmost, needs_outsid = "shop.Session")]
//~              ^^^^^^^ `outmost` is not an argument of `#[middleware]`
//~                      = help: did you mean `outermost`?
//~                       ^^^^^^^^^^^^ `needs_outsid` is not an argument of `#[middleware]`
//~                                    = help: did you mean `needs_outside`?
    struct Timing<G> {
        get_response: GetResponse<G>,
    }
}

mod misspelt_name {
    #[middleware(name_ = "shop.Timing")]
//~              ^^^^^ `name_` is not an argument of `#[middleware]`
//~                    = help: did you mean `name`?
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod misspelt_argument_on_field {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        #[middleware(defualt)]
//~                  ^^^^^^^ `defualt` is not an argument of `#[middleware]` on a field
//~                          = help: did you mean `default`?
        count: u32,
    }
}

mod misspelt_argument_on_method {
    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blockin)]
//~                  ^^^^^^^ `blockin` is not an argument of `#[middleware]` on a method
//~                          = help: did you mean `blocking`?
        fn process_request(&self, request: &String) {}
    }
}

mod span_with_unknown_arguments {
    #[middleware(both, span(nmae = "audit", target = "shop"))]
//~                         ^^^^ `nmae` is not an argument of `span(..)`
//~                              = help: did you mean `name`?
//~                                         ^^^^^^ `target` is not an argument of `span(..)`
//~                                                = help: write `span(name = "..", level = "..", fields(..))`; each part is optional
    fn audit<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod span_with_wrong_values {
    #[middleware(both, span(name(audit), level = debug, fields = user, fields))]
//~                         ^^^^ the `name` of a span is a string
//~                              = help: write `span(name = "..")`
//~                                      ^^^^^ the `level` of a span is a string
//~                                            = help: write `span(level = "debug")`
//~                                                     ^^^^^^ `fields` takes a list
//~                                                            = help: write the fields as for `tracing::info_span!`: `fields(user = %request.user, path)`
//~                                                                    ^^^^^^ `fields` is written twice
//~                                                                           = help: write it once
    fn audit<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod span_of_an_unknown_level {
    #[middleware(both, span(level = "debg"))]
//~                                 ^^^^^^ "debg" is not a level of a span
//~                                        = help: the levels are `trace`, `debug`, `info`, `warn` and `error`
    fn audit<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod span_with_a_part_twice {
    #[middleware(both, span(name = "a", name = "b"))]
//~                                     ^^^^ `name` is written twice
//~                                          = help: write it once
    fn audit<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod span_of_an_unknown_request {
    #[middleware(span(fields(user = request.user)))]
//~                          ^^^^^^^^^^^^^^^^^^^ these fields use `request`, but no hook states its type
//~                                              = help: add the hook `fn process_request(&self, _: &Request) {}`, with the type of the request
    impl<G> Audit<G> {
        fn process_response(&self, response: &String) {}
    }
}

mod next_beside_a_bound {
    #[middleware]
    struct Auth<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both, next = String)]
//~                    ^^^^ the bound on `G` states the response of the next handler already
//~                         = help: remove `next`, or the bound on `G`
    impl<G> Auth<G>
    where
        G: Handler<String, Response = String>,
    {
        fn call(&self, request: String) -> Result<String, u16> {
            Ok(self.get_response.call(request))
        }
    }
}

mod next_of_hooks {
    #[middleware]
    struct Auth<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(next = String)]
//~              ^^^^ `next` is for `call` and `acall`, and this impl has hooks
//~                   = help: remove it: `process_response` states the type, `fn process_response(&self, response: Response)`
    impl<G> Auth<G> {
        fn process_response(&self, response: String) -> usize {
            response.len()
        }
    }
}

mod next_on_struct {
    #[middleware(next = Response<Body>)]
//~              ^^^^ `next` belongs on the impl
//~                   = help: write `#[middleware(next = Response<Body>)]` on the impl, whose halves call the next handler
    struct Auth<G> {
        get_response: GetResponse<G>,
    }
}

mod next_without_a_type {
    #[middleware(next)]
//~              ^^^^ `next` needs a type
//~                   = help: write the response of the next handler: `next = Response`
    fn auth<G>(request: String, get_response: &GetResponse<G>) -> Result<String, u16> {
        Ok(get_response.call(request))
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
