//! Names of the user that are like those of the macro.

use super::*;

mod request {
    #[derive(Clone, Debug)]
    pub(crate) struct Parts(pub(crate) u16);
}

/// The path of its request holds the word `request`.
#[middleware]
#[derive(Debug)]
struct Path<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Path<G> {
    fn call(&self, parts: request::Parts) -> u16 {
        self.get_response.call(parts)
    }
}

/// A lifetime of the user's that is called `'request`.
#[middleware]
#[derive(Debug)]
struct Lifetime<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<'request, G> Lifetime<G> {
    #[allow(clippy::needless_arbitrary_self_type, reason = "the long form is what is tested")]
    fn call(self: &Self, text: &'request str) -> usize {
        self.get_response.call(text)
    }
}

#[test]
fn a_request_may_be_called_request() {
    let app = Chain::<request::Parts, u16>::new()
        .with(Path::layer())
        .view(|parts: request::Parts| parts.0);
    assert_eq!(app.call(request::Parts(7)), 7);
    let app = Chain::<&str, usize>::new().with(Lifetime::layer()).view(|text: &str| text.len());
    assert_eq!(app.call("seven"), 5);
}

/// What the macro would call a type parameter of its own.
#[derive(Clone, Debug)]
struct H(u32);

#[middleware]
#[derive(Debug)]
struct Taken {
    get_response: GetResponse<BoxHandler<H, u32>>,
    more: H,
}

#[middleware]
impl Taken {
    fn call(&self, request: H) -> u32 {
        self.get_response.call(H(request.0 + self.more.0))
    }
}

/// The response of a parameter that is not called `G`.
#[middleware]
#[derive(Debug)]
struct Inner<Inside> {
    get_response: GetResponse<Inside>,
}

#[middleware]
impl<Inside, Req> Inner<Inside> {
    fn call(&self, request: Req) -> Inside::Response {
        self.get_response.call(request)
    }
}

#[test]
fn names_do_not_matter() {
    let app = Chain::<H, u32>::new()
        .with(Taken::layer(H(2)))
        .with(Inner::layer())
        .view(|request: H| request.0);
    assert_eq!(app.call(H(1)), 3);
}

/// Two handlers that could be `get_response`, neither called `G`.
#[middleware]
#[derive(Debug)]
struct Fallback<Backup, Next> {
    backup: GetResponse<Backup>,
    get_response: GetResponse<Next>,
}

#[middleware]
impl<Backup, Next> Fallback<Backup, Next>
where
    Backup: middleware_core::Call<u32, Response = u32> + middleware_core::AsyncCall<u32>,
    Next: middleware_core::Call<u32, Response = u32> + middleware_core::AsyncCall<u32>,
{
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + self.backup.call(request)
    }

    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + self.backup.acall(request).await
    }
}

#[test]
fn the_mode_is_that_of_get_response_and_no_other() {
    let backup = Chain::<u32, u32>::new().view(|n: u32| n);
    let app = Chain::<u32, u32>::new()
        .with(layer_fn(|get_response| Fallback { backup, get_response }))
        .view(async |n: u32| n);
    is_async(&app);
    assert_eq!(app.mode(), Mode::Async);
    assert_eq!(app.boxed().mode(), Mode::Async);
}

/// A further handler with a bound of its own, and no `G`.
#[middleware]
#[derive(Debug)]
struct Tee<A, B> {
    get_response: GetResponse<A>,
    other: GetResponse<B>,
}

#[middleware]
impl<A, B> Tee<A, B>
where
    B: middleware_core::Call<u32, Response = u32>,
{
    fn call(&self, request: u32) -> u32 {
        self.other.call(request) + self.get_response.call(request)
    }
}

#[test]
fn a_further_handler_is_not_taken_for_get_response() {
    let other = Chain::<u32, u32>::new().view(|n: u32| n * 10);
    let app = Chain::<u32, u32>::new()
        .with(layer_fn(|get_response| Tee { get_response, other }))
        .view(|n: u32| n);
    assert_eq!(app.call(1), 11);
}

fn is_async<H: Handler<u32, Mode = middleware_core::mode::AsyncMode>>(_: &GetResponse<H>) {}

/// A field that starts from the default of a type that is open.
#[middleware]
#[derive(Debug)]
struct Kept<G, S> {
    get_response: GetResponse<G>,
    #[middleware(default)]
    state: S,
}

#[middleware]
impl<G, S: Debug> Kept<G, S> {
    fn call(&self, request: String) -> String {
        format!("{:?} {}", self.state, self.get_response.call(request))
    }
}

#[test]
fn a_default_may_be_of_an_open_type() {
    let app = Chain::<String, String>::new().with(Kept::<(), u8>::layer()).view(shout);
    assert_eq!(app.call("a".into()), "0 A");
}

/// The struct and its impl come from a macro by example.
macro_rules! layer {
    ($name:ident, $inside:ident, $holds:ty, $request:ty) => {
        #[middleware]
        #[derive(Debug)]
        struct $name<$inside> {
            get_response: $holds,
        }

        #[middleware]
        impl<$inside> $name<$inside> {
            fn call(&self, request: $request) -> $request {
                self.get_response.call(request)
            }

            async fn acall(&self, request: $request) -> $request {
                self.get_response.acall(request).await
            }
        }
    };
}
layer!(FromMacro, G, GetResponse<G>, String);

#[test]
fn a_macro_may_write_a_middleware() {
    assert_answers!(
        Chain::<String, String>::new().with(FromMacro::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "A"
    );
}

/// A parameter of `get_response` that is not called `G`, in every way of writing a layer.
mod another_name {
    use super::*;

    #[middleware]
    #[derive(Debug)]
    pub(super) struct Halves<Next> {
        get_response: GetResponse<Next>,
    }

    #[middleware]
    impl<Next> Halves<Next> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }

    #[middleware]
    #[derive(Debug)]
    pub(super) struct AsyncOnly<Next> {
        get_response: GetResponse<Next>,
    }

    #[middleware]
    impl<Next> AsyncOnly<Next> {
        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }

    #[middleware]
    #[derive(Debug)]
    pub(super) struct Translated<Next> {
        get_response: GetResponse<Next>,
    }

    #[middleware(both)]
    impl<Next> Translated<Next> {
        fn call(&self, request: String) -> String {
            self.ask(request)
        }

        fn ask(&self, request: String) -> String {
            self.get_response.call(request)
        }
    }

    #[middleware]
    #[derive(Debug)]
    pub(super) struct Hooked<Next> {
        get_response: GetResponse<Next>,
    }

    #[middleware]
    impl<Next> Hooked<Next> {
        fn process_request(&self, request: &mut String) {
            request.push('1');
        }
    }

    #[middleware]
    #[derive(Debug)]
    pub(super) struct Waiting<Next> {
        get_response: GetResponse<Next>,
    }

    #[middleware]
    impl<Next> Waiting<Next> {
        async fn process_response(&self, response: String) -> String {
            response + "2"
        }
    }

    #[middleware(both)]
    pub(super) fn function<Next>(request: String, next: &GetResponse<Next>) -> String {
        next.call(request)
    }
}

#[test]
fn the_parameter_of_get_response_may_have_another_name() {
    use another_name::*;

    assert_answers!(
        Chain::<String, String>::new()
            .with(Halves::layer())
            .with(Translated::layer())
            .with(Hooked::layer())
            .with(Waiting::layer())
            .with(function()),
        "a".to_owned(),
        shout,
        shout_async,
        "A12"
    );
    let app = Chain::<String, String>::new().with(AsyncOnly::layer()).view(shout_async);
    assert_eq!(app.call("a".into()), "A");
}
