//! A `get_response` under another name.

use super::*;

#[middleware]
#[derive(Debug)]
struct Halves<G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
    suffix: &'static str,
}

#[middleware]
impl<G> Halves<G> {
    fn call(&self, request: String) -> String {
        self.next.call(request) + self.suffix
    }

    async fn acall(&self, request: String) -> String {
        self.next.acall(request).await + self.suffix
    }
}

/// With helpers, which the impl's attribute has to find.
#[middleware]
#[derive(Debug)]
struct Translated<G> {
    suffix: &'static str,
    #[middleware(get_response)]
    next: GetResponse<G>,
}

#[middleware(both, get_response = next)]
impl<G> Translated<G> {
    fn call(&self, request: String) -> String {
        self.ask(request) + self.suffix
    }

    fn ask(&self, request: String) -> String {
        self.next.call(request)
    }
}

#[middleware]
#[derive(Debug)]
struct Hooked<G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
    suffix: &'static str,
}

#[middleware]
impl<G> Hooked<G> {
    async fn process_response(&self, response: String) -> String {
        response + self.suffix
    }
}

#[test]
fn the_field_may_have_another_name() {
    assert_answers!(
        Chain::<String, String>::new()
            .with(Halves::layer("1"))
            .with(Translated::layer("2"))
            .with(Hooked::layer("3")),
        "a".to_owned(),
        shout,
        shout_async,
        "A321"
    );
}
