mod bridge_in_a_chain {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Audit<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Audit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    pub fn case() {
        let chain = Chain::<String, String>::new().with(timing()).with(Audit::layer());
        let _ = chain.with(timing()).view(async |name: String| name).without_bridges();
    }
}

mod bridge_around_a_chain {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Audit<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Audit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    pub fn case() {
        let inside = Chain::<String, String>::new().with(timing()).view(async |name: String| name);
        let _ = Chain::<String, String>::new().with(Audit::layer()).view(inside).without_bridges();
    }
}

mod bridge_of_an_optional_layer {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Audit<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Audit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    pub fn case() {
        let chain = Chain::<String, String>::new().with(timing()).with_if(true, Audit::layer());
        let _ = chain.view(async |name: String| name).without_bridges();
    }
}

mod bridge_behind_a_box {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Audit<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Audit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    pub fn case() {
        let inside = Chain::<String, String>::new().with(timing()).view(|name: String| name).boxed();
        let _ = Chain::<String, String>::new().with(Audit::layer()).view(inside).without_bridges();
    }
}

mod bridge_unknown_by_hand {
    use middleware_core::{Chain, Handler, Mode, SyncMiddleware, mode};

    struct Greeter;

    impl Handler<String> for Greeter {
        type Response = String;
        type Mode = mode::SyncMode;

        fn mode(&self) -> Mode {
            Mode::Sync
        }
    }

    impl SyncMiddleware<String> for Greeter {
        fn call(&self, name: String) -> String {
            name
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().view(Greeter).without_bridges();
    }
}

/// The handler in a box is known at run time only.
mod boxed_inside_without_bridges {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    async fn add<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
        get_response.acall(request + 1).await
    }

    pub fn case() {
        let app = Chain::<u32, u32>::new().with(add()).boxed().with(add()).view(async |n: u32| n);
        app.without_bridges().call(1);
    }
}

fn main() {}
