//! What lies inside of an erase point is known at run time only.

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
async fn add<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.acall(request + 1).await
}

fn main() {
    let app = Chain::<u32, u32>::new().with(add).boxed().with(add).view(async |n: u32| n);
    app.without_bridges().call(1);
}
