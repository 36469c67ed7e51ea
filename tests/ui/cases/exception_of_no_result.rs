mod exception_of_no_result {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_exception(&self, error: String) -> String {
            error
        }
    }
}

mod exception_of_no_result_in_an_async_hook {
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn process_exception(&self, error: String) -> String {
            error
        }
    }
}

fn main() {}
