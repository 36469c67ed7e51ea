//! The forms in which the hook may be written.

use middleware_core::{BoxHandler, Handler};

use super::*;

/// Drives the layer around a sync and an async view in every way.
macro_rules! assert_told {
    ($layer:expr, $log:ident, $request:expr, $view:expr, [$($told:expr),*]) => {{
        let view = $view;
        let chain = Chain::<String, _>::new().with($layer);
        let log = $log.clone();
        let observe = move |_| log.take();
        let async_view = move |request: String| async move { suspend().await; view(request) };
        for (way, told) in drive_everywhere(&chain.clone().view(view), &$request.to_owned(), observe.clone())
            .into_iter()
            .chain(drive_everywhere(&chain.view(async_view), &$request.to_owned(), observe))
        {
            assert_eq!(told, [$($told.to_owned()),*], "{way}");
        }
    }};
}

/// Nothing but the outcome: the request is left open.
#[middleware]
struct Only<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G, T> Only<G>
where
    T: std::fmt::Debug,
{
    fn process_outcome(&self, outcome: Outcome<'_, Vec<T>>) {
        self.log.told(outcome, None);
    }
}

#[test]
fn of_an_outcome_only() {
    let log = Log::default();
    let view = |request: String| vec![request.len()];
    assert_told!(Only::layer(log.clone()), log, "abc", view, ["Response([3]), None"]);
}

/// The lifetime may be left out.
#[middleware]
struct OfTheInside<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
#[allow(elided_lifetimes_in_paths, reason = "it is what this test is about")]
impl<G> OfTheInside<G>
where
    G: Handler<String>,
{
    fn process_outcome(&self, outcome: Outcome<G::Response>) {
        self.log.note(match outcome {
            Outcome::Response(_) => "response",
            Outcome::ShortCircuit(_) | Outcome::Panic | Outcome::Dropped => "other",
        });
    }
}

#[test]
fn of_the_response_of_the_inside() {
    let log = Log::default();
    let view = |request: String| request.len();
    assert_told!(OfTheInside::layer(log.clone()), log, "abc", view, ["response"]);
}

/// No `Clone`: moved.
#[derive(Debug, PartialEq)]
struct Unique(usize);

#[middleware]
struct Moved<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Moved<G> {
    fn process_request(&self, request: &String) -> Unique {
        assert!(request != "panic", "before");
        Unique(request.len())
    }

    fn process_response(&self, _: &String) {
        self.log.note("response");
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, value: Option<Unique>) {
        self.log.told(outcome, value.map(|Unique(length)| length));
    }
}

#[test]
fn a_value_that_only_process_outcome_takes_is_moved_there() {
    let log = Log::default();
    let view = |request: String| request;
    let told = ["response", r#"Response("abc"), Some(3)"#];
    assert_told!(Moved::layer(log.clone()), log, "abc", view, [told[0], told[1]]);
}

/// The same after a decision.
#[middleware]
struct MovedOrBroken<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> MovedOrBroken<G> {
    async fn process_request(&self, request: &String) -> ControlFlow<String, Unique> {
        suspend().await;
        if request.is_empty() {
            return ControlFlow::Break("none".to_owned());
        }
        ControlFlow::Continue(Unique(request.len()))
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, value: Option<Unique>) {
        self.log.told(outcome, value.map(|Unique(length)| length));
    }
}

#[test]
fn a_value_is_none_after_a_short_circuit() {
    let log = Log::default();
    let view = |request: String| request;
    let layer = || MovedOrBroken::layer(log.clone());
    assert_told!(layer(), log, "abc", view, [r#"Response("abc"), Some(3)"#]);
    assert_told!(layer(), log, "", view, [r#"ShortCircuit("none"), None"#]);
}

/// An `Option` is a value as any other.
#[middleware]
struct OfAnOption<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> OfAnOption<G> {
    fn process_request(&self, request: &String) -> Option<usize> {
        request.parse().ok()
    }

    fn process_response(&self, response: &mut String, number: Option<usize>) {
        *response = format!("{response} {number:?}");
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, number: Option<Option<usize>>) {
        self.log.told(outcome, number.flatten());
    }
}

#[test]
fn of_a_value_that_is_an_option() {
    let log = Log::default();
    let view = |request: String| request;
    let layer = || OfAnOption::layer(log.clone());
    assert_told!(layer(), log, "7", view, [r#"Response("7 Some(7)"), Some(7)"#]);
    assert_told!(layer(), log, "a", view, [r#"Response("a None"), None"#]);
}

/// The value under an alias, which the macro does not see through.
type Length = Option<usize>;

#[middleware]
struct Aliased<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Aliased<G> {
    fn process_request(&self, request: &String) -> usize {
        request.len()
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, length: Length) {
        self.log.told(outcome, length);
    }
}

#[test]
fn of_a_value_under_an_alias() {
    let log = Log::default();
    let view = |request: String| request;
    assert_told!(Aliased::layer(log.clone()), log, "a", view, [r#"Response("a"), Some(1)"#]);
}

/// Makes another type of the response, which is the one that leaves.
#[middleware]
struct Render<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Render<G> {
    fn process_request(&self, request: &String) -> ControlFlow<Option<u32>> {
        if request.is_empty() { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    }

    fn process_response(&self, number: Option<u32>) -> String {
        number.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>) {
        self.log.told(outcome, None);
    }
}

#[test]
fn of_a_layer_that_changes_the_type_of_the_response() {
    let log = Log::default();
    let view = |request: String| request.parse().ok();
    assert_told!(Render::layer(log.clone()), log, "7", view, [r#"Response("7"), None"#]);
    assert_told!(Render::layer(log.clone()), log, "", view, [r#"ShortCircuit("none"), None"#]);
}

/// Without a parameter.
#[middleware]
struct Boxed {
    get_response: GetResponse<BoxHandler<String, String>>,
    log: Log,
}

#[middleware]
impl Boxed {
    fn process_outcome(&self, outcome: Outcome<'_, String>) {
        self.log.told(outcome, None);
    }
}

#[test]
fn of_a_struct_without_a_parameter() {
    let log = Log::default();
    let view = |request: String| request;
    assert_told!(Boxed::layer(log.clone()), log, "a", view, [r#"Response("a"), None"#]);
}

/// Of any request and any value, with parameters of the user's.
#[middleware]
struct AnyRequest<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G, Req, Res> AnyRequest<G>
where
    Req: AsRef<str> + Clone,
    Res: std::fmt::Debug,
{
    fn process_request(&self, request: &Req) -> Req {
        request.clone()
    }

    fn process_response(&self, response: Res, _: Req) -> Res {
        response
    }

    fn process_outcome(&self, outcome: Outcome<'_, Res>, request: Option<Req>) {
        self.log.told(outcome, request.map(|request| request.as_ref().len()));
    }
}

#[test]
fn of_any_request() {
    let log = Log::default();
    let view = |request: String| request.len();
    assert_told!(AnyRequest::layer(log.clone()), log, "abc", view, ["Response(3), Some(3)"]);
}

/// Looks at a borrowed request.
#[middleware]
struct Mark<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Mark<G> {
    fn process_request(&self, request: &mut &mut Vec<u32>) -> usize {
        request.push(1);
        request.len()
    }

    fn process_outcome(&self, outcome: Outcome<'_, usize>, length: Option<usize>) {
        self.log.told(outcome, length);
    }
}

#[test]
fn of_a_borrowed_request() {
    #[allow(clippy::ptr_arg, reason = "a view takes what the layers pass on")]
    async fn count(jobs: &mut Vec<u32>) -> usize {
        suspend().await;
        jobs.len()
    }

    let log = Log::default();
    let chain = Chain::<&mut Vec<u32>, usize>::new().with(Mark::layer(log.clone()));
    let (sync_app, async_app) =
        (chain.clone().view(|jobs: &mut Vec<u32>| jobs.len()), chain.view(count));
    let mut jobs = vec![7];
    assert_eq!(sync_app.call(&mut jobs), 2);
    assert_eq!(async_app.call(&mut jobs), 3);
    assert_eq!(futures::executor::block_on(async_app.acall(&mut jobs)), 4);
    let told = ["Response(2), Some(2)", "Response(3), Some(3)", "Response(4), Some(4)"];
    assert_eq!(log.take(), told);
}
