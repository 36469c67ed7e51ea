mod blocking_hook_of_a_borrowed_request {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        #[middleware(blocking)]
//~                  ^^^^^^^^ `process_request` is `blocking`, but its request is borrowed
//~                           = help: take an owned request, because a blocking hook runs on another thread
//~                           = help: or remove `blocking`
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
//~                                                    ^^^^^^^^^^^ this `ControlFlow` does not name the response type
//~                                                                = help: write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to pass a value to `process_response` or `process_outcome`
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
//~                                        ^^^^^^^ `process_exception` must take the error by value
//~                                                = help: write `String`, and return `Err(error)` to pass the error on
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
//~                          = help: write `fn process_exception(&self, error: Error) -> Result<Answer, Error>`, and return `Err(error)` to pass the error on
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
//~                  ^^^^^^^^ `process_request` is both `async` and `blocking`
//~                           = help: remove `blocking`, and await slow work
//~                           = help: or write a plain `fn` that blocks
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
//~        ^^^^^^^^^^^^^^^^ `process_response` cannot be in the same impl as `call`
//~                         = help: move the code of `call` into hooks, which generate both halves
//~                         = help: or give this method another name, and call it from `call`
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
//~                           ^^^^^^^^^^^^^^^^^^^^^^^ `std::fs::read_to_string` blocks the thread, and async code runs this hook inline
//~                                                   = help: mark the hook with `#[middleware(blocking)]`: async code then runs it on the thread pool
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
//~                                   ^^^^ this hook calls the next handler
//~                                        = help: the macro calls it between the hooks; to call it yourself, write `call` or `acall` instead of hooks
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
//~        ^^^^^^^^^^^^^^^ `process_request` takes no request
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
//~            ^^^^^^^^^^^^^^^^ `process_responce` is named like a hook, but is not one
//~                             = help: did you mean `process_response`?
//~                             = help: if it is a method of your own, give it another name
            response.push('!');
        }

        fn proces_response(&self, response: &mut String) {
//~        ^^^^^^^^^^^^^^^ `proces_response` is named like a hook, but is not one
//~                        = help: did you mean `process_response`?
//~                        = help: if it is a method of your own, give it another name
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
//~        ^^^^^^^^^^^^^^^ `process_reponse` is named like a hook, but is not one
//~                        = help: did you mean `process_response`?
//~                        = help: if it is a method of your own, give it another name
            *response += 1;
        }
    }

    #[middleware]
    struct Other<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Other<G> {
        fn cal(&self, request: u32) -> u32 {
//~        ^^^ `cal` is neither `call` nor `acall`, so nothing would call it
//~            = help: did you mean `call`?
//~            = help: if it is a method of your own, write a half or a hook too
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
//~                                        ^^^^^^ `process_request` must take the request by reference
//~                                               = help: write `&mut String`, or `&String` if the hook only reads it
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
//~                                         ^^ `process_request` cannot use a named lifetime
//~                                            = help: leave the lifetime out: a hook only borrows its argument while it runs
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
//~                                        ^^^^^^ `process_request` must take the request by reference
//~                                               = help: write `&mut String`, or `&String` if the hook only reads it
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
//~                                        ^^^^^^ `process_request` must take the request by reference
//~                                               = help: write `&mut String`, or `&String` if the hook only reads it
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
//~                        = help: write it once, and put the `cfg` on statements in its body
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
//~                   = help: put the `cfg` on statements in its body, or on the whole impl
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
//~                             = help: take `&self`, and keep mutable state in a `Mutex` or an atomic
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
//~                                                              = help: it takes one argument: keep settings in fields of the struct
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
//~                 ^^^ hooks pass the request on unchanged, but this bound has another request type
//~                     = help: to change the type of the request, write `call` or `acall` instead of hooks
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
//~                                           ^^^^^^ `process_request` and `process_response` have different response types: `u32` and `String`
//~                                                  = help: write the same type in both: it is the response of the next handler
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
//~     ^^^^^ `process_outcome` cannot be `async`: it also runs while a future is dropped, and cannot wait there
//~           = help: write a plain `fn`, and move slow work to a task or a thread: `spawn` it, or use a channel
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
//~                  ^^^^^^^^ `process_outcome` cannot be `blocking`: it also runs while a future is dropped, and cannot wait there
//~                           = help: write a plain `fn`, and move slow work to a task or a thread: `spawn` it, or use a channel
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
//~         ^^^^^^^^^^^^^^ `std::fs::write` blocks the thread, and async code runs this hook inline
//~                        = help: move slow work to a task or a thread: `spawn` it, or use a channel
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
//~                                        ^^^^^^^^^^^^^^^^^^^^ `process_outcome` must take the outcome by value
//~                                                             = help: write `Outcome<'_, String>`: it contains references itself
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
//~                                   ^^^^ this hook calls the next handler
//~                                        = help: the macro calls it between the hooks; to call it yourself, write `call` or `acall` instead of hooks
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
//~        ^^^^^^^^^^^^^^^ `process_outcome` takes no outcome
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
//~        ^^^^^^^^^^^ `process_end` is named like a hook, but is not one
//~                    = help: the hooks are `process_request`, `process_response`, `process_exception` and `process_outcome`
//~                    = help: if it is a method of your own, give it another name
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
//~                                                ^^^^^^^ `process_outcome` cannot use a named lifetime
//~                                                        = help: write `'_`: a hook only borrows its argument while it runs
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
//~                                                                     ^^^^^^ `process_outcome` takes its value by reference
//~                                                                            = help: write `Option<usize>`: the hook owns the value
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
//~                                                                     ^^^^^^^^^^^^^ `process_outcome` takes a value that no `process_request` returns
//~                                                                                   = help: the request is not available here
//~                                                                                   = help: to use a part of the request, return it from `process_request`: `-> Value` or `-> ControlFlow<Response, Value>`
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
//~                                                                     ^^^^^ `process_outcome` must take `Option<usize>`: the request can end before there is a value
//~                                                                           = help: write `Option<usize>`: it is `None` if the request ended early
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
//~                                                    ^^^ `process_outcome` takes an outcome of `u32`, but `process_response` returns `String`
//~                                                        = help: write `Outcome<'_, String>`
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
//~                                                    ^^^ `process_response` and `process_outcome` have different response types: `String` and `u32`
//~                                                        = help: write the same type in both: it is the response of the next handler
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
//~                                                                ^^^^^^ `process_outcome` cannot return a value
//~                                                                       = help: remove the return type: the request has ended
//~                                                                       = help: or, to change the response, write `process_response`
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
//~                                         ^^^^^^ `process_outcome` must take an `Outcome`, not `String`: a request can end without a response
//~                                                = help: write `Outcome<'_, String>`, not a type alias
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
//~                                         ^^^^^^^^^^^ `process_outcome` must take an `Outcome`, not `&mut String`: a request can end without a response
//~                                                     = help: write `Outcome<'_, String>`, not a type alias
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
//~                                                                                          = help: it takes the outcome and one value from `process_request`: for several values, use a tuple or a struct
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
//~                                        ^^^^^^^ this `Outcome` does not name the response type
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
//~                                       ^^^^^^^ `process_response` must take the response before the value of `process_request`
//~                                               = help: put `&mut String` first, and `Instant` second
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
//~                                                      ^^^^^^ `process_response` takes the response by reference and also returns one
//~                                                             = help: to replace the response, take it by value
//~                                                             = help: or, to change it, return nothing
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
//~                                          ^^^^^^ `process_response` takes the response and does not return it
//~                                                 = help: return it: `-> String`
//~                                                 = help: or take it by reference: `&mut String`, or `&String` if the hook only reads it
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
//~                                                           ^^^^^ `process_response` must take `Option<usize>`: `process_request` can answer without passing a value
//~                                                                 = help: write `Option<usize>`: it is `None` after a short circuit
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
//~                                                           ^^^^^ `process_response` takes a value that no `process_request` returns
//~                                                                 = help: the first argument is the response, and the request is not available here
//~                                                                 = help: to use a part of the request, return it from `process_request`: `-> Value` or `-> ControlFlow<Response, Value>`
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
//~                                                    ^^^^^ `process_request` returns a value that no hook takes
//~                                                          = help: take it as the second argument of `process_response` or `process_outcome`
//~                                                          = help: or, to answer the request here, return `ControlFlow<Response>`, not a `Result` or a type alias
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
//~                                                    ^^^^ the value that `process_request` returns is borrowed
//~                                                         = help: return an owned value: the next handler takes the request
            request.as_str()
        }

        fn process_response(&self, response: &String, name: &str) {
            println!("{response}: {name}");
        }
    }
}

mod two_hooks_misspelt {
    #[middleware]
    impl<G> Timing<G> {
        fn process_reqest(&self, request: &String) {}
//~        ^^^^^^^^^^^^^^ `process_reqest` is named like a hook, but is not one
//~                       = help: did you mean `process_request`?
//~                       = help: if it is a method of your own, give it another name

        fn proces_response(&self, response: &String) {}
//~        ^^^^^^^^^^^^^^^ `proces_response` is named like a hook, but is not one
//~                        = help: did you mean `process_response`?
//~                        = help: if it is a method of your own, give it another name
    }
}

mod hook_blocks_in_a_macro {
    #[middleware]
    impl<G> Audit<G> {
        fn process_request(&self, request: &mut String) {
            println!("{}", std::fs::read_to_string("audit.log").is_ok());
//~                        ^^^^^^^^^^^^^^^^^^^^^^^ `std::fs::read_to_string` blocks the thread, and async code runs this hook inline
//~                                                = help: mark the hook with `#[middleware(blocking)]`: async code then runs it on the thread pool
        }
    }
}
