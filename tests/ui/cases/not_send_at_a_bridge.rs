mod request_is_not_send {
    use std::rc::Rc;

    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: Rc<str>) -> usize {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let app = Chain::<Rc<str>, usize>::new().with(Timing::layer()).view(|text: Rc<str>| text.len());
        let _ = app.acall("x".into());
    }
}

mod response_is_not_send {
    use std::rc::Rc;

    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: String) -> Rc<str> {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let app = Chain::<String, Rc<str>>::new().with(Timing::layer()).view(|name: String| name.into());
        let _ = app.acall("Ada".to_owned());
    }
}

fn main() {}
