//! The core under another path, and names that shadow.

use super::*;

/// The core under another path.
pub(crate) mod framework {
    pub(crate) use middleware_core as middleware;
}

#[middleware_core::middleware(crate = framework::middleware)]
#[derive(Debug)]
struct Renamed<G> {
    get_response: GetResponse<G>,
}

#[middleware_core::middleware(crate = framework::middleware)]
impl<G> Renamed<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

#[test]
fn the_core_may_have_another_path() {
    let app = Chain::<String, String>::new().with(Renamed::layer()).view(shout);
    assert_eq!(app.call("a".into()), "A");
}

/// Types of the user that have the names of the standard library's.
#[allow(dead_code, reason = "they only have to be in scope")]
mod shadows {
    pub(crate) enum Option {}
    pub(crate) enum Result {}
    pub(crate) enum Box {}
    pub(crate) enum Arc {}
    pub(crate) trait Send {}
    pub(crate) trait Sync {}
    pub(crate) trait Future {}
    pub(crate) trait Default {}
    pub(crate) trait Handler {}
    pub(crate) mod core {}
    pub(crate) mod std {}
}

mod shadowed {
    #[allow(unused_imports, reason = "they only have to be in scope")]
    use super::shadows::*;
    use middleware_core::{GetResponse, middleware};

    #[middleware]
    pub(crate) struct r#Async<G> {
        get_response: GetResponse<G>,
        r#type: String,
        #[middleware(default)]
        count: u32,
    }

    #[middleware]
    impl<G> r#Async<G> {
        fn call(&self, r#in: String) -> String {
            self.get_response.call(r#in + &self.r#type)
        }

        async fn acall(&self, r#in: String) -> String {
            let _ = self.count;
            self.get_response.acall(r#in + &self.r#type).await
        }
    }
}

#[test]
fn names_may_be_shadowed_and_raw() {
    let chain = || Chain::<String, String>::new().with(shadowed::r#Async::layer("b".into()));
    assert_eq!(<shadowed::r#Async<()> as Middleware>::NAME, "Async");
    assert_answers!(chain(), "a".to_owned(), shout, shout_async, "AB");
}
