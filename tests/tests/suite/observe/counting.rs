//! Outcomes, requests in flight, and hops.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use middleware_core::{
    Chain, GetResponse, Mode, middleware,
    observe::{Observation, Outcomes, Snapshot},
};

use super::{Reply, Wish, answer, gate};

#[middleware]
fn blocking<G>(request: Wish, get_response: &GetResponse<G>) -> Reply {
    get_response.call(request)
}

fn outcomes(snapshot: &Snapshot) -> Vec<[u64; 5]> {
    let rows = snapshot.layers.iter().chain([&snapshot.view]).map(|row| row.outcomes);
    rows.map(|Outcomes { responses, short_circuits, errors, panics, dropped, .. }| {
        [responses, short_circuits, errors, panics, dropped]
    })
    .collect()
}

#[test]
fn outcomes_by_kind() {
    let observation = Observation::builder("outcomes").errors(Reply::is_err).build();
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).with(gate());
    let app = chain.view(answer);
    for wish in [Wish::Answer, Wish::Answer, Wish::ShortCircuit, Wish::Fail] {
        drop(app.call(wish));
    }
    catch_unwind(AssertUnwindSafe(|| app.call(Wish::Panic))).unwrap_err();
    let snapshot = observation.snapshot();
    assert_eq!(outcomes(&snapshot), [[2, 1, 1, 1, 0], [2, 0, 1, 1, 0], [2, 0, 1, 1, 0]]);
    assert_eq!(snapshot.total.count(), 5);
}

#[test]
fn requests_in_flight() {
    let observation = Observation::new("in flight");
    let (arrive, arrived) = mpsc::channel();
    let (go, may_go) = mpsc::sync_channel::<()>(0);
    let may_go = std::sync::Mutex::new(may_go);
    let view = move |_: Wish| {
        arrive.send(()).unwrap();
        may_go.lock().unwrap().recv().unwrap();
        Ok(1)
    };
    let app = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).view(view);
    let in_flight = || {
        let snapshot = observation.snapshot();
        (snapshot.layers[0].in_flight, snapshot.view.in_flight)
    };
    let request = thread::spawn({
        let app = app.clone();
        move || app.call(Wish::Answer)
    });
    arrived.recv().unwrap();
    assert_eq!(in_flight(), (1, 1));
    go.send(()).unwrap();
    request.join().unwrap().unwrap();
    assert_eq!(in_flight(), (0, 0));
}

#[tokio::test]
async fn hops() {
    let observation = Observation::new("hops");
    let chain = Chain::<Wish, Reply>::new().observe(&observation);
    let app = chain.with(gate()).with(blocking()).with(gate()).view(async |_| Ok(1));
    for _ in 0..3 {
        app.acall(Wish::Answer).await.unwrap();
    }
    assert_eq!(app.plan().hops(Mode::Async), 1);
    let snapshot = observation.snapshot();
    assert_eq!(snapshot.hops, 3);
    // The outermost layer runs sync, so the hop leads to it.
    let hop = snapshot.layers[0].hop.as_ref().unwrap();
    assert_eq!((hop.waiting.count(), hop.on_thread.count()), (3, 3));
    assert_eq!(snapshot.layers[1].hop, None);
    assert_eq!(snapshot.view.hop, None);
}

#[tokio::test]
async fn a_hop_below_an_async_layer() {
    let observation = Observation::new("hop below");
    let chain = Chain::<Wish, Reply>::new().observe(&observation);
    let app = chain.with(super::async_nap()).with(blocking()).view(answer);
    app.acall(Wish::Answer).await.unwrap();
    let snapshot = observation.snapshot();
    assert_eq!(snapshot.hops, 1);
    assert_eq!(snapshot.layers[0].hop, None);
    assert_eq!(snapshot.layers[1].hop.as_ref().unwrap().waiting.count(), 1);
    assert_eq!(snapshot.total.count(), 1);
}

#[middleware]
struct BlockingHook<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> BlockingHook<G> {
    #[middleware(blocking)]
    fn process_request(&self, _: &mut Wish) {
        thread::sleep(Duration::from_millis(1));
    }
}

#[tokio::test]
async fn the_hop_of_a_blocking_hook() {
    let observation = Observation::new("blocking hook");
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(BlockingHook::layer());
    let app = chain.view(async |_| Ok(1));
    app.acall(Wish::Answer).await.unwrap();
    let snapshot = observation.snapshot();
    let layer = &snapshot.layers[0];
    assert_eq!(layer.hop.as_ref().unwrap().on_thread.count(), 1);
    // The hook's own work is the layer's.
    assert!(layer.before.sum() >= Duration::from_millis(1));
    assert_eq!(snapshot.view.outcomes.responses, 1);
}

#[test]
fn a_layer_that_calls_twice() {
    #[middleware(both)]
    fn twice<G>(request: Wish, get_response: &GetResponse<G>) -> Reply {
        get_response.call(request)?;
        get_response.call(request)
    }

    let observation = Observation::new("twice");
    let app = Chain::<Wish, Reply>::new().observe(&observation).with(twice()).view(answer);
    app.call(Wish::Answer).unwrap();
    let snapshot = observation.snapshot();
    assert_eq!(outcomes(&snapshot), [[1, 0, 0, 0, 0], [2, 0, 0, 0, 0]]);
    assert_eq!(snapshot.total.count(), 1);
}

#[test]
fn slow_requests_keep_their_path() {
    let observation = Observation::builder("slow").slow(Duration::ZERO, 2).build();
    let chain = Chain::<Wish, Reply>::new().observe(&observation).with(gate());
    let app = chain.with(super::sync_nap()).view(answer);
    for wish in [Wish::Answer, Wish::ShortCircuit, Wish::Fail] {
        drop(app.call(wish));
    }
    let slow = observation.snapshot().slow;
    let paths = slow
        .iter()
        .map(|request| request.layers.iter().map(|layer| layer.name.clone()).collect::<Vec<_>>());
    assert_eq!(paths.collect::<Vec<_>>(), [vec!["gate"], vec!["gate", "sync_nap", "answer"]]);
    let layers = &slow[1].layers;
    assert!(layers[1].entered >= layers[0].entered && layers[1].left <= layers[0].left);
    assert!(layers[1].before >= super::NAP && layers[1].after >= super::NAP);
}

#[test]
fn requests_per_second() {
    let observation = Observation::new("rates");
    let app = Chain::<Wish, Reply>::new().observe(&observation).view(answer);
    app.call(Wish::Answer).unwrap();
    let rates = observation.snapshot().rates;
    assert!(rates.ten_seconds <= 1.0 && rates.sixty_seconds <= 1.0);
}

#[test]
fn a_snapshot_is_a_plain_value() {
    let observation = Observation::builder("plain").slow(Duration::ZERO, 2).build();
    let app = Chain::<Wish, Reply>::new().observe(&observation).with(gate()).view(answer);
    app.call(Wish::Answer).unwrap();
    let snapshot = observation.snapshot();
    let json = serde_json::to_string(&snapshot).unwrap();
    let read: Snapshot = serde_json::from_str(&json).unwrap();
    assert_eq!(read.layers[0].name, "gate");
    assert_eq!(read.layers[0].outcomes, snapshot.layers[0].outcomes);
    assert_eq!(read.total.count(), 1);
    assert_eq!(read.total.quantile(0.5), snapshot.total.quantile(0.5));
    assert!(snapshot.to_string().starts_with("plain: 1 requests"), "{snapshot}");
    let plan = snapshot.plan().unwrap().to_string();
    assert!(plan.contains("1 requests, self"), "{plan}");
    assert_eq!(read.plan(), None);
}
