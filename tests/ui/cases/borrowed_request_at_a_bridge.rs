mod borrowed_request_at_a_bridge {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        fn call(&self, request: &mut Vec<u32>) -> usize {
            self.get_response.call(request)
        }
    }

    pub fn case() {
        let app = Chain::<&mut Vec<u32>, usize>::new()
            .with(Timing::layer())
            .view(|numbers: &mut Vec<u32>| numbers.len());
        let _ = app.acall(&mut vec![1]);
    }
}

mod borrowed_request_at_a_bridge_inside {
    use middleware_core::{Chain, GetResponse, middleware};

    #[middleware]
    struct Timing<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Timing<G> {
        async fn acall(&self, request: &mut Vec<u32>) -> usize {
            self.get_response.acall(request).await
        }
    }

    pub fn case() {
        let app = Chain::<&mut Vec<u32>, usize>::new()
            .with(Timing::layer())
            .view(|numbers: &mut Vec<u32>| numbers.len());
        let _ = app.acall(&mut vec![1]);
    }
}

fn main() {}
