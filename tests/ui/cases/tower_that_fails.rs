mod tower_layer_that_fails {
    use std::time::Duration;

    use middleware_core::{Chain, tower::from_layer};
    use tower::timeout::TimeoutLayer;

    pub fn case() {
        let timeout = TimeoutLayer::new(Duration::from_secs(1));
        Chain::<u32, u32>::new().with(from_layer(timeout)).view(async |n: u32| n);
    }
}

mod tower_service_of_no_result {
    use middleware_core::Chain;

    pub fn case() {
        let _ = Chain::<u32, u32>::new().view(async |n: u32| n).into_fallible_service();
    }
}

fn main() {}
