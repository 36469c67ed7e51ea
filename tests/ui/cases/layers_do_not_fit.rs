mod chain_of_another_request {
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
        let _ = Chain::<u32, String>::new().with(Timing::layer()).view(|name: String| name);
    }
}

mod layers_of_different_requests {
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

    #[middleware]
    struct Number<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Number<G> {
        fn call(&self, request: u32) -> String {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new()
            .with(Timing::layer())
            .with(Number::layer())
            .view(|number: u32| number.to_string());
    }
}

mod layers_of_different_responses {
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

    #[middleware]
    struct Length<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Length<G> {
        fn call(&self, request: String) -> usize {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new()
            .with(Timing::layer())
            .with(Length::layer())
            .view(|text: String| text.len());
    }
}

fn main() {}
