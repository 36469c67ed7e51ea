mod called_with_another_request {
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
        let app = Chain::<String, String>::new().with(Timing::layer()).view(|name: String| name);
        app.call(7);
    }
}

mod request_of_another_type {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request.len())
        }
    }
}

mod response_of_another_type {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let status: u32 = self.get_response.call(request);
            status.to_string()
        }
    }
}

mod value_of_another_type {
    use std::time::Instant;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> usize {
            request.len()
        }

        fn process_response(&self, response: &String, start: Instant) {
            println!("{response}: {start:?}");
        }
    }
}

mod outcome_of_a_value_of_another_type {
    use middleware_core::{GetResponse, Outcome, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> usize {
            request.len()
        }

        fn process_outcome(&self, outcome: Outcome<'_, String>, length: Option<u8>) {
            println!("{outcome:?} {length:?}");
        }
    }
}

fn main() {}
