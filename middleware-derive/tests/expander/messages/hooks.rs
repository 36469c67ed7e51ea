mod blocking_hook_of_a_borrowed_request {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blocking)]
//~                  ^^^^^^^^ `process_request` blocks, and its request is borrowed
//~                           = help: a blocking hook runs on another thread: take an owned request, or drop `blocking`
        fn process_request(&self, request: &mut &mut Vec<u32>) {
            request.push(1);
        }
    }
}

mod control_flow_without_types {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> ControlFlow {
//~                                                    ^^^^^^^^^^^ this `ControlFlow` does not say what the answer is
//~                                                                = help: write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to hand a value on to `process_response` or `process_outcome`
            ControlFlow::Continue(())
        }
    }
}

mod exception_by_reference {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_exception(&self, error: &String) -> Result<u32, String> {
//~                                        ^^^^^^^ `process_exception` takes the error through a reference
//~                                                = help: take it by value, `String`, and return `Err(error)` to let it pass
            Err(error.clone())
        }
    }
}

mod exception_without_a_name {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_exception(&self, error: impl std::error::Error) -> Result<String, String> {
//~                                        ^^^^^^^^^^^^^^^^^^^^^^ the error of `process_exception` is an `impl Trait`, which has no name
//~                                                               = help: name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`
            Err(error.to_string())
        }
    }
}

mod exception_without_a_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_exception(&self, error: String) {
//~        ^^^^^^^^^^^^^^^^^ `process_exception` takes the error and returns no response
//~                          = help: write `fn process_exception(&self, error: Error) -> Result<Answer, Error>`, and return `Err(error)` to let it pass
            println!("{error}");
        }
    }
}

mod hook_async_and_blocking {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blocking)]
//~                  ^^^^^^^^ `process_request` is `async` and `blocking`
//~                           = help: remove `blocking`, and await what takes time; or write a plain `fn` that blocks
        async fn process_request(&self, request: &String) {
            println!("{request}");
        }
    }
}

mod hook_beside_a_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        fn process_response(&self, response: &String) {
//~        ^^^^^^^^^^^^^^^^ `process_response` stands beside `call`
//~                         = help: the hooks give both halves: move what `call` does into them, or call your own method from `call` under another name
            println!("{response}");
        }
    }
}

mod hook_blocks {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &mut String) {
            if let Ok(text) = std::fs::read_to_string("banner.txt") {
//~                           ^^^^^^^^^^^^^^^^^^^^^^^ `std::fs::read_to_string` blocks the thread, and async code runs this hook in place
//~                                                   = help: mark the hook with `#[middleware(blocking)]`: async code then runs it in the thread pool
                request.push_str(&text);
            }
        }
    }
}

mod hook_calls_inwards {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) {
            let _ = self.get_response.call(request.clone());
//~                                   ^^^^ a hook calls inwards
//~                                        = help: the macro does that between the hooks; write `call` or `acall` instead of hooks to do it otherwise
        }
    }
}

mod hook_looks_at_nothing {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self) {}
//~        ^^^^^^^^^^^^^^^ `process_request` looks at nothing
//~                        = help: write `fn process_request(&self, request: &mut Request) -> ControlFlow<Response>`
    }
}

mod hook_misspelt {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, _: &String) {}

        pub fn process_responce(&self, response: &mut String) {
//~            ^^^^^^^^^^^^^^^^ `process_responce` is no hook, and nothing would call it
//~                             = help: the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`; give a method of your own another name
            response.push('!');
        }

        fn proces_response(&self, response: &mut String) {
//~        ^^^^^^^^^^^^^^^ `proces_response` is no hook, and nothing would call it
//~                        = help: the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`; give a method of your own another name
            response.push('?');
        }
    }
}

mod hook_misspelt_alone {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_reponse(&self, response: &mut u32) {
//~        ^^^^^^^^^^^^^^^ `process_reponse` is no hook, and nothing would call it
//~                        = help: the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`; give a method of your own another name
            *response += 1;
        }
    }

    #[middleware]
    struct Other<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Other<G> {
//~         ^^^^^^^^ this impl has neither `call` nor `acall`, and no hook
//~                  = help: write `fn call(&self, request: Request) -> Response`, or `async fn acall(..)`, or both; or `process_request` and `process_response`
        fn cal(&self, request: u32) -> u32 {
            self.get_response.call(request)
        }
    }
}

mod hook_mistake_is_reported_once {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: String) {
//~                                        ^^^^^^ `process_request` takes the request away
//~                                               = help: look at it through a reference: `&mut String`, or `&String`; the request goes on inwards by itself
            println!("{request}");
        }

        fn process_response(&self, response: &String) {
            println!("{response}");
        }
    }
}

mod hook_names_a_lifetime {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<'a, G> Timing<G> {
        fn process_request(&self, request: &'a String) {
//~                                         ^^ `process_request` names how long it looks
//~                                            = help: leave the lifetime out: a hook looks at what passes, and keeps nothing of it
            println!("{request}");
        }
    }
}

mod hook_of_a_request_without_a_name {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &impl std::fmt::Debug) {
//~                                         ^^^^^^^^^^^^^^^^^^^^ the request of `process_request` is an `impl Trait`, which has no name
//~                                                              = help: name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`
            println!("{request:?}");
        }
    }
}

mod hook_takes_the_request {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: String) {
//~                                        ^^^^^^ `process_request` takes the request away
//~                                               = help: look at it through a reference: `&mut String`, or `&String`; the request goes on inwards by itself
            println!("{request}");
        }
    }
}

mod hook_takes_the_request_and_is_used {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: String) {
//~                                        ^^^^^^ `process_request` takes the request away
//~                                               = help: look at it through a reference: `&mut String`, or `&String`; the request goes on inwards by itself
            println!("{request}");
        }
    }
}

mod hook_twice {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) {
            println!("{request}");
        }

        fn process_request(&self, request: &mut String) {
//~        ^^^^^^^^^^^^^^^ `process_request` is written twice
//~                        = help: write it once, and put a `cfg` on the statements inside of it
            request.push('!');
        }
    }
}

mod hook_under_a_cfg {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[cfg(all())]
//~     ^^^^^^^^^^^^^ `process_request` depends on a `cfg`
//~                   = help: put the `cfg` on the statements inside of it, or on the whole impl
        fn process_request(&self, request: &String) {
            println!("{request}");
        }
    }
}

mod hook_with_mut_self {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&mut self, request: &String) {
//~                         ^^^ `process_request` cannot take `&mut self`: all requests share the middleware
//~                             = help: take `&self`, and keep what changes behind a `Mutex` or in an atomic
            println!("{request}");
        }
    }
}

mod hook_with_too_many_arguments {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String, retries: u32) {
//~                                                          ^^^ `process_request` takes too many arguments
//~                                                              = help: it takes one; keep settings in fields of the struct
            println!("{request} {retries}");
        }
    }
}

mod hook_without_self {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(request: &String) {
//~        ^^^^^^^^^^^^^^^ `process_request` does not take `&self`
//~                        = help: write `fn process_request(&self, request: &mut Request) -> ControlFlow<Response>`
            println!("{request}");
        }
    }
}

mod hooks_hand_on_another_request {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G: Handler<u32>> Timing<G> {
//~                 ^^^ the hooks hand on the request as it is, and this bound says that the inside takes another
//~                     = help: write `call` or `acall` instead of hooks for a layer that changes the request's type
        fn process_request(&self, request: &String) {
            println!("{request}");
        }
    }
}

mod hooks_of_different_responses {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> ControlFlow<u32> {
            if request.is_empty() { ControlFlow::Break(0) } else { ControlFlow::Continue(()) }
        }

        fn process_response(&self, response: &String) {
//~                                           ^^^^^^ `process_request` and `process_response` look at different types: `u32` and `String`
//~                                                  = help: write the same type in both: it is what comes back from inside
            println!("{response}");
        }
    }
}

mod outcome_async {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn process_outcome(&self, outcome: Outcome<'_, String>) {
//~     ^^^^^ `process_outcome` is `async`, and it also runs while a future is dropped, where nothing can be waited for
//~           = help: write a plain `fn`, and send what takes time to a task or a thread: `spawn` it, or use a channel
            println!("{outcome:?}");
        }
    }
}

mod outcome_blocking {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blocking)]
//~                  ^^^^^^^^ `process_outcome` is `blocking`, and it also runs while a future is dropped, where nothing can be waited for
//~                           = help: write a plain `fn`, and send what takes time to a task or a thread: `spawn` it, or use a channel
        fn process_outcome(&self, outcome: Outcome<'_, String>) {
            println!("{outcome:?}");
        }
    }
}

mod outcome_blocks {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome<'_, String>) {
            std::fs::write("outcome", format!("{outcome:?}")).unwrap();
//~         ^^^^^^^^^^^^^^ `std::fs::write` blocks the thread, and async code runs this hook in place
//~                        = help: send what takes time to a task or a thread: `spawn` it, or use a channel
        }
    }
}

mod outcome_by_reference {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: &Outcome<'_, String>) {
//~                                        ^^^^^^^^^^^^^^^^^^^^ `process_outcome` takes the outcome through a reference
//~                                                             = help: take it by value, `Outcome<'_, String>`: it holds references itself
            println!("{outcome:?}");
        }
    }
}

mod outcome_calls_inwards {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome<'_, String>) {
            let _ = self.get_response.call(format!("{outcome:?}"));
//~                                   ^^^^ a hook calls inwards
//~                                        = help: the macro does that between the hooks; write `call` or `acall` instead of hooks to do it otherwise
        }
    }
}

mod outcome_looks_at_nothing {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self) {}
//~        ^^^^^^^^^^^^^^^ `process_outcome` looks at nothing
//~                        = help: write `fn process_outcome(&self, outcome: Outcome<'_, Response>)`
    }
}

mod outcome_misspelt {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, _: Outcome<'_, String>) {}

        fn process_end(&self, _: Outcome<'_, String>) {}
//~        ^^^^^^^^^^^ `process_end` is no hook, and nothing would call it
//~                    = help: the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`; give a method of your own another name
    }
}

mod outcome_names_a_lifetime {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome<'static, String>) {
//~                                                ^^^^^^^ `process_outcome` names how long it looks
//~                                                        = help: write `'_`: a hook looks at what passes, and keeps nothing of it
            println!("{outcome:?}");
        }
    }
}

mod outcome_of_a_value_lent {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> usize {
            request.len()
        }

        fn process_outcome(&self, outcome: Outcome<'_, String>, length: &usize) {
//~                                                                     ^^^^^^ `process_outcome` takes the value through a reference
//~                                                                            = help: take `Option<usize>`: the value is its own
            println!("{outcome:?} {length:?}");
        }
    }
}

mod outcome_of_a_value_nothing_hands_on {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome<'_, String>, length: Option<usize>) {
//~                                                                     ^^^^^^^^^^^^^ `process_outcome` takes a value that nothing hands on
//~                                                                                   = help: there is no request here: return what you need of it from `process_request`, `-> Value` or `-> ControlFlow<Response, Value>`
            println!("{outcome:?} {length:?}");
        }
    }
}

mod outcome_of_a_value_that_is_no_option {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> usize {
            request.len()
        }

        fn process_outcome(&self, outcome: Outcome<'_, String>, length: usize) {
//~                                                                     ^^^^^ `process_outcome` takes `usize`, and a request may end before there is one
//~                                                                           = help: take `Option<usize>`
            println!("{outcome:?} {length}");
        }
    }
}

mod outcome_of_another_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: u32) -> String {
            response.to_string()
        }

        fn process_outcome(&self, outcome: Outcome<'_, u32>) {
//~                                                    ^^^ `process_outcome` looks at a `u32`, and what leaves is the `String` of `process_response`
//~                                                        = help: take `Outcome<'_, String>`
            println!("{outcome:?}");
        }
    }
}

mod outcome_of_another_response_than_looked_at {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: &String) {
            println!("{response}");
        }

        fn process_outcome(&self, outcome: Outcome<'_, u32>) {
//~                                                    ^^^ `process_response` and `process_outcome` look at different types: `String` and `u32`
//~                                                        = help: write the same type in both: it is what comes back from inside
            println!("{outcome:?}");
        }
    }
}

mod outcome_returns_a_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome<'_, String>) -> String {
//~                                                                ^^^^^^ `process_outcome` returns something, and nobody would take it
//~                                                                       = help: return nothing: the request has ended; what changes the response is `process_response`
            format!("{outcome:?}")
        }
    }
}

mod outcome_takes_the_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, response: String) {
//~                                         ^^^^^^ `process_outcome` takes `String`, and is told an `Outcome`: not every request ends with a response
//~                                                = help: take `Outcome<'_, String>`, by that name: not an alias of it
            println!("{response}");
        }
    }
}

mod outcome_takes_the_response_by_reference {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, response: &mut String) {
//~                                         ^^^^^^^^^^^ `process_outcome` takes `&mut String`, and is told an `Outcome`: not every request ends with a response
//~                                                     = help: take `Outcome<'_, String>`, by that name: not an alias of it
            response.push('!');
        }
    }
}

mod outcome_with_too_many_arguments {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, _: &String) -> (usize, usize) {
            (1, 2)
        }

        fn process_outcome(&self, _: Outcome<'_, String>, a: Option<usize>, b: Option<usize>) {
//~                                                                            ^^^^^^^^^^^^^ `process_outcome` takes too many arguments
//~                                                                                          = help: it takes the outcome and one value from `process_request`: pass several as a tuple or a struct
            println!("{a:?} {b:?}");
        }
    }
}

mod outcome_without_a_response {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_outcome(&self, outcome: Outcome) {
//~                                        ^^^^^^^ this `Outcome` does not say what the response is
//~                                                = help: write `Outcome<'_, Response>`
            println!("{outcome:?}");
        }
    }
}

mod response_after_the_value {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, _: &String) -> Instant {
            Instant::now()
        }

        fn process_response(&self, start: Instant, response: &mut String) {
//~                                       ^^^^^^^ `process_response` takes the response first, and then the value that `process_request` hands on
//~                                               = help: write `&mut String` first, and `Instant` after it
            *response += &format!("{:?}", start.elapsed());
        }
    }
}

mod response_looked_at_and_returned {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: &String) -> String {
//~                                                      ^^^^^^ `process_response` looks at the response through a reference and returns one too
//~                                                             = help: take the response by value to replace it, or return nothing and change it in place
            response.to_uppercase()
        }
    }
}

mod response_not_given_back {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: String) {
//~                                          ^^^^^^ `process_response` takes the response and does not give it back
//~                                                 = help: return it: `-> String`; or look at it through a reference: `&mut String`, or `&String`
            println!("{response}");
        }
    }
}

mod value_is_an_option {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> ControlFlow<String, usize> {
            ControlFlow::Continue(request.len())
        }

        fn process_response(&self, response: &String, length: usize) {
//~                                                           ^^^^^ `process_response` takes `usize`, and a request that is answered at once hands on none
//~                                                                 = help: take `Option<usize>`
            println!("{response}: {length}");
        }
    }
}

mod value_nothing_hands_on {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: &String, length: usize) {
//~                                                           ^^^^^ `process_response` takes a value that nothing hands on
//~                                                                 = help: the response comes first, and there is no request here: return what you need of it from `process_request`, `-> Value` or `-> ControlFlow<Response, Value>`
            println!("{response}: {length}");
        }
    }
}

mod value_nothing_takes {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> usize {
//~                                                    ^^^^^ `process_request` hands on a value that nothing takes
//~                                                          = help: take it as the second argument of `process_response` or of `process_outcome`; to answer the request from here, return `ControlFlow<Response>`, by that name: not an alias of it, and not a `Result`
            request.len()
        }
    }
}

mod value_that_borrows {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> &str {
//~                                                    ^^^^ what `process_request` hands on borrows from the request or the middleware
//~                                                         = help: hand on an owned value: the request goes on inwards
            request.as_str()
        }

        fn process_response(&self, response: &String, name: &str) {
            println!("{response}: {name}");
        }
    }
}
