mod response_is_not_send_in_a_hook {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_response(&self, response: &mut Rc<str>) {
            *response = "changed".into();
        }
    }
}

mod value_is_not_send {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> Rc<String> {
            Rc::new(request.clone())
        }

        fn process_response(&self, response: &String, name: Rc<String>) {
            println!("{name}: {response}");
        }
    }
}

mod value_is_not_send_in_an_async_hook {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn process_request(&self, request: &String) -> Rc<String> {
            Rc::new(request.clone())
        }

        fn process_response(&self, response: &String, name: Rc<String>) {
            println!("{name}: {response}");
        }
    }
}

mod outcome_of_a_value_that_is_not_send {
    use std::rc::Rc;

    use middleware_core::{GetResponse, Outcome, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, request: &String) -> Rc<str> {
            Rc::from(request.as_str())
        }

        fn process_outcome(&self, outcome: Outcome<'_, String>, request: Option<Rc<str>>) {
            println!("{outcome:?} {request:?}");
        }
    }
}

fn main() {}
