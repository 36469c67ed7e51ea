//! Docs, attributes and further items of the impl.

use super::*;

/// Docs and attributes stand where they stood.
#[middleware]
#[derive(Debug)]
struct Documented<G> {
    /// The inside.
    get_response: GetResponse<G>,
}

/// Docs on the impl.
#[middleware]
#[allow(clippy::unused_self, reason = "the helper is an example")]
impl<G> Documented<G> {
    /// How many there are.
    const MANY: usize = 2;

    /// Docs on a half.
    #[inline]
    #[must_use]
    fn call(&self, #[allow(unused_mut)] mut request: String) -> String {
        request = self.help(&request);
        self.inwards(request)
    }

    async fn acall(&self, request: String) -> String {
        let request = self.help(&request);
        self.inwards_async(request).await
    }

    fn help(&self, request: &str) -> String {
        request.repeat(Self::MANY)
    }

    // Helpers that call the next handler get the bound that they need.

    fn inwards(&self, request: String) -> String {
        self.get_response.call(request)
    }

    async fn inwards_async(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

#[test]
fn is_what_was_written() {
    assert_answers!(
        Chain::<String, String>::new().with(Documented::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "AA"
    );
}
