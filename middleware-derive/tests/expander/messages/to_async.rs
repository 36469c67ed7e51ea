mod both_in_a_future {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let later = async { self.get_response.call(request) };
//~                                               ^^^^ `call` is called in a future of its own
//~                                                    = help: call it in the body itself; or write `acall` by hand, or drop `both` and take the bridge
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
//~                                                      ^^^^ `call` is called in a closure, which cannot await
//~                                                           = help: write a loop or a `match` in place of the adapter; or write `acall` by hand, or drop `both` and take the bridge
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
//~         ^^^ what `log!` makes of its arguments is not known
//~             = help: bind what is called with `let` first, and give the macro the result; or write `acall` by hand, or drop `both` and take the bridge
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
//~                     ^^^^^^^^^^^^^^^^^ `self.get_response` is used other than by `self.get_response.call(..)`
//~                                       = help: call it on the spot: `self.get_response.call(request)`; or write `acall` by hand, or drop `both` and take the bridge
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
//~                ^^^^^^^^^^^^^^^^^ `self.get_response` is used other than by `self.get_response.call(..)`
//~                                  = help: call it on the spot: `self.get_response.call(request)`; or write `acall` by hand, or drop `both` and take the bridge
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
//~                                              ^^^^ `self` is passed on, and what gets it may call inwards
//~                                                   = help: pass what is needed of it, or make a method of this impl; or write `acall` by hand, or drop `both` and take the bridge
//~                                                               ^^^ `ask` is passed on, and it becomes an `async fn`
//~                                                                   = help: call it on the spot: `self.ask(..)`; or write `acall` by hand, or drop `both` and take the bridge
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
//~                    ^^^^^^^^^^^^ `get_response` is bound anew, and calls of it are not seen
//~                                 = help: call `self.get_response.call(..)`; or write `acall` by hand, or drop `both` and take the bridge
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
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` says that this body does not
//~                            = help: write `acall` by hand, or drop `both` and take the bridge
            self.get_response.call(request)
        }
    }
}

mod both_with_a_typed_closure {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let answer = (|| -> Result<String, std::num::ParseIntError> {
//~                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this closure names its type, which an `async` block cannot
//~                                                                     = help: leave the type out, and name it in the result: `Ok::<_, Error>(..)`; or write `acall` by hand, or drop `both` and take the bridge
                let number: u32 = request.parse()?;
                Ok(self.get_response.call(number.to_string()))
            })();
            answer.unwrap_or_default()
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
//~                     ^^^^^^^^^^^^^^^^^ `self.get_response` is used other than by `self.get_response.call(..)`
//~                                       = help: call it on the spot: `self.get_response.call(request)`; or write `acall` by hand, or drop `both` and take the bridge
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
//~     ^^^^^ `ask` is async already, and sync code calls it
//~           = help: write `acall` by hand, or drop `both` and take the bridge
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
//~        ^^^^^ `retry` calls itself, which an `async fn` cannot
//~              = help: write a loop, or write `acall` by hand, or drop `both` and take the bridge
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
//~         ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` says that this body does not
//~                            = help: write `acall` by hand, or drop `both` and take the bridge
            let next = &self.get_response;
//~                     ^^^^^^^^^^^^^^^^^ `self.get_response` is used other than by `self.get_response.call(..)`
//~                                       = help: call it on the spot: `self.get_response.call(request)`; or write `acall` by hand, or drop `both` and take the bridge
            next.call(None);
            request.and_then(|request| self.get_response.call(Some(request)))
//~                                                      ^^^^ `call` is called in a closure, which cannot await
//~                                                           = help: write a loop or a `match` in place of the adapter; or write `acall` by hand, or drop `both` and take the bridge
        }
    }
}
