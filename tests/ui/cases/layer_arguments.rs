mod layer_with_another_argument {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Limit<G> {
        get_response: GetResponse<G>,
        most: u32,
    }

    #[middleware]
    impl<G> Limit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Limit::layer("7")).view(|name: String| name);
    }
}

mod layer_without_its_argument {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Limit<G> {
        get_response: GetResponse<G>,
        most: u32,
    }

    #[middleware]
    impl<G> Limit<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Limit::layer()).view(|name: String| name);
    }
}

mod function_without_parentheses {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(timing).view(|name: String| name);
    }
}

fn main() {}
