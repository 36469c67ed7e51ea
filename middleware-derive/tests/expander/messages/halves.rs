mod a_mistake_is_reported_once {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn call(&self, request: String) -> String {
//~     ^^^^^ `call` is the sync half and cannot be `async`
//~           = help: remove `async`, or name the method `acall`: it is the async half
            let response = self.get_response.acall(request).await;
            response
        }
    }
}

mod acall_that_returns_a_future {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn acall(&self, request: String) -> impl Future<Output = String> + Send {
//~     ^^ `acall` is the async half and must be an `async fn`
//~        = help: write `async fn acall(..) -> String`, and await the future in the body
            self.get_response.acall(request)
        }
    }
}

mod async_call {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn call(&self, request: String) -> String {
//~     ^^^^^ `call` is the sync half and cannot be `async`
//~           = help: remove `async`, or name the method `acall`: it is the async half
            self.get_response.acall(request).await
        }
    }
}

mod call_by_an_own_bound_in_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G: Call<String, Response = String>> Timing<G> {
        async fn acall(&self, request: String) -> String {
            self.get_response.call(request)
//~                           ^^^^ `acall` calls the next handler with `call`, which would block the thread
//~                                = help: await the async half: `.acall(..).await`
        }
    }
}

mod call_in_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            self.get_response.call(request)
//~                           ^^^^ `acall` calls the next handler with `call`, which would block the thread
//~                                = help: await the async half: `.acall(..).await`
        }
    }
}

mod halves_of_different_requests {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        async fn acall(&self, request: u32) -> String {
//~                                    ^^^ `call` and `acall` take different types: `String` and `u32`
//~                                        = help: write the same type in both halves: it is the request
            self.get_response.acall(request).await
        }
    }
}

mod neither_half {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
//~         ^^^^^^^^^ this impl has neither `call` nor `acall`, and no hook
//~                   = help: write `fn call(&self, request: Request) -> Response`, `async fn acall(..)`, or both
//~                   = help: or write hooks, such as `process_request` and `process_response`
        fn handle(&self, request: String) -> String {
            request
        }
    }
}

mod several_mistakes {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn call(&mut self, request: String) -> String {
//~     ^^^^^ `call` is the sync half and cannot be `async`
//~           = help: remove `async`, or name the method `acall`: it is the async half
//~                    ^^^ `call` cannot take `&mut self`: all requests share the middleware
//~                        = help: take `&self`, and keep mutable state in a `Mutex` or an atomic
            self.get_response.acall(request).await
        }

        fn acall(&self, request: String, retries: u32) -> String {
//~                                      ^^^^^^^^^^^^ `acall` must take one request and nothing else
//~                                                   = help: keep settings in fields of the struct; for several values, use a tuple or a struct as the request
//~     ^^ `acall` is the async half and must be an `async fn`
//~        = help: write `async fn acall`, or name the method `call`: it is the sync half
            self.get_response.call(request)
        }
    }
}

mod sync_acall {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn acall(&self, request: String) -> String {
//~     ^^ `acall` is the async half and must be an `async fn`
//~        = help: write `async fn acall`, or name the method `call`: it is the sync half
            self.get_response.call(request)
        }
    }
}

mod call_misspelt {
    #[middleware]
    impl<G> Timing<G> {
        fn cal(&self, request: String) -> String {
//~        ^^^ `cal` is neither `call` nor `acall`, so nothing would call it
//~            = help: did you mean `call`?
//~            = help: if it is a method of your own, write a half or a hook too
            self.get_response.call(request)
        }
    }
}

mod acall_misspelt {
    #[middleware]
    impl<G> Timing<G> {
        async fn aclal(&self, request: String) -> String {
//~              ^^^^^ `aclal` is neither `call` nor `acall`, so nothing would call it
//~                    = help: did you mean `acall`?
//~                    = help: if it is a method of your own, write a half or a hook too
            self.get_response.acall(request).await
        }
    }
}

mod acall_that_blocks {
    #[middleware]
    struct Slow<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Slow<G> {
        async fn acall(&self, request: String) -> String {
            std::thread::sleep(std::time::Duration::from_millis(1));
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and async code runs `acall` inline
//~                            = help: await its async form, such as `tokio::time::sleep(..)`, or move it into `spawn_blocking`
//~                            = help: or write only `call`: async callers then run this layer on the thread pool
            self.get_response.acall(request).await
        }
    }
}

mod call_wraps_a_result_in_ok {
    #[middleware]
    struct Auth<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(sync_only)]
    impl<G> Auth<G> {
        fn call(&self, request: String) -> io::Result<Vec<u8>> {
            match request.len() {
                0 => Err(io::Error::other("empty")),
                1 => unsafe { Ok(self.get_response.call(request)) },
//~                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `self.get_response.call(..)` returns `io::Result<Vec<u8>>` like this layer, and `Ok(..)` wraps it in a second `Result`
//~                                                               = help: if the inner handlers return `Vec<u8>`, write `#[middleware(sync_only, next = Vec<u8>)]`
//~                                                               = help: if they return `io::Result<Vec<u8>>`, write `self.get_response.call(..)` without `Ok(..)`
                _ => Err(io::Error::other("too long")),
            }
        }
    }
}

// The first one is reported, because one `next` fixes all of them.
mod both_halves_wrap_a_result_in_ok {
    #[middleware]
    struct Auth<G> {
        #[middleware(get_response)]
        next: GetResponse<G>,
    }

    #[middleware(get_response = next)]
    impl<G> Auth<G> {
        fn call(&self, request: String) -> Result<(), u16> {
            if request.is_empty() {
                return (Ok(self.next.call(request)));
//~                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `self.next.call(..)` returns `Result<(), u16>` like this layer, and `Ok(..)` wraps it in a second `Result`
//~                                                 = help: if the inner handlers return `()`, write `#[middleware(next = ())]`
//~                                                 = help: if they return `Result<(), u16>`, write `self.next.call(..)` without `Ok(..)`
            }
            Ok(self.next.call(request))
        }

        async fn acall(&self, request: String) -> Result<(), u16> {
            Result::Ok(self.next.acall(request).await)
        }
    }
}
