//! Layers whose response is whatever the inside answers.

use super::*;

/// Async only; its response is whatever the inside answers.
#[middleware]
#[derive(Debug)]
struct Pass<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> Pass<G> {
    async fn acall(&self, request: Req) -> G::Response {
        self.get_response.acall(request).await
    }
}

#[test]
fn passes_on() {
    let chain = || Chain::<String, String>::new().with(Pass::layer());
    assert_eq!(chain().view(shout).mode(), Mode::Async);
    assert_answers!(chain(), "a".to_owned(), shout, shout_async, "A");
}
