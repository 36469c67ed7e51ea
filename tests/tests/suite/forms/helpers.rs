//! Methods besides the halves.

use super::*;

#[middleware]
#[derive(Debug)]
struct Helped<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Helped<G> {
    fn new(get_response: GetResponse<G>) -> Self {
        Self { get_response }
    }

    fn call(&self, request: String) -> String {
        self.next().call(request)
    }

    async fn acall(&self, request: String) -> String {
        self.forward(request).await
    }

    /// Serves both halves, and calls neither.
    fn next(&self) -> &GetResponse<G> {
        &self.get_response
    }

    /// Gives a future without being async.
    fn forward(&self, request: String) -> impl Future<Output = String> + Send + '_ {
        self.next().acall(request)
    }

    /// Calls a half.
    fn twice(&self, request: String) -> String {
        let once = self.call(request);
        Self::call(self, once)
    }
}

#[test]
fn may_do_what_they_like() {
    let app = |view| Chain::<String, String>::new().with(layer_fn(Helped::new)).view(view);
    assert_eq!(app(shout as fn(String) -> String).call("a".into()), "A");
    assert_answers!(
        Chain::<String, String>::new().with(Helped::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "A"
    );
    let inside = Chain::<String, String>::new().view(|text: String| text + "!");
    assert_eq!(Helped::new(inside).twice("a".into()), "a!!");
}
