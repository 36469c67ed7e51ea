//! The forms in which a middleware may be written.

use std::{fmt::Debug, marker::PhantomData, sync::Mutex};

use middleware_core::{
    AsyncMiddleware, BoxHandler, Capability, Chain, GetResponse, Handler, Layer, Middleware, Mode,
    SyncMiddleware, middleware,
};
use middleware_tests::drive_everywhere;

/// Asserts that the chain answers the request so in every way, and runs its layers in its view's mode.
macro_rules! assert_answers {
    ($chain:expr, $request:expr, $sync:expr, $async:expr, $expected:expr) => {{
        let app = $chain.view($sync);
        for (way, answer) in drive_everywhere(&app, &$request, |answer| answer) {
            assert_eq!(answer, $expected, "around a sync view; {way}");
        }
        let app = $chain.view($async);
        for (way, answer) in drive_everywhere(&app, &$request, |answer| answer) {
            assert_eq!(answer, $expected, "around an async view; {way}");
        }
    }};
}

#[allow(clippy::needless_pass_by_value, reason = "a view owns its request")]
fn shout(text: String) -> String {
    text.to_uppercase()
}

async fn shout_async(text: String) -> String {
    text.to_uppercase()
}

mod any_request_and_response {
    use super::*;

    /// Counts requests of any type.
    #[middleware]
    #[derive(Debug)]
    pub(crate) struct Count<G> {
        get_response: GetResponse<G>,
        #[middleware(default)]
        pub(crate) count: Mutex<u32>,
    }

    #[middleware]
    impl<G, Req, Res> Count<G>
    where
        Req: Debug,
    {
        fn call(&self, request: Req) -> Res {
            self.add(&request);
            self.get_response.call(request)
        }

        async fn acall(&self, request: Req) -> Res {
            self.add(&request);
            self.get_response.acall(request).await
        }

        fn add(&self, request: &Req) {
            assert!(!format!("{request:?}").is_empty());
            *self.count.lock().unwrap() += 1;
        }

        /// A helper that knows nothing of the request.
        pub(crate) fn so_far(&self) -> u32 {
            *self.count.lock().unwrap()
        }
    }

    #[test]
    fn serves_any() {
        assert_answers!(
            Chain::<String, String>::new().with(Count::layer()),
            "a".to_owned(),
            shout,
            shout_async,
            "A"
        );
        assert_answers!(
            Chain::<(u8, u8), u8>::new().with(Count::layer()),
            (1, 2),
            |(a, b): (u8, u8)| a + b,
            async |(a, b): (u8, u8)| a + b,
            3
        );
    }

    #[test]
    fn its_methods_stay_its_own() {
        let view = Chain::<u8, u8>::new().view(|n: u8| n);
        let counting = Count { get_response: view, count: Mutex::default() };
        assert_eq!(Count::call(&counting, 7), 7);
        assert_eq!(SyncMiddleware::call(&counting, 7), 7);
        assert_eq!(counting.so_far(), 2);
    }
}

mod response_of_the_inside {
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
}

mod open_types {
    use super::*;

    /// Sync only, with a parameter in the response alone.
    #[middleware]
    #[derive(Debug)]
    struct Retry<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G, Req: Clone, T, E> Retry<G> {
        fn call(&self, request: Req) -> Result<T, E> {
            self.get_response.call(request.clone()).or_else(|_| self.get_response.call(request))
        }
    }

    /// Async only, the same.
    #[middleware]
    #[derive(Debug)]
    struct AsyncRetry<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G, T, E> AsyncRetry<G> {
        async fn acall(&self, request: String) -> Result<T, E> {
            match self.get_response.acall(request.clone()).await {
                Err(_) => self.get_response.acall(request).await,
                ok => ok,
            }
        }
    }

    #[test]
    fn a_parameter_may_stand_in_the_response_alone() {
        let chain = || {
            Chain::<String, Result<usize, String>>::new()
                .with(Retry::layer())
                .with(AsyncRetry::layer())
                .with(Retry::layer())
        };
        let parse = |text: String| text.parse().map_err(|_| text);
        let app = chain().view(parse);
        for (way, answer) in drive_everywhere(&app, &"7".to_owned(), |answer| answer) {
            assert_eq!(answer, Ok(7), "{way}");
        }
        let app = chain().view(move |text: String| async move { parse(text) });
        for (way, answer) in drive_everywhere(&app, &"x".to_owned(), |answer| answer) {
            assert_eq!(answer, Err("x".to_owned()), "{way}");
        }
    }

    /// Asks something of the response of the inside, with the user's bound and without.
    #[middleware]
    #[derive(Debug)]
    struct Log<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G, Req> Log<G>
    where
        Req: Debug,
        G: Handler<Req>,
        G::Response: Debug,
    {
        fn call(&self, request: Req) -> G::Response {
            let mut line = format!("{request:?}");
            let response = self.get_response.call(request);
            Self::note(&mut line, &response);
            response
        }

        fn note(line: &mut String, response: &G::Response) {
            *line = format!("{line} {response:?}");
        }
    }

    #[middleware]
    #[derive(Debug)]
    struct ShortLog<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G, Req> ShortLog<G>
    where
        G::Response: Debug,
    {
        fn call(&self, request: Req) -> G::Response {
            let response = self.get_response.call(request);
            self.note(&response);
            response
        }

        async fn acall(&self, request: Req) -> G::Response {
            let response = self.get_response.acall(request).await;
            self.note(&response);
            response
        }

        fn note(&self, response: &G::Response) {
            assert!(!format!("{response:?} {:?}", self.get_response).is_empty());
        }
    }

    #[test]
    fn the_response_of_the_inside_may_be_bounded() {
        assert_answers!(
            Chain::<String, String>::new().with(Log::layer()).with(ShortLog::layer()),
            "a".to_owned(),
            shout,
            shout_async,
            "A"
        );
    }
}

mod types_changed {
    use super::*;

    pub(crate) struct User<'a> {
        name: &'a str,
    }

    /// Hands something inwards that borrows from the request.
    #[middleware]
    #[derive(Debug)]
    struct Authenticate<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Authenticate<G>
    where
        G: for<'a> Handler<User<'a>, Response = usize>,
    {
        fn call(&self, request: String) -> Result<usize, String> {
            match request.strip_prefix("user ") {
                Some(name) => Ok(self.get_response.call(User { name })),
                None => Err(format!("{request} is nobody")),
            }
        }
    }

    #[test]
    fn what_is_handed_inwards_may_borrow() {
        let app = Chain::<String, Result<usize, String>>::new()
            .with(Authenticate::layer())
            .view(|user: User<'_>| user.name.len());
        assert_eq!(app.call("user ada".into()), Ok(3));
        assert_eq!(app.call("ada".into()), Err("ada is nobody".into()));
        for (way, answer) in drive_everywhere(&app, &"user ada".to_owned(), |answer| answer) {
            assert_eq!(answer, Ok(3), "{way}");
        }
    }

    /// The bound in the header, the parameter under another name, both halves.
    #[middleware]
    #[derive(Debug)]
    struct Parse<Inside> {
        get_response: GetResponse<Inside>,
    }

    #[middleware]
    impl<Inside: Handler<u32, Response = u64>> Parse<Inside> {
        fn call(&self, request: String) -> String {
            self.get_response.call(request.parse().unwrap_or(0)).to_string()
        }

        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request.parse().unwrap_or(0)).await.to_string()
        }
    }

    #[test]
    fn the_bound_may_stand_in_the_header() {
        assert_answers!(
            Chain::<String, String>::new().with(Parse::layer()),
            "20".to_owned(),
            |n: u32| u64::from(n) + 1,
            async |n: u32| u64::from(n) + 1,
            "21"
        );
    }
}

mod further_parameters {
    use super::*;

    pub(crate) trait Policy: Send + Sync + 'static {
        fn apply(&self, text: String) -> String;
    }

    #[derive(Clone, Debug)]
    pub(crate) struct Suffix(&'static str);

    impl Policy for Suffix {
        fn apply(&self, text: String) -> String {
            text + self.0
        }
    }

    /// A type parameter before `G`, one that no argument mentions, and a constant.
    #[middleware]
    #[derive(Debug)]
    struct Apply<P, G, Tag, const TIMES: usize>
    where
        P: Policy,
    {
        policy: P,
        get_response: GetResponse<G>,
        #[middleware(default)]
        tag: PhantomData<fn() -> Tag>,
    }

    #[middleware]
    impl<P: Policy, G, Tag: 'static, const TIMES: usize> Apply<P, G, Tag, TIMES> {
        fn call(&self, request: String) -> String {
            let request = self.apply(request);
            self.get_response.call(request)
        }

        async fn acall(&self, request: String) -> String {
            let request = self.apply(request);
            self.get_response.acall(request).await
        }

        fn apply(&self, request: String) -> String {
            let _: PhantomData<fn() -> Tag> = self.tag;
            (0..TIMES).fold(request, |request, _| self.policy.apply(request))
        }
    }

    #[test]
    fn are_kept() {
        let layer = Apply::<_, (), u8, 3>::layer(Suffix("!"));
        assert_answers!(
            Chain::<String, String>::new().with(layer.clone()),
            "a".to_owned(),
            shout,
            shout_async,
            "A!!!"
        );
    }
}

mod lifetimes {
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
}

mod no_parameter {
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
}

mod no_parameter_and_types_changed {
    use super::*;

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
    fn needs_no_bound() {
        assert_answers!(
            Chain::<String, String>::new().with(Parse::layer()),
            "20".to_owned(),
            |n: u32| u64::from(n) + 1,
            async |n: u32| u64::from(n) + 1,
            "21"
        );
    }
}

mod conditional {
    use super::*;

    /// Has its `acall` only under a `cfg` that never holds.
    #[middleware]
    #[derive(Debug)]
    struct NoAsync<G> {
        get_response: GetResponse<G>,
        #[cfg(any())]
        #[middleware(default)]
        never: NoSuchType,
        #[cfg(not(any()))]
        #[middleware(default)]
        always: u32,
    }

    #[middleware]
    impl<G> NoAsync<G> {
        fn call(&self, request: String) -> String {
            assert_eq!(self.always, 0);
            self.get_response.call(request)
        }

        #[cfg(any())]
        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }

    /// Has its `call` in two versions, of which one is there, and its `acall` always.
    #[middleware]
    #[derive(Debug)]
    struct TwoVersions<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> TwoVersions<G> {
        #[cfg(not(any()))]
        fn call(&self, request: String) -> String {
            self.get_response.call(request)
        }

        #[cfg(any())]
        fn call(&self, request: String) -> String {
            no_such_function(request)
        }

        async fn acall(&self, request: String) -> String {
            self.get_response.acall(request).await
        }
    }

    #[test]
    fn the_capability_is_what_the_cfgs_leave() {
        let plan = Chain::<String, String>::new()
            .with(NoAsync::layer())
            .with(TwoVersions::layer())
            .view(shout_async)
            .plan();
        let capabilities: Vec<_> =
            plan.layers().map(middleware_core::plan::Layer::capability).collect();
        assert_eq!(capabilities, [Capability::SyncOnly, Capability::Both]);
        assert_answers!(
            Chain::<String, String>::new().with(NoAsync::layer()).with(TwoVersions::layer()),
            "a".to_owned(),
            shout,
            shout_async,
            "A"
        );
    }
}

mod elsewhere {
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
}

mod kept {
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

        // Helpers that call inwards get the bound that they need.

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
}

mod names {
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
            .with(|get_response| Fallback { backup, get_response })
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
            .with(|get_response| Tee { get_response, other })
            .view(|n: u32| n);
        assert_eq!(app.call(1), 11);
    }

    fn is_async<H: Handler<u32, Mode = middleware_core::mode::Async>>(_: &GetResponse<H>) {}

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
}

mod helpers {
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
        let app = |view| Chain::<String, String>::new().with(Helped::new).view(view);
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
}

mod generated {
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
}
