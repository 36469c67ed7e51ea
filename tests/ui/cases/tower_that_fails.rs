mod tower_layer_that_fails {
    use std::{
        future::{Ready, ready},
        num::ParseIntError,
        task::{Context, Poll},
    };

    use middleware_core::{Chain, tower::from_layer};
    use tower_layer::layer_fn;
    use tower_service::Service;

    #[derive(Clone)]
    struct Parse<S>(S);

    impl<S: Service<u32>> Service<u32> for Parse<S> {
        type Response = u32;
        type Error = ParseIntError;
        type Future = Ready<Result<u32, ParseIntError>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ParseIntError>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: u32) -> Self::Future {
            ready(Ok(request))
        }
    }

    pub fn case() {
        Chain::<u32, u32>::new().with(from_layer(layer_fn(Parse))).view(async |n: u32| n);
    }
}

mod tower_service_of_no_result {
    use middleware_core::Chain;

    pub fn case() {
        let _ = Chain::<u32, u32>::new().view(async |n: u32| n).into_fallible_service();
    }
}

fn main() {}
