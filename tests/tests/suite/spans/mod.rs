//! `#[middleware(span)]`: each request runs in a span of the layer's name, in both modes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    pin::pin,
};

use futures::{FutureExt as _, future::join, poll};
use middleware_core::{Chain, GetResponse, Outcome, middleware};
use middleware_tests::{drive::current_thread, step::suspend};
use tracing::{Instrument as _, Span, info, info_span, subscriber::NoSubscriber};

use recorder::Recorder;

mod fields;
mod recorder;

#[middleware]
struct Halves<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> Halves<G> {
    fn call(&self, request: String) -> String {
        info!("before");
        let response = self.get_response.call(request);
        info!("after");
        response
    }

    async fn acall(&self, request: String) -> String {
        suspend().await;
        info!("before");
        let response = self.get_response.acall(request).await;
        info!("after");
        response
    }
}

/// Plain hooks.
#[middleware]
struct Plain<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> Plain<G> {
    fn process_request(&self, _: &String) {
        info!("before");
    }

    fn process_response(&self, _: &String) {
        info!("after");
    }
}

/// Hooks that wait.
#[middleware]
struct Waiting<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> Waiting<G> {
    async fn process_request(&self, _: &String) {
        suspend().await;
        info!("before");
    }

    async fn process_response(&self, _: &String) {
        info!("after");
        suspend().await;
    }
}

/// A hook that gets the outcome.
#[middleware]
struct Told<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> Told<G> {
    fn process_request(&self, _: &String) {
        info!("before");
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>) {
        info!("after: {outcome:?}");
    }
}

#[middleware(both, span)]
fn function<G>(request: String, get_response: &GetResponse<G>) -> String {
    info!("before");
    let response = get_response.call(request);
    info!("after");
    response
}

#[middleware]
struct SyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware(span, sync_only)]
impl<G> SyncOnly<G> {
    fn call(&self, request: String) -> String {
        info!("before");
        let response = self.get_response.call(request);
        info!("after");
        response
    }
}

#[middleware]
struct AsyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> AsyncOnly<G> {
    async fn acall(&self, request: String) -> String {
        info!("before");
        suspend().await;
        let response = self.get_response.acall(request).await;
        info!("after");
        response
    }
}

fn view(request: String) -> String {
    info!("view");
    assert!(request != "panic", "inside");
    request
}

async fn async_view(request: String) -> String {
    suspend().await;
    view(request)
}

/// All forms with both halves, outermost first.
macro_rules! all_forms {
    () => {
        Chain::<String, String>::new()
            .with(Halves::layer())
            .with(Plain::layer())
            .with(Waiting::layer())
            .with(function())
            .with(Told::layer())
            .with(Plain::layer())
    };
}

/// What each form notes.
const NESTED: [&str; 13] = [
    "Halves: before",
    "Halves>Plain: before",
    "Halves>Plain>Waiting: before",
    "Halves>Plain>Waiting>function: before",
    "Halves>Plain>Waiting>function>Told: before",
    "Halves>Plain>Waiting>function>Told>Plain: before",
    "Halves>Plain>Waiting>function>Told>Plain: view",
    "Halves>Plain>Waiting>function>Told>Plain: after",
    "Halves>Plain>Waiting>function>Told: after: Response(\"a\")",
    "Halves>Plain>Waiting>function: after",
    "Halves>Plain>Waiting: after",
    "Halves>Plain: after",
    "Halves: after",
];

const OPENED_AND_CLOSED: [&str; 12] = [
    "open Halves",
    "open Plain",
    "open Waiting",
    "open function",
    "open Told",
    "open Plain",
    "close Plain",
    "close Told",
    "close function",
    "close Waiting",
    "close Plain",
    "close Halves",
];

#[test]
fn spans_nest_as_the_layers_do() {
    let recorder = Recorder::default();
    let (sync_app, async_app) = (all_forms!().view(view), all_forms!().view(async_view));
    let request = || "a".to_owned();
    let drives: [(&str, &dyn Fn() -> String); 7] = [
        ("sync", &|| sync_app.call(request())),
        ("sync, async inside", &|| async_app.call(request())),
        ("async, sync inside", &|| current_thread().block_on(sync_app.acall(request()))),
        ("async", &|| current_thread().block_on(async_app.acall(request()))),
        ("async, no runtime", &|| futures::executor::block_on(async_app.acall(request()))),
        ("sync, boxed", &|| sync_app.clone().boxed().call(request())),
        ("async, boxed", &|| current_thread().block_on(async_app.clone().boxed().acall(request()))),
    ];
    for (way, drive) in drives {
        assert_eq!(recorder.record(drive), "a");
        assert_eq!(recorder.events(), NESTED, "{way}");
        assert_eq!(recorder.spans(), OPENED_AND_CLOSED, "{way}");
    }
}

#[test]
fn a_generated_half_runs_in_the_span_too() {
    let recorder = Recorder::default();
    let app = Chain::<String, String>::new()
        .with(SyncOnly::layer())
        .with(AsyncOnly::layer())
        .with(AsyncOnly::layer())
        .view(async_view);
    assert_eq!(recorder.record(|| app.call("a".to_owned())), "a");
    let names = ["SyncOnly", "SyncOnly>AsyncOnly", "SyncOnly>AsyncOnly>AsyncOnly"];
    let expected = [
        format!("{}: before", names[0]),
        format!("{}: before", names[1]),
        format!("{}: before", names[2]),
        format!("{}: view", names[2]),
        format!("{}: after", names[2]),
        format!("{}: after", names[1]),
        format!("{}: after", names[0]),
    ];
    assert_eq!(recorder.events(), expected);
    assert_eq!(recorder.spans().len(), 6);
}

/// The bridge opens none of its own, and takes those outside along.
#[test]
fn spans_nest_over_a_hop() {
    let recorder = Recorder::default();
    let app = Chain::<String, String>::new()
        .with(AsyncOnly::layer())
        .with(SyncOnly::layer())
        .with(Plain::layer())
        .view(async_view);
    for _ in 0..2 {
        let answer = recorder.record(|| current_thread().block_on(app.acall("a".to_owned())));
        assert_eq!(answer, "a");
        let expected = [
            "AsyncOnly: before",
            "AsyncOnly>SyncOnly: before",
            "AsyncOnly>SyncOnly>Plain: before",
            "AsyncOnly>SyncOnly>Plain: view",
            "AsyncOnly>SyncOnly>Plain: after",
            "AsyncOnly>SyncOnly: after",
            "AsyncOnly: after",
        ];
        assert_eq!(recorder.events(), expected);
        let spans = ["AsyncOnly", "SyncOnly", "Plain"];
        let opened = spans.iter().map(|name| format!("open {name}"));
        let closed = spans.iter().rev().map(|name| format!("close {name}"));
        assert_eq!(recorder.spans(), opened.chain(closed).collect::<Vec<_>>());
    }
}

/// The future may be made in one span and polled in another one.
#[test]
fn the_parent_is_the_span_of_who_polls() {
    let recorder = Recorder::default();
    let app = all_forms!().view(async_view);
    recorder.record(|| {
        let future = info_span!("made").in_scope(|| app.acall("a".to_owned()));
        let polled = future.instrument(info_span!("polled"));
        assert_eq!(current_thread().block_on(polled), "a");
    });
    assert_eq!(recorder.events(), NESTED.map(|event| format!("polled>{event}")));
}

#[test]
fn a_future_that_is_not_polled_opens_no_span() {
    let recorder = Recorder::default();
    recorder.record(|| {
        drop(all_forms!().view(async_view).acall("a".to_owned()));
        drop(Chain::<String, String>::new().with(Plain::layer()).view(view).acall(String::new()));
    });
    assert_eq!(recorder.spans(), Vec::<String>::new());
}

/// Two requests on one thread, one poll of each in turn.
#[test]
fn a_span_is_left_between_polls() {
    async fn beside() {
        for _ in 0..10 {
            assert!(Span::current().is_none());
            suspend().await;
        }
    }

    let recorder = Recorder::default();
    let app = all_forms!().view(async_view);
    recorder.record(|| {
        let requests = join(app.acall("a".to_owned()), app.acall("a".to_owned()));
        let (answers, ()) = current_thread().block_on(join(requests, beside()));
        assert_eq!(answers, ("a".to_owned(), "a".to_owned()));
    });
    let mut expected: Vec<_> = NESTED.into_iter().chain(NESTED).collect();
    let mut events = recorder.events();
    expected.sort_unstable();
    events.sort_unstable();
    assert_eq!(events, expected);
}

/// However long the future is kept.
#[test]
fn a_span_is_closed_with_the_answer() {
    let recorder = Recorder::default();
    let app = all_forms!().view(async_view);
    recorder.record(|| {
        let mut future = pin!(app.acall("a".to_owned()));
        assert_eq!(current_thread().block_on(&mut future), "a");
        assert_eq!(recorder.spans(), OPENED_AND_CLOSED);
    });
}

/// Dropped or by a panic: the outcome is reported in the span.
#[test]
fn a_request_ends_in_its_span() {
    let recorder = Recorder::default();
    let chain = || Chain::<String, String>::new().with(Plain::layer()).with(Told::layer());
    let (sync_app, async_app) = (chain().view(view), chain().view(async_view));
    let after = |recorder: &Recorder| recorder.events().pop().unwrap();

    recorder.record(|| {
        futures::executor::block_on(async {
            let mut future = Box::pin(async_app.acall("a".to_owned()));
            assert!(poll!(&mut future).is_pending());
            drop(future);
        });
    });
    assert_eq!(after(&recorder), "Plain>Told: after: Dropped");

    recorder.record(|| {
        let call = AssertUnwindSafe(async_app.acall("panic".to_owned())).catch_unwind();
        assert!(current_thread().block_on(call).is_err());
    });
    assert_eq!(after(&recorder), "Plain>Told: after: Panic");

    recorder.record(|| {
        let call = catch_unwind(AssertUnwindSafe(|| sync_app.call("panic".to_owned())));
        assert!(call.is_err());
        assert!(Span::current().is_none());
    });
    assert_eq!(after(&recorder), "Plain>Told: after: Panic");
    let spans = recorder.spans();
    assert_eq!(spans.iter().filter(|span| span.starts_with("open")).count(), 6);
    assert_eq!(spans.iter().filter(|span| span.starts_with("close")).count(), 6);
}

/// Without anyone who records, too.
#[test]
fn without_a_subscriber_nothing_changes() {
    let request = || "a".to_owned();
    tracing::subscriber::with_default(NoSubscriber::new(), || {
        assert_eq!(all_forms!().view(view).call(request()), "a");
        assert_eq!(current_thread().block_on(all_forms!().view(async_view).acall(request())), "a");
    });
}

/// A span for the layer, and no second copy of the inner span.
#[test]
fn a_span_adds_the_same_to_the_future_at_every_depth() {
    macro_rules! size {
        ($($layer:expr),*) => {
            size_of_val(&Chain::<String, String>::new()$(.with($layer))*.view(async_view).acall(String::new()))
        };
    }
    macro_rules! assert_linear {
        ($layer:expr) => {
            let (one, two) = (size!($layer), size!($layer, $layer));
            let five = size!($layer, $layer, $layer, $layer, $layer);
            let ten = size!(
                $layer, $layer, $layer, $layer, $layer, $layer, $layer, $layer, $layer, $layer
            );
            assert_eq!((five, ten), (one + 4 * (two - one), one + 9 * (two - one)));
        };
    }
    assert_linear!(Plain::layer());
    assert_linear!(Halves::layer());
    assert_linear!(AsyncOnly::layer());
    assert_linear!(Waiting::layer());
    assert_linear!(Told::layer());
    assert_linear!(function());
}
