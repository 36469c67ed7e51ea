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

#[middleware_core::middleware(crate = framework::middleware)]
#[derive(Debug)]
struct RenamedHooks<G> {
    get_response: GetResponse<G>,
}

#[middleware_core::middleware(span, crate = framework::middleware)]
impl<G> RenamedHooks<G> {
    fn process_request(&self, request: &mut String) {
        request.push('1');
    }

    #[middleware_core::middleware(blocking)]
    fn process_response(&self, response: &mut String) {
        response.push('2');
    }

    fn process_outcome(&self, _: middleware_core::Outcome<'_, String>) {}
}

#[middleware_core::middleware(both, span, crate = framework::middleware)]
fn renamed<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request)
}

#[test]
fn the_core_may_have_another_path() {
    assert_answers!(
        Chain::<String, String>::new()
            .with(Renamed::layer())
            .with(RenamedHooks::layer())
            .with(renamed()),
        "a".to_owned(),
        shout,
        shout_async,
        "A12"
    );
}

/// Types of the user that have the names of the standard library's.
#[allow(dead_code, reason = "they only have to be in scope")]
mod shadows {
    pub(crate) enum Option {}
    pub(crate) enum Result {}
    pub(crate) enum ControlFlow {}
    pub(crate) enum MiddlewareLayer {}
    pub(crate) enum Vec {}
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

    #[middleware(span)]
    impl<G> r#Async<G> {
        fn call(&self, r#in: String) -> String {
            self.get_response.call(r#in + &self.r#type)
        }

        async fn acall(&self, r#in: String) -> String {
            let _ = self.count;
            self.get_response.acall(r#in + &self.r#type).await
        }
    }

    #[middleware]
    pub(crate) struct Plain<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(span)]
    impl<G> Plain<G> {
        fn process_request(
            &self,
            request: &mut String,
        ) -> ::std::ops::ControlFlow<::std::result::Result<String, u8>, usize> {
            if request.is_empty() {
                return ::std::ops::ControlFlow::Break(Err(0));
            }
            ::std::ops::ControlFlow::Continue(request.len())
        }

        fn process_exception(&self, error: u8) -> ::std::result::Result<String, u8> {
            Err(error)
        }

        fn process_response(
            &self,
            response: &mut ::std::result::Result<String, u8>,
            length: ::std::option::Option<usize>,
        ) {
            if let (Ok(text), Some(length)) = (response, length) {
                text.push_str(&length.to_string());
            }
        }
    }

    #[middleware]
    pub(crate) struct Waiting<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(span)]
    impl<G> Waiting<G> {
        fn process_outcome(
            &self,
            _: middleware_core::Outcome<'_, ::std::result::Result<String, u8>>,
            _: ::std::option::Option<usize>,
        ) {
        }

        async fn process_request(
            &self,
            request: &mut String,
        ) -> ::std::ops::ControlFlow<::std::result::Result<String, u8>, usize> {
            ::std::ops::ControlFlow::Continue(request.len())
        }

        async fn process_exception(&self, error: u8) -> ::std::result::Result<String, u8> {
            Err(error)
        }

        #[middleware(blocking)]
        fn process_response(
            &self,
            _: &::std::result::Result<String, u8>,
            length: ::std::option::Option<usize>,
        ) {
            assert!(length.is_some());
        }
    }

    #[middleware(both)]
    pub(crate) fn r#loop<G>(
        request: String,
        get_response: &GetResponse<G>,
        r#in: &str,
        numbers: &[u8],
        times: usize,
    ) -> ::std::result::Result<String, u8> {
        let answer = (|| Ok(get_response.call(request)? + &r#in.repeat(times)))();
        answer.map(|text| format!("{text}{numbers:?}"))
    }
}

#[test]
fn names_may_be_shadowed_and_raw() {
    let chain = || Chain::<String, String>::new().with(shadowed::r#Async::layer("b".into()));
    assert_eq!(<shadowed::r#Async<()> as Middleware>::NAME, "Async");
    assert_answers!(chain(), "a".to_owned(), shout, shout_async, "AB");
}

#[test]
fn names_may_be_shadowed_around_hooks_and_functions() {
    assert_answers!(
        Chain::<String, Result<String, u8>>::new()
            .with(shadowed::Plain::layer())
            .with(shadowed::Waiting::layer())
            .with(shadowed::r#loop("x".into(), vec![1], 2)),
        "a".to_owned(),
        |text| Ok(shout(text)),
        async |text| Ok(shout(text)),
        Ok::<_, u8>("Axx[1]1".to_owned())
    );
}
