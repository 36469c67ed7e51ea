mod function_async_only_but_sync {
    #[middleware(async_only)]
//~              ^^^^^^^^^^ `async_only` contradicts this plain `fn`
//~                         = help: remove `async_only`, or write an `async fn`
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }
}

mod function_awaited_later {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        let response = get_response.acall(request);
//~                                 ^^^^^ the future of `acall` is not awaited on the spot
//~                                       = help: await it where it is made: `.acall(..).await`; sync code runs it at once; or write a struct with both halves, or drop `both` and take the bridge
        println!("asked");
        response.await
    }
}

mod function_calls_in_the_other_mode {
    #[middleware]
    async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
//~                  ^^^^ this `async fn` calls inwards by `call`, which would block the thread
//~                       = help: await the async half: `.acall(..).await`
    }
}

mod function_const {
    #[middleware]
    const fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
//~ ^^^^^ `timing` cannot be `const`
//~       = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`, or `async fn`
        request
    }
}

mod function_in_an_adapter {
    #[middleware(both)]
    fn ask<G>(
        request: Option<String>,
        get_response: &GetResponse<G>,
    ) -> Option<String> {
        request.and_then(|request| get_response.call(Some(request())))
//~                                             ^^^^ `call` is called in a closure, which cannot await
//~                                                  = help: write a loop or a `match` in place of the adapter; or write a struct with both halves, or drop `both` and take the bridge
    }
}

mod function_mistake_is_reported_once {
    #[middleware]
    fn limit<G>(request: String, get_response: GetResponse<G>, most: usize) -> String {
//~                                            ^^^^^^^^^^^^^^ `limit` takes its `get_response` away
//~                                                           = help: take `&GetResponse<G>`: all requests share it
        get_response.call(request.chars().take(most).collect())
    }

    #[middleware]
    fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
//~                                             ^^^^^^^^^^^^^^ `timing` takes its `get_response` away
//~                                                            = help: take `&GetResponse<G>`: all requests share it
        get_response.call(request)
    }
}

mod function_of_a_borrowed_response {
    #[middleware]
    fn timing<G>(request: &str, get_response: &GetResponse<G>) -> &str {
//~                                                               ^^^^ the response of `timing` borrows
//~                                                                    = help: return an owned value: the response outlives the call
        request
    }
}

mod function_of_a_request_without_a_name {
    #[middleware]
    fn timing<G>(request: impl Into<String>, get_response: &GetResponse<G>) -> String {
//~                       ^^^^^^^^^^^^^^^^^ the request of `timing` is an `impl Trait`, which has no name
//~                                         = help: name the type, or make it a parameter: `fn timing<G, T: Trait>(..) -> ..`
        get_response.call(request.into())
    }
}

mod function_passed_on {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        twice(get_response, request).await
//~           ^^^^^^^^^^^^ `get_response` is used other than by `get_response.acall(..).await`
//~                        = help: call it on the spot: `get_response.acall(request).await`; or write a struct with both halves, or drop `both` and take the bridge
    }

    async fn twice<H>(next: &GetResponse<H>, request: String) -> String
    where
        H: AsyncCall<String, Response = String>,
    {
        next.acall(request.clone()).await + &next.acall(request).await
    }
}

mod function_sync_only_but_async {
    #[middleware(sync_only)]
//~              ^^^^^^^^^ `sync_only` contradicts this `async fn`
//~                        = help: remove `sync_only`, or write a plain `fn`
    async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.acall(request).await
    }
}

mod function_takes_get_response {
    #[middleware]
    fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
//~                                             ^^^^^^^^^^^^^^ `timing` takes its `get_response` away
//~                                                            = help: take `&GetResponse<G>`: all requests share it
        get_response.call(request)
    }
}

mod function_unsafe {
    #[middleware]
    unsafe fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
//~ ^^^^^^ `timing` cannot be `unsafe`
//~        = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`, or `async fn`
        get_response.call(request)
    }
}

mod function_with_a_borrowed_setting {
    #[middleware(both)]
    fn greet<G>(
        request: String,
        get_response: &GetResponse<G>,
        greeting: Option<&str>,
//~               ^^^^^^^^^^^^ `greeting` borrows, so the layer cannot keep it
//~                            = help: take a reference to an owned type: `&Option<String>` for an `Option<&str>`
    ) -> String {
        get_response.call(request)
    }
}

mod function_with_a_dyn_setting {
    trait Named {
        fn name(&self) -> String;
    }

    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>, name: &dyn Named) -> String {
//~                                                                     ^^^^^^^^^ `name` has no size, so the layer cannot keep it
//~                                                                               = help: take `&Arc<dyn Named>`
        println!("{}", name.name());
        get_response.call(request)
    }
}

mod function_with_a_free_response {
    #[middleware(both)]
    fn convert<G, Req, T, E, F>(request: Req, get_response: &GetResponse<G>) -> Result<T, F>
//~                          ^ `F` follows from neither the request nor `get_response`
//~                            = help: name a type in place of `F`, or write a struct that has this parameter
    where
        E: Send + 'static,
        F: From<E>,
        G: Handler<Req, Response = Result<T, E>>,
    {
        Ok(get_response.call(request)?)
    }
}

mod function_with_a_get_response_of_nothing {
    #[middleware]
    fn timing(request: u32, get_response: &GetResponse) -> u32 {
//~                                        ^^^^^^^^^^^ the `get_response` of `timing` does not say of what it is
//~                                                    = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`: `G` is the handler inwards
        get_response.call(request)
    }
}

mod function_with_a_mut_setting {
    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>, count: &mut u32) -> String {
//~                                                                      ^^^ `count` is a setting, which all requests share
//~                                                                          = help: take `&`, and keep what changes behind a `Mutex` or in an atomic
        *count += 1;
        get_response.call(request)
    }
}

mod function_with_a_named_field {
    #[middleware(get_response = next)]
//~                             ^^^^ `get_response = ..` names a field, and a function has none
//~                                  = help: the second argument is the `get_response`, whatever its name
    fn timing<G>(request: String, next: &GetResponse<G>) -> String {
        next.call(request)
    }
}

mod function_with_a_nameless_get_response {
    #[middleware]
    fn timing<G>(request: String, _: &GetResponse<G>) -> String {
//~                               ^ `get_response` has no name
//~                                 = help: name it: `get_response: &GetResponse<G>`, or `_get_response` if it is not called
        request
    }
}

mod function_with_a_setting_taken_apart {
    #[middleware]
    fn timing<G>(
        request: String,
        get_response: &GetResponse<G>,
        (least, most): (u32, u32),
//~     ^^^^^^^^^^^^^ this setting has no name
//~                   = help: name the argument, and take it apart in the body: it is an argument of the layer too
    ) -> String {
        println!("{least} {most}");
        get_response.call(request)
    }
}

mod function_with_a_setting_under_a_cfg {
    #[middleware]
    fn limit<G>(
        request: String,
        get_response: &GetResponse<G>,
        #[cfg(debug_assertions)] most: usize,
//~     ^^^^^^^^^^^^^^^^^^^^^^^^ `most` is an argument of the layer, which cannot depend on a `cfg`
//~                              = help: put the `cfg` on the whole function, or inside of the setting's type
    ) -> String {
        get_response.call(request)
    }
}

mod function_with_a_sleep {
    #[middleware(both)]
    fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        std::thread::sleep(std::time::Duration::from_millis(1));
//~     ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` says that this body does not
//~                        = help: write a struct with both halves, or drop `both` and take the bridge
        get_response.call(request)
    }
}

mod function_with_a_timer {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                             ^^^^^ sync code cannot await this
//~                                                                   = help: only `get_response.acall(..)` and an `async` block are awaited in both modes; or write a struct with both halves, or drop `both` and take the bridge
        get_response.acall(request).await
    }
}

mod function_with_an_alias {
    #[middleware(both)]
    fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        let next = get_response;
//~                ^^^^^^^^^^^^ `get_response` is used other than by `get_response.call(..)`
//~                             = help: call it on the spot: `get_response.call(request)`; or write a struct with both halves, or drop `both` and take the bridge
        next.call(request)
    }
}

mod function_with_another_second_argument {
    #[middleware]
    fn timing<G>(request: String, retries: u32, get_response: &GetResponse<G>) -> String {
//~                                        ^^^ the second argument of `timing` is not its `get_response`
//~                                            = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`; settings come after that
        get_response.call(request)
    }
}

mod function_with_self {
    struct Timing;

    impl Timing {
        #[middleware]
        fn timing<G>(&self, request: String, get_response: &GetResponse<G>) -> String {
//~                  ^^^^^ `timing` is a method
//~                        = help: write it outside of the impl: `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
            get_response.call(request)
        }
    }
}

mod function_with_several_mistakes {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        let next = get_response;
//~                ^^^^^^^^^^^^ `get_response` is used other than by `get_response.acall(..).await`
//~                             = help: call it on the spot: `get_response.acall(request).await`; or write a struct with both halves, or drop `both` and take the bridge
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                             ^^^^^ sync code cannot await this
//~                                                                   = help: only `get_response.acall(..)` and an `async` block are awaited in both modes; or write a struct with both halves, or drop `both` and take the bridge
        next.acall(request).await
    }
}

mod function_without_a_response {
    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>) {
//~    ^^^^^^ `timing` returns no response
//~           = help: say which: `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response` (or `-> ()`)
        get_response.call(request)
    }
}

mod function_without_get_response {
    #[middleware]
    fn timing(request: String) -> String {
//~    ^^^^^^ `timing` does not take a request and a `get_response`
//~           = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
        request
    }
}
