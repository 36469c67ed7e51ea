//! Requests that are not `Send`, in chains whose view is async.

mod layer_with_acall {
    use std::rc::Rc;

    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    async fn timing<G>(request: Rc<str>, get_response: &GetResponse<G>) -> usize {
        get_response.acall(request).await
    }

    pub fn case() {
        let _ = Chain::<Rc<str>, usize>::new().with(timing());
    }
}

mod view {
    use std::rc::Rc;

    use middleware_core::Chain;

    async fn length(request: Rc<str>) -> usize {
        request.len()
    }

    pub fn case() {
        let _ = Chain::<Rc<str>, usize>::new().view(length);
    }
}

mod view_around_hooks {
    use std::rc::Rc;

    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn process_request(&self, _: &Rc<str>) {}
    }

    pub fn case() {
        let app = Chain::<Rc<str>, usize>::new().with(Timing::layer()).view(|text: Rc<str>| text.len());
        let _ = app.acall("x".into());
    }
}

fn main() {}
