//! Middlewares that are functions.

use std::{sync::Arc, time::Instant};

use middleware_core::{BoxHandler, Capability, Chain, GetResponse, Mode, middleware};
use middleware_tests::drive_everywhere;

macro_rules! assert_answers {
    ($chain:expr, $request:expr, $expected:expr) => {{
        let chain = $chain;
        for (way, answer) in drive_everywhere(
            &chain.clone().view(|text: String| text),
            &$request.to_owned(),
            |answer| answer,
        ) {
            assert_eq!(answer, $expected, "around a sync view, {way}");
        }
        for (way, answer) in drive_everywhere(
            &chain.view(async |text: String| text),
            &$request.to_owned(),
            |answer| answer,
        ) {
            assert_eq!(answer, $expected, "around an async view, {way}");
        }
    }};
}

#[middleware(both)]
fn timing<G>(request: String, get_response: &GetResponse<G>) -> String {
    let start = Instant::now();
    let response = get_response.call(request);
    format!("{response}, {}", start.elapsed().as_secs() < 60)
}

#[test]
fn in_both_modes() {
    assert_answers!(
        Chain::<String, String>::new().with(timing()).with(timing()),
        "a",
        "a, true, true"
    );
    let plan = Chain::<String, String>::new().with(timing()).view(async |text: String| text).plan();
    let layer = plan.layers().next().unwrap();
    assert_eq!(
        (layer.name(), layer.capability(), layer.mode()),
        ("timing", Capability::Both, Mode::Async)
    );
}

#[middleware]
fn blocking<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request + "1")
}

#[middleware]
async fn awaiting<G>(mut request: String, get_response: &GetResponse<G>) -> String {
    request += "2";
    get_response.acall(request).await
}

#[middleware(both)]
async fn translated<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.acall(request).await + "3"
}

#[test]
fn in_one_mode() {
    let chain = Chain::<String, String>::new().with(blocking()).with(awaiting()).with(translated());
    assert_answers!(chain.clone(), "a", "a123");
    let plan = chain.view(|text: String| text).plan();
    let capabilities: Vec<_> =
        plan.layers().map(middleware_core::plan::Layer::capability).collect();
    assert_eq!(capabilities, [Capability::SyncOnly, Capability::AsyncOnly, Capability::Both]);
}

struct Suffix(String);

/// Settings of every kind: a reference, a text, a slice, a copy.
#[middleware(both)]
fn settings<G>(
    request: String,
    get_response: &GetResponse<G>,
    suffix: &Suffix,
    name: &str,
    numbers: &[u32],
    times: usize,
    shared: &Arc<dyn Fn(&str) -> String + Send + Sync>,
) -> String {
    let response = get_response.call(request);
    shared(&format!("{response}{}{name}{numbers:?}", suffix.0.repeat(times)))
}

#[test]
fn with_settings() {
    let shared: Arc<dyn Fn(&str) -> String + Send + Sync> = Arc::new(str::to_uppercase);
    let layer = || settings(Suffix("x".into()), "n".into(), vec![1, 2], 2, Arc::clone(&shared));
    let app = Chain::<String, String>::new().with(layer()).view(|text: String| text);
    assert_eq!(app.call("a".into()), "AXXN[1, 2]");
    let app = Chain::<String, String>::new().with(layer()).view(async |text: String| text);
    assert_eq!(app.call("a".into()), "AXXN[1, 2]");
}

/// Any request, any response, and a setting with a parameter.
#[middleware(both)]
fn observed<G, Req, Res, F>(request: Req, get_response: &GetResponse<G>, observe: &F) -> Res
where
    F: Fn(&Req) + Send + Sync + 'static,
{
    observe(&request);
    get_response.call(request)
}

#[test]
fn with_parameters() {
    let chain =
        Chain::<String, String>::new().with(observed(|text: &String| assert_eq!(text, "a")));
    assert_eq!(chain.clone().view(|text: String| text).call("a".into()), "a");
    assert_eq!(chain.view(async |text: String| text).call("a".into()), "a");
}

#[middleware]
fn boxed(request: String, get_response: &GetResponse<BoxHandler<String, String>>) -> String {
    get_response.call(request) + "!"
}

#[test]
fn without_a_parameter() {
    assert_answers!(Chain::<String, String>::new().with(boxed()), "a", "a!");
}

#[middleware(both)]
fn parse<G>(request: String, get_response: &GetResponse<G>) -> String
where
    G: middleware_core::Handler<u32, Response = u32>,
{
    match request.parse() {
        Ok(number) => get_response.call(number).to_string(),
        Err(error) => format!("{error}"),
    }
}

#[test]
fn that_change_types() {
    let app = Chain::<String, String>::new().with(parse()).view(|n: u32| n + 1);
    assert_eq!(app.call("1".into()), "2");
    let app = Chain::<String, String>::new().with(parse()).view(async |n: u32| n + 1);
    assert_eq!(app.call("x".into()), "invalid digit found in string");
}

#[test]
fn inside_of_a_function() {
    #[middleware]
    fn local<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request) + "local"
    }
    assert_answers!(Chain::<String, String>::new().with(local()), "a", "alocal");
}

/// What a macro by example gives stays grouped: `1 + 1` times two is four.
mod written_by_a_macro {
    use middleware_core::{Chain, GetResponse, middleware};

    macro_rules! layers {
        ($function:ident, $struct:ident, $hooked:ident, $request:ty, $inside:ty, $amount:expr) => {
            #[middleware(both)]
            fn $function<G>(request: $request, get_response: $inside) -> u32 {
                get_response.call(request) + $amount * 2
            }

            #[middleware]
            struct $struct<G> {
                get_response: GetResponse<G>,
            }

            #[middleware]
            impl<G> $struct<G> {
                fn call(&self, request: $request) -> u32 {
                    self.get_response.call(request) + $amount * 2
                }
            }

            #[middleware]
            struct $hooked<G> {
                get_response: GetResponse<G>,
            }

            #[middleware]
            impl<G> $hooked<G> {
                fn process_request(&self, request: &mut $request) {
                    *request += $amount * 2;
                }
            }
        };
    }

    layers!(function, Half, Hooked, u32, &GetResponse<G>, 1 + 1);

    #[test]
    fn keeps_its_groups() {
        let chain =
            Chain::<u32, u32>::new().with(function()).with(Half::layer()).with(Hooked::layer());
        assert_eq!(chain.clone().view(|n: u32| n).call(0), 12);
        assert_eq!(chain.view(async |n: u32| n).call(0), 12);
    }
}

/// Functions with the names that generated code gives to its own values.
mod named_like_values {
    use std::ops::ControlFlow;

    use middleware_core::{Chain, GetResponse, Mode, middleware};
    use middleware_tests::drive_everywhere;

    macro_rules! layers {
        ($($name:ident)*) => {$(
            #[middleware(both)]
            fn $name<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
                get_response.call(request) + 1
            }
        )*};
    }

    layers!(request response value next middleware future bridge short_circuit get_response error);

    #[middleware]
    struct Hooked<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Hooked<G> {
        fn process_request(&self, request: &u32) -> ControlFlow<u32, u32> {
            if *request == 0 { ControlFlow::Break(0) } else { ControlFlow::Continue(*request) }
        }

        fn process_response(&self, response: u32, value: Option<u32>) -> u32 {
            response + value.unwrap_or_default()
        }
    }

    #[test]
    fn functions_are_named_like_values_of_generated_code() {
        let chain = Chain::<u32, u32>::new()
            .with(request())
            .with(response())
            .with(value())
            .with(next())
            .with(middleware())
            .with(Hooked::layer())
            .with(future())
            .with(bridge())
            .with(short_circuit())
            .with(get_response())
            .with(error());
        let app = chain.view(async |n: u32| n);
        assert_eq!(app.mode(), Mode::Async);
        for (way, answer) in drive_everywhere(&app, &1, |answer| answer) {
            assert_eq!(answer, 12, "{way}");
        }
        assert_eq!(app.call(0), 5);
    }
}
