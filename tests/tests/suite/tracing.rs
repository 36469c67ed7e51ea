//! Spans and dispatcher of `tracing` go along with every hop.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex},
};

use middleware_core::{Chain, GetResponse, bridge::Offload, middleware};
use middleware_tests::{
    drive::{current_thread, multi_thread},
    step::suspend,
};
use tracing::{
    Dispatch, Event, Metadata, Subscriber, dispatcher,
    span::{Attributes, Id, Record},
};
use tracing_core::span::Current;

/// The names of the spans that code runs in, outermost first.
type Spans = Vec<&'static str>;

/// A subscriber that knows the current span of each thread, and notes the events.
#[derive(Default)]
struct Recorder {
    /// Name and parent of each span; the first one has the number 1.
    spans: Mutex<Vec<(&'static Metadata<'static>, Option<u64>)>>,
    /// The target of each event, and in which spans it was.
    events: Mutex<Vec<(String, Spans)>>,
}

thread_local! {
    static ENTERED: std::cell::RefCell<Vec<u64>> = const { std::cell::RefCell::new(Vec::new()) };
}

impl Recorder {
    fn current() -> Option<u64> {
        ENTERED.with_borrow(|entered| entered.last().copied())
    }

    fn names(&self, innermost: Option<u64>) -> Spans {
        let spans = self.spans.lock().unwrap();
        let mut names = Vec::new();
        let mut next = innermost;
        while let Some(id) = next {
            let (metadata, parent) = spans[usize::try_from(id).unwrap() - 1];
            names.push(metadata.name());
            next = parent;
        }
        names.reverse();
        names
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut spans = self.spans.lock().unwrap();
        spans.push((attributes.metadata(), Self::current()));
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let spans = self.names(Self::current());
        self.events.lock().unwrap().push((event.metadata().target().to_owned(), spans));
    }

    fn enter(&self, id: &Id) {
        ENTERED.with_borrow_mut(|entered| entered.push(id.into_u64()));
    }

    fn exit(&self, id: &Id) {
        ENTERED.with_borrow_mut(|entered| {
            let at = entered.iter().rposition(|entered| *entered == id.into_u64()).unwrap();
            entered.remove(at);
        });
    }

    fn current_span(&self) -> Current {
        match Self::current() {
            None => Current::none(),
            Some(id) => {
                let (metadata, _) = self.spans.lock().unwrap()[usize::try_from(id).unwrap() - 1];
                Current::new(Id::from_u64(id), metadata)
            }
        }
    }
}

/// The spans that the code right here runs in, as the dispatcher right here sees it.
fn spans_here() -> Spans {
    dispatcher::get_default(|dispatch| match dispatch.downcast_ref::<Recorder>() {
        Some(recorder) => recorder.names(Recorder::current()),
        None => vec!["no recorder"],
    })
}

/// Sync only, in a span.
#[middleware]
#[derive(Debug)]
struct SyncSpan<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncSpan<G> {
    fn call(&self, mut seen: Vec<Spans>) -> Vec<Spans> {
        let _entered = tracing::info_span!("sync layer").entered();
        seen.push(spans_here());
        self.get_response.call(seen)
    }
}

/// Async only, in a span.
#[middleware]
#[derive(Debug)]
struct AsyncSpan<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncSpan<G> {
    #[tracing::instrument(name = "async layer", skip_all)]
    async fn acall(&self, mut seen: Vec<Spans>) -> Vec<Spans> {
        suspend().await;
        seen.push(spans_here());
        self.get_response.acall(seen).await
    }
}

fn view(mut seen: Vec<Spans>) -> Vec<Spans> {
    seen.push(spans_here());
    seen
}

/// A place in the code whose first event comes while another thread makes a dispatcher may stay silent: tracing
/// asks the dispatchers of a place before it puts the place on its list.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn spans_and_dispatcher_cross_every_hop() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let app = Chain::<Vec<Spans>, Vec<Spans>>::new()
        .with(AsyncSpan::layer())
        .with(SyncSpan::layer())
        .with(AsyncSpan::layer())
        .with(SyncSpan::layer())
        .view(view);
    let expected = vec![
        vec!["request", "async layer"],
        vec!["request", "async layer", "sync layer"],
        vec!["request", "async layer", "sync layer", "async layer"],
        vec!["request", "async layer", "sync layer", "async layer", "sync layer"],
        vec!["request", "async layer", "sync layer", "async layer", "sync layer"],
    ];
    let plain = Offload::new();
    for hops in [plain.clone(), plain.interruptible()] {
        let app = Chain::<Vec<Spans>, Vec<Spans>>::new().with(hops).view(app.clone());
        let ways: [&dyn Fn() -> Vec<Spans>; 3] = [
            &|| app.call(Vec::new()),
            &|| current_thread().block_on(app.acall(Vec::new())),
            &|| multi_thread().block_on(app.acall(Vec::new())),
        ];
        for way in ways {
            // Not the global dispatcher: one that only this thread has.
            let seen = dispatcher::with_default(&Dispatch::new(Recorder::default()), || {
                let _entered = tracing::info_span!("request").entered();
                way()
            });
            assert_eq!(seen, expected);
        }
    }
}

/// Notes its spans when it is dropped.
struct NoteOnDrop(Arc<Mutex<Spans>>);

impl Drop for NoteOnDrop {
    fn drop(&mut self) {
        *self.0.lock().unwrap() = spans_here();
    }
}

#[test]
fn a_request_that_no_carry_runs_is_dropped_in_the_callers_span() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let hops = Offload::new().propagate(|| |_: &mut dyn FnMut()| ());
    let app = Chain::<NoteOnDrop, ()>::new().with(hops).view(|_: NoteOnDrop| ());
    let seen = Arc::new(Mutex::new(Spans::new()));
    let request = NoteOnDrop(Arc::clone(&seen));
    dispatcher::with_default(&Dispatch::new(Recorder::default()), || {
        let _entered = tracing::info_span!("request").entered();
        let serve = AssertUnwindSafe(|| current_thread().block_on(app.acall(request)));
        catch_unwind(serve).expect_err("the job was not run");
    });
    assert_eq!(*seen.lock().unwrap(), ["request"]);
}

#[test]
fn each_hop_is_an_event_in_the_callers_span() {
    let _alone = ONE_AT_A_TIME.lock().unwrap();
    let recorder = Dispatch::new(Recorder::default());
    let app = Chain::<Vec<Spans>, Vec<Spans>>::new().with(AsyncSpan::layer()).view(view);
    dispatcher::with_default(&recorder, || {
        current_thread().block_on(app.acall(Vec::new()));
    });
    let events = recorder.downcast_ref::<Recorder>().unwrap().events.lock().unwrap();
    assert_eq!(*events, [("middleware_core::bridge::pool".to_owned(), vec!["async layer"])]);
}
