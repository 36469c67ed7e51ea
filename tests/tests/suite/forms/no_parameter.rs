//! Structs without a parameter, which hold a `BoxHandler`.

use super::*;

/// Holds a boxed handler.
#[middleware]
#[derive(Debug)]
struct Twice {
    get_response: GetResponse<BoxHandler<String, String>>,
    separator: char,
}

#[middleware]
impl Twice {
    fn call(&self, request: String) -> String {
        let answer = self.get_response.call(request);
        format!("{answer}{}{answer}", self.separator)
    }

    async fn acall(&self, request: String) -> String {
        let answer = self.get_response.acall(request).await;
        format!("{answer}{}{answer}", self.separator)
    }
}

#[test]
fn is_a_layer_of_static_chains() {
    let chain = || Chain::<String, String>::new().with(Twice::layer('-'));
    assert_eq!(chain().view(shout).mode(), Mode::Sync);
    assert_eq!(chain().view(shout_async).mode(), Mode::Async);
    assert_answers!(chain(), "a".to_owned(), shout, shout_async, "A-A");
}

#[test]
fn is_a_layer_of_boxed_handlers() {
    let boxed = Chain::<String, String>::new().view(shout_async).boxed();
    let twice = Twice::layer('-').wrap(Twice::layer('+').wrap(boxed));
    assert_eq!(twice.call("a".into()), "A+A-A+A");
    assert_eq!(twice.plan().layers().len(), 2);
}

/// Changes the types, which its `BoxHandler` says.
#[middleware]
#[derive(Debug)]
struct Parse {
    get_response: GetResponse<BoxHandler<u32, u64>>,
}

#[middleware]
impl Parse {
    fn call(&self, request: String) -> String {
        self.get_response.call(request.parse().unwrap_or(0)).to_string()
    }

    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request.parse().unwrap_or(0)).await.to_string()
    }
}

#[test]
fn may_change_types_without_a_bound() {
    assert_answers!(
        Chain::<String, String>::new().with(Parse::layer()),
        "20".to_owned(),
        |n: u32| u64::from(n) + 1,
        async |n: u32| u64::from(n) + 1,
        "21"
    );
}
