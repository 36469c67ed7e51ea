mod function_with_a_setting_that_is_not_clone {
    use middleware_core::{GetResponse, middleware};

    struct Limit(u32);

    #[middleware]
    fn timing<G>(request: String, get_response: &GetResponse<G>, limit: Limit) -> String {
        println!("{}", limit.0);
        get_response.call(request)
    }
}

mod outcome_of_a_value_that_is_not_clone {
    use middleware_core::{GetResponse, Outcome, middleware};

    struct Started;

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, _: &String) -> Started {
            Started
        }

        fn process_response(&self, response: &String, _: Started) {
            println!("{response}");
        }

        fn process_outcome(&self, outcome: Outcome<'_, String>, _: Option<Started>) {
            println!("{outcome:?}");
        }
    }
}

fn main() {}
