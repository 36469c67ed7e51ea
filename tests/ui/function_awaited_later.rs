use middleware_core::{GetResponse, middleware};

#[middleware(both)]
async fn ask<G>(request: String, get_response: &GetResponse<G>) -> String {
    let response = get_response.acall(request);
    println!("asked");
    response.await
}

fn main() {}
