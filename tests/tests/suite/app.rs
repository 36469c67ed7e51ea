//! `App` is the one bound for a finished chain, of any kind.

use middleware_core::{App, Chain, GetResponse, Layer as _};
use middleware_tests::{
    deep::{Add, Hooked, add, async_view, view},
    drive_everywhere,
    numbers::{AsyncAdd, SyncAdd, numbers},
};

fn sync() -> GetResponse<impl App<u64, Response = u64>> {
    numbers().with(SyncAdd::layer()).with(add()).view(view)
}

fn mixed() -> GetResponse<impl App<u64, Response = u64>> {
    numbers().with(SyncAdd::layer()).with(AsyncAdd::layer()).view(view)
}

fn hooks() -> GetResponse<impl App<u64, Response = u64>> {
    numbers().with(Hooked::layer()).with(Some(Add::layer())).view(async_view)
}

fn boxed() -> GetResponse<impl App<u64, Response = u64>> {
    numbers().with(add()).boxed().with(AsyncAdd::layer()).view(view).boxed()
}

/// Called in every way, cloned, boxed, as a view, and wrapped in a layer.
fn check(app: &GetResponse<impl App<u64, Response = u64>>) {
    let mut answers = drive_everywhere(app, &1, |answer| answer);
    answers.extend(drive_everywhere(&app.clone().boxed(), &1, |answer| answer));
    assert!(answers.iter().all(|(_, answer)| *answer == 3), "{answers:?}");
    // Its mode is not known any more, so it is boxed before it is wrapped.
    let inner = app.clone().boxed();
    assert_eq!(Chain::<u64, u64>::new().with(add()).view(inner.clone()).call(1), 4);
    assert_eq!(Add::layer().wrap(inner).call(1), 4);
}

#[test]
fn every_finished_chain_is_an_app() {
    check(&sync());
    check(&mixed());
    check(&hooks());
    check(&boxed());
}
