//! 22 `async fn`s in a layer of axum's. The bound is axum's, so the advice has to be in what is shown for it.

use axum::{Router, body::Body, routing::get};
use middleware_core::{Chain, GetResponse, middleware};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

#[middleware]
async fn pass<G>(request: Request, get_response: &GetResponse<G>) -> Response {
    get_response.acall(request).await
}

fn main() {
    let layers = Chain::<Request, Response>::new()
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass)
        .with(pass);
    let _: Router = Router::new().route("/", get(async || "hello")).layer(layers.into_layer());
}
