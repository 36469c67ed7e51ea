mod not_a_layer {
    use middleware_core::Chain;

    struct Timing;

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing).view(|name: String| name);
    }
}

mod layer_not_called {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer).view(|name: String| name);
    }
}

mod function_settings_forgotten {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    fn limit<G>(request: String, get_response: &GetResponse<G>, most: usize) -> String {
        get_response.call(request.chars().take(most).collect())
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(limit).view(|name: String| name);
    }
}

mod layer_is_a_middleware {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let get_response = Chain::<String, String>::new().view(|name: String| name);
        let _ = Chain::<String, String>::new().with(Timing { get_response }).view(|name: String| name);
    }
}

mod layer_is_a_number {
    use middleware_core::Chain;

    pub fn case() {
        let _ = Chain::<String, String>::new().with(7).view(|name: String| name);
    }
}

mod layer_is_a_string {
    use middleware_core::Chain;

    pub fn case() {
        let _ = Chain::<String, String>::new().with("timing".to_owned()).view(|name: String| name);
    }
}

fn main() {}
