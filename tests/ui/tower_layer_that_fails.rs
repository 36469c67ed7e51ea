use std::time::Duration;

use middleware_core::{Chain, tower::from_layer};
use tower::timeout::TimeoutLayer;

fn main() {
    let timeout = TimeoutLayer::new(Duration::from_secs(1));
    Chain::<u32, u32>::new().with(from_layer(timeout)).view(async |n: u32| n);
}
