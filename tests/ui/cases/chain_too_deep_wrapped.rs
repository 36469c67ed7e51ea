//! 20 futures in each other, each in one more: a timeout around the call inwards.

use std::time::Duration;

use middleware_core::{Chain, GetResponse, middleware};
use tokio::time::timeout;

#[middleware]
async fn limited<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    timeout(Duration::from_secs(1), get_response.acall(request)).await.unwrap_or_default()
}

fn main() {
    let app = Chain::<u64, u64>::new()
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .with(limited)
        .view(async |n: u64| n);
    app.call(1);
}
