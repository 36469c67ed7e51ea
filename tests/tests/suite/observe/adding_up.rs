//! Self times and hops add up to the total.

use std::panic::{AssertUnwindSafe, catch_unwind};

use middleware_core::{
    Chain,
    observe::{Observation, Snapshot},
};

use super::{Reply, Wish, async_nap, async_view, gate, parts, sync_nap, sync_view};

/// They differ by the time between two clock readings.
fn adds_up(snapshot: &Snapshot) {
    let (parts, total) = (parts(snapshot), snapshot.total.sum());
    let difference = total.abs_diff(parts);
    assert!(difference * 100 <= total, "{difference:?} of {total:?}\n{snapshot}");
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

const WISHES: [Wish; 4] = [Wish::Answer, Wish::ShortCircuit, Wish::Fail, Wish::Panic];

/// Each chain is called from sync and from async code, and boxed.
macro_rules! chains {
    ($($name:ident: [$($layer:expr),*] $view:expr;)*) => { $(
        #[test]
        fn $name() {
            let observation = Observation::new(stringify!($name));
            let chain = Chain::<Wish, Reply>::new().observe(&observation)$(.with($layer))*;
            let app = chain.clone().view($view);
            for wish in WISHES {
                drop(catch_unwind(AssertUnwindSafe(|| app.call(wish))));
                drop(catch_unwind(AssertUnwindSafe(|| runtime().block_on(app.acall(wish)))));
            }
            let snapshot = observation.snapshot();
            assert_eq!(snapshot.total.count(), 8, "{snapshot}");
            adds_up(&snapshot);

            let app = chain.into_chain().boxed().view($view).boxed();
            for wish in WISHES {
                drop(catch_unwind(AssertUnwindSafe(|| app.call(wish))));
                drop(catch_unwind(AssertUnwindSafe(|| runtime().block_on(app.acall(wish)))));
            }
            adds_up(&observation.snapshot());
        }
    )* };
}

chains! {
    sync_layers: [gate(), sync_nap(), sync_nap()] sync_view;
    async_layers: [gate(), async_nap(), async_nap()] async_view;
    mixed_layers: [async_nap(), gate(), sync_nap(), async_nap(), sync_nap()] async_view;
    a_sync_view: [async_nap(), gate()] sync_view;
}

#[test]
fn a_dropped_future() {
    let observation = Observation::new("dropped");
    let chain = Chain::<Wish, Reply>::new().observe(&observation);
    let app = chain.with(async_nap()).with(gate()).view(async_view);
    runtime().block_on(async {
        let waiting = app.acall(Wish::Wait);
        tokio::time::timeout(super::NAP * 3, waiting).await.unwrap_err();
    });
    let snapshot = observation.snapshot();
    let dropped = snapshot.layers.iter().map(|layer| layer.outcomes.dropped);
    assert_eq!(dropped.collect::<Vec<_>>(), [1, 1], "{snapshot}");
    assert_eq!(snapshot.view.outcomes.dropped, 1);
    adds_up(&snapshot);
}
