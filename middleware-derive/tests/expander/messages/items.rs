mod async_trait_below {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    #[async_trait::async_trait]
//~ ^^^^^^^^^^^^^^^^^^^^^^^^^^^ `#[async_trait]` cannot be on an impl with `#[middleware]`
//~                             = help: remove it: `acall` is a plain `async fn`, and is not boxed
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }
}

mod an_enum {
    #[middleware]
    enum Timing<G> {
//~ ^^^^ an enum cannot be a middleware
//~      = help: put it on a struct with a field `get_response: GetResponse<G>`, and on an impl of that struct
//~      = help: or put it on a function `(request, get_response)`
        On(GetResponse<G>),
        Off,
    }
}

mod trait_impl {
    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Clone for Timing<G> {
//~         ^^^^^ `#[middleware]` cannot be on the impl of a trait
//~               = help: put `call` and `acall` in an impl of the type itself: `impl Timing<G> { .. }`
        fn clone(&self) -> Self {
            Self { get_response: self.get_response.clone() }
        }
    }
}
