mod view_of_another_request {
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

    fn view(number: u32) -> u32 {
        number
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(view);
    }
}

mod view_of_another_response {
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

    fn view(name: String) -> usize {
        name.len()
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(view);
    }
}

mod async_view_of_another_response {
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

    async fn view(name: String) -> usize {
        name.len()
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(view);
    }
}

mod view_with_two_arguments {
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

    fn view(name: String, retries: u32) -> String {
        format!("{name} {retries}")
    }

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(view);
    }
}

mod view_is_no_handler {
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

    struct Hello;

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(Hello);
    }
}

mod view_that_is_not_send {
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

    async fn view(name: String) -> String {
        let name = std::rc::Rc::new(name);
        note().await;
        name.to_string()
    }

    async fn note() {}

    pub fn case() {
        let _ = Chain::<String, String>::new().with(Timing::layer()).view(view);
    }
}

fn main() {}
