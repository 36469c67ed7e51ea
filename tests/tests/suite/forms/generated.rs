//! The halves that are generated.

use super::*;

#[middleware]
#[derive(Debug)]
struct OnlySync<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> OnlySync<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

#[middleware]
#[derive(Debug)]
struct OnlyAsync<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> OnlyAsync<G> {
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

fn call(middleware: &impl SyncMiddleware<String, Response = String>) -> String {
    middleware.call("a".to_owned())
}

fn acall(middleware: impl AsyncMiddleware<String, Response = String>) -> String {
    futures::executor::block_on(std::sync::Arc::new(middleware).acall("a".to_owned()))
}

#[test]
fn every_middleware_has_both_halves() {
    let view = || Chain::<String, String>::new().view(shout);
    assert_eq!(call(&OnlySync { get_response: view() }), "A");
    assert_eq!(call(&OnlyAsync { get_response: view() }), "A");
    assert_eq!(acall(OnlySync { get_response: view() }), "A");
    assert_eq!(acall(OnlyAsync { get_response: view() }), "A");
}
