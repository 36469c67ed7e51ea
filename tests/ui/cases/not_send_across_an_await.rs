mod not_send_across_an_await {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn acall(&self, request: String) -> String {
            let name = Rc::new(request.clone());
            let response = self.get_response.acall(request).await;
            format!("{name}: {response}")
        }
    }
}

mod function_not_send_across_an_await {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    async fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
        let name = Rc::new(request.clone());
        let response = get_response.acall(request).await;
        format!("{name}: {response}")
    }
}

mod both_with_a_guard_across_the_call {
    use std::sync::Mutex;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
        count: Mutex<u32>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let mut count = self.count.lock().unwrap();
            *count += 1;
            self.get_response.call(request)
        }
    }
}

// The guide describes these two and their fix, in `troubleshooting.md`.
mod both_with_a_guard_that_is_dropped {
    use std::sync::{Arc, Mutex};

    use middleware_core::{GetResponse, middleware};

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>, count: &Arc<Mutex<u32>>) -> String {
        let mut count = count.lock().unwrap();
        *count += 1;
        drop(count);
        get_response.call(request)
    }
}

mod both_with_a_guard_in_a_match {
    use std::sync::{Arc, Mutex};

    use middleware_core::{GetResponse, middleware};

    #[middleware(both)]
    fn timing<G>(request: String, get_response: &GetResponse<G>, count: &Arc<Mutex<u32>>) -> String {
        match *count.lock().unwrap() {
            0 => request,
            _ => get_response.call(request),
        }
    }
}

mod both_with_a_value_that_is_not_send {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> String {
            let name = Rc::new(request.clone());
            let response = self.get_response.call(request);
            format!("{name}: {response}")
        }
    }
}

mod not_send_across_an_await_in_a_hook {
    use std::rc::Rc;

    use middleware_core::{GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn process_request(&self, request: &String) {
            let name = Rc::new(request.clone());
            note().await;
            println!("{name}");
        }
    }

    async fn note() {}
}

fn main() {}
