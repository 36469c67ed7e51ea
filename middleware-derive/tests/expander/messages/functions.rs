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
//~                                 ^^^^^ the future of `acall` is not awaited immediately
//~                                       = help: await it where it is created, because sync code runs it at once: `.acall(..).await`
//~                                       = help: or write a struct with both halves
//~                                       = help: or remove `both`: sync callers then block on this layer
        println!("asked");
        response.await
    }
}

mod function_calls_in_the_other_mode {
    #[middleware]
    async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
//~                  ^^^^ this `async fn` calls the next handler with `call`, which would block the thread
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
//~                                             ^^^^ `both` cannot translate this `call`, because a closure cannot await it
//~                                                  = help: write a loop or a `match` instead of the closure
//~                                                  = help: or write a struct with both halves
//~                                                  = help: or remove `both`: async callers then run this layer on the thread pool
    }
}

mod function_mistake_is_reported_once {
    #[middleware]
    fn limit<G>(request: String, get_response: GetResponse<G>, most: usize) -> String {
//~                                            ^^^^^^^^^^^^^^ `limit` must take its `get_response` by reference
//~                                                           = help: write `&GetResponse<G>`: all requests share it
        get_response.call(request.chars().take(most).collect())
    }

    #[middleware]
    fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
//~                                             ^^^^^^^^^^^^^^ `timing` must take its `get_response` by reference
//~                                                            = help: write `&GetResponse<G>`: all requests share it
        get_response.call(request)
    }
}

mod function_of_a_borrowed_response {
    #[middleware]
    fn timing<G>(request: &str, get_response: &GetResponse<G>) -> &str {
//~                                                               ^^^^ the response of `timing` is borrowed
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
//~           ^^^^^^^^^^^^ `both` cannot follow this use of `get_response`
//~                        = help: call it directly: `get_response.acall(request).await`
//~                        = help: or write a struct with both halves
//~                        = help: or remove `both`: sync callers then block on this layer
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
//~                                             ^^^^^^^^^^^^^^ `timing` must take its `get_response` by reference
//~                                                            = help: write `&GetResponse<G>`: all requests share it
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
//~               ^^^^^^^^^^^^ the setting `greeting` is borrowed, so the layer cannot store it
//~                            = help: take a reference to an owned type: `&Option<String>` instead of `Option<&str>`
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
//~                                                                     ^^^^^^^^^ the setting `name` is unsized, so the layer cannot store it
//~                                                                               = help: write `&Arc<dyn Named>`
        println!("{}", name.name());
        get_response.call(request)
    }
}

mod function_with_a_free_response {
    #[middleware(both)]
    fn convert<G, Req, T, E, F>(request: Req, get_response: &GetResponse<G>) -> Result<T, F>
//~                          ^ neither the request nor `get_response` determines `F`
//~                            = help: replace `F` with a type, or write a struct that has this parameter
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
//~                                        ^^^^^^^^^^^ the `GetResponse` of `timing` has no type argument
//~                                                    = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`: `G` is the next handler
        get_response.call(request)
    }
}

mod function_with_a_mut_setting {
    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>, count: &mut u32) -> String {
//~                                                                      ^^^ the setting `count` cannot be mutable: all requests share it
//~                                                                          = help: take it by `&`, and keep mutable state in a `Mutex` or an atomic
        *count += 1;
        get_response.call(request)
    }
}

mod function_with_a_named_field {
    #[middleware(get_response = next)]
//~                             ^^^^ `get_response = ..` names a field, but a function has no fields
//~                                  = help: remove it: the second argument is the `get_response`, whatever its name
    fn timing<G>(request: String, next: &GetResponse<G>) -> String {
        next.call(request)
    }
}

mod function_with_a_nameless_get_response {
    #[middleware]
    fn timing<G>(request: String, _: &GetResponse<G>) -> String {
//~                               ^ `get_response` has no name
//~                                 = help: write `get_response: &GetResponse<G>`, or `_get_response` if it is not called
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
//~                   = help: name the argument, and destructure it in the body: the layer has the same argument
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
//~                              = help: put the `cfg` on the whole function, or inside the setting's type
    ) -> String {
        get_response.call(request)
    }
}

mod function_with_a_sleep {
    #[middleware(both)]
    fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        std::thread::sleep(std::time::Duration::from_millis(1));
//~     ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and `both` promises that this body does not
//~                        = help: write a struct with a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                        = help: or write a struct with both halves
//~                        = help: or remove `both`: async callers then run this layer on the thread pool
        get_response.call(request)
    }
}

mod function_with_a_timer {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                             ^^^^^ `both` cannot translate this `.await`: the version that it generates is sync
//~                                                                   = help: write a struct with a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                                                                   = help: or write a struct with both halves
//~                                                                   = help: or remove `both`: sync callers then block on this layer
        get_response.acall(request).await
    }
}

mod function_with_an_alias {
    #[middleware(both)]
    fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        let next = get_response;
//~                ^^^^^^^^^^^^ `both` cannot follow this use of `get_response`
//~                             = help: call it directly: `get_response.call(request)`
//~                             = help: or write a struct with both halves
//~                             = help: or remove `both`: async callers then run this layer on the thread pool
        next.call(request)
    }
}

mod function_with_another_second_argument {
    #[middleware]
    fn timing<G>(request: String, retries: u32, get_response: &GetResponse<G>) -> String {
//~                                        ^^^ the second argument of `timing` is not its `get_response`
//~                                            = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`, and put settings after `get_response`
        get_response.call(request)
    }
}

mod function_with_self {
    struct Timing;

    impl Timing {
        #[middleware]
        fn timing<G>(&self, request: String, get_response: &GetResponse<G>) -> String {
//~                  ^^^^^ `timing` is a method
//~                        = help: write it outside the impl: `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
            get_response.call(request)
        }
    }
}

mod function_with_several_mistakes {
    #[middleware(both)]
    async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
        let next = get_response;
//~                ^^^^^^^^^^^^ `both` cannot follow this use of `get_response`
//~                             = help: call it directly: `get_response.acall(request).await`
//~                             = help: or write a struct with both halves
//~                             = help: or remove `both`: sync callers then block on this layer
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
//~                                                             ^^^^^ `both` cannot translate this `.await`: the version that it generates is sync
//~                                                                   = help: write a struct with a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`
//~                                                                   = help: or write a struct with both halves
//~                                                                   = help: or remove `both`: sync callers then block on this layer
        next.acall(request).await
    }
}

mod function_without_a_response {
    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>) {
//~    ^^^^^^ `timing` returns no response
//~           = help: add a return type, which can be `()`: `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
        get_response.call(request)
    }
}

mod function_without_get_response {
    #[middleware]
    fn timing(request: String) -> String {
//~    ^^^^^^ `timing` takes no `get_response`
//~           = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
        request
    }
}

mod function_without_arguments {
    #[middleware]
    fn timing() -> String {
//~    ^^^^^^ `timing` does not take a request and a `get_response`
//~           = help: write `fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response`
        String::new()
    }
}

mod async_function_that_blocks {
    #[middleware]
    async fn slow<G>(request: String, get_response: &GetResponse<G>) -> String {
        std::thread::sleep(std::time::Duration::from_millis(1));
//~     ^^^^^^^^^^^^^^^^^^ `std::thread::sleep` blocks the thread, and async code runs this `async fn` inline
//~                        = help: await its async form, such as `tokio::time::sleep(..)`, or move it into `spawn_blocking`
//~                        = help: or write a plain `fn`: async callers then run this layer on the thread pool
        get_response.acall(request).await
    }
}

mod function_wraps_a_result_in_ok {
    #[middleware(both)]
    fn auth<G>(request: Request, get_response: &GetResponse<G>) -> Result<Response, StatusCode> {
        if !request.headers().contains_key(AUTHORIZATION) {
            return Err(StatusCode::UNAUTHORIZED);
        }
        Ok(get_response.call(request))
//~     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `get_response.call(..)` returns `Result<Response, StatusCode>` like this layer, and `Ok(..)` wraps it in a second `Result`
//~                                    = help: if the inner handlers return `Response`, write `#[middleware(both, next = Response)]`
//~                                    = help: if they return `Result<Response, StatusCode>`, write `get_response.call(..)` without `Ok(..)`
    }
}

mod function_wraps_a_result_in_ok_in_a_branch {
    #[middleware]
    async fn auth<G>(request: String, next: &GetResponse<G>) -> Result<String, u16> {
        if request.is_empty() { Err(401) } else { Ok(next.acall(request).await) }
//~                                               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `next.acall(..).await` returns `Result<String, u16>` like this layer, and `Ok(..)` wraps it in a second `Result`
//~                                                                             = help: if the inner handlers return `String`, write `#[middleware(next = String)]`
//~                                                                             = help: if they return `Result<String, u16>`, write `next.acall(..).await` without `Ok(..)`
    }
}
