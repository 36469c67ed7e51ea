//! Structs with lifetimes.

use super::*;

/// A name that is borrowed from the program.
#[middleware]
#[derive(Debug)]
struct Tag<'a, G> {
    get_response: GetResponse<G>,
    name: &'a str,
}

#[middleware]
#[allow(clippy::elidable_lifetime_names, reason = "a name is what is tested")]
impl<'a, G> Tag<'a, G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request + self.name)
    }

    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request + self.name).await
    }
}

/// The same, async only, with the lifetime left out.
#[middleware]
#[derive(Debug)]
struct AsyncTag<'a, G> {
    get_response: GetResponse<G>,
    name: &'a str,
}

#[middleware]
impl<G> AsyncTag<'_, G> {
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request + self.name).await
    }
}

#[test]
fn a_struct_may_have_lifetimes() {
    assert_answers!(
        Chain::<String, String>::new().with(Tag::layer("b")).with(AsyncTag::layer("c")),
        "a".to_owned(),
        shout,
        shout_async,
        "ABC"
    );
}
