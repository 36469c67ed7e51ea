//! Sync-only layers, called from async code.

use std::{hint::black_box, mem, pin::Pin, time::Duration};

use middleware_core::{
    GetResponse, Layer, Mode,
    bridge::{
        Offload,
        pool::{Pool, count_hops},
    },
    middleware,
};
use middleware_tests::{
    numbers::{AsyncAdd, Numbers, SyncAdd, alternating, echo, numbers},
    step::suspend,
};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    task::{block_in_place, spawn_blocking},
};

use super::{
    load::{Cost, load},
    rounds::rounds,
};

pub(super) const IN_FLIGHT: [&str; 3] = ["1", "64", "1000"];
pub(super) const RUNTIMES: [&str; 2] = ["multi-thread", "current-thread"];

/// What is measured, and what the report calls it.
pub(super) const VARIANTS: [(&str, &str); 16] = [
    (BARE, "a bare `spawn_blocking`"),
    (IN_PLACE, "a bare `block_in_place`"),
    (OUTSIDE, "one sync layer, outermost"),
    (INSIDE, "one sync layer, inside an async one"),
    ("ours 2", "2 layers that alternate"),
    ("ours 3", "3 layers"),
    ("ours 6", "6 layers"),
    ("ours 9", "9 layers"),
    (MOST, "12 layers"),
    (GROUPED, "the same 12, the sync ones outermost"),
    (STATIC_ONE, "one sync layer, static chain"),
    (STATIC_MOST, "12 layers that alternate, static chain"),
    ("naive 1", "1 layer, naive"),
    ("naive 2", "2 layers, naive"),
    ("naive 6", "6 layers, naive"),
    ("naive 12", "12 layers, naive"),
];
pub(super) const BARE: &str = "bare";
/// On a worker of a multi-thread runtime only: elsewhere it panics.
pub(super) const IN_PLACE: &str = "in place";
pub(super) const OUTSIDE: &str = "ours 1";
pub(super) const INSIDE: &str = "inside";
pub(super) const MOST: &str = "ours 12";
/// The same work as [`MOST`], with one change of mode before the view.
pub(super) const GROUPED: &str = "grouped";
/// What the changes of mode cost by themselves: in these no layer suspends, and only the whole chain is boxed.
pub(super) const STATIC_ONE: &str = "static 1";
pub(super) const STATIC_MOST: &str = "static 12";

/// The chain with two layers more, a sync-only and an async-only one.
macro_rules! pair {
    ($chain:expr) => {
        $chain.with(SyncAdd::layer()).with(AtOnce::layer())
    };
}

/// What one variant costs, if it does not stand still.
pub(super) type Costs = Vec<(&'static str, Option<Cost>)>;

/// All variants on a runtime with so many in flight.
pub(super) fn compare(runtime: &'static str, in_flight: &'static str) -> Costs {
    // One at a time is what varies most with the threads that it gets.
    let times = if in_flight == "1" { 31 } else { 7 };
    let possible =
        VARIANTS.iter().filter(|(variant, _)| *variant != IN_PLACE || runtime == "multi-thread");
    let variants: Vec<&str> = possible.map(|(variant, _)| *variant).collect();
    let commands: Vec<_> =
        variants.iter().map(|variant| vec!["sync-inside", *variant, runtime, in_flight]).collect();
    let said = rounds(times, &commands);
    let costs = said.into_iter().map(|texts| {
        let costs = texts?.iter().map(|text| text.parse().expect("figures")).collect::<Vec<_>>();
        Some(Cost::median(&costs))
    });
    variants.into_iter().zip(costs).collect()
}

/// One of them, in this process.
pub(super) fn measure(variant: &str, runtime: &str, in_flight: &str) -> Cost {
    let runtime = match runtime {
        "current-thread" => Builder::new_current_thread().enable_all().build(),
        _ => Builder::new_multi_thread().enable_all().build(),
    };
    let runtime = runtime.expect("a runtime");
    let in_flight = in_flight.parse().expect("a number");
    let time = Duration::from_millis(if in_flight == 1 { 60 } else { 250 });
    let cost = match variant.split_once(' ') {
        _ if variant == IN_PLACE => {
            // A request that never gives way would keep its thread, and pay once.
            load(&runtime, in_flight, time, 0, async |n| {
                suspend().await;
                block_in_place(|| black_box(n))
            })
        }
        _ if variant == STATIC_ONE => {
            let app = numbers().with(SyncAdd::layer()).view(async |n: u64| n);
            ours(&runtime, in_flight, time, app.boxed())
        }
        _ if variant == STATIC_MOST => {
            let app = pair!(pair!(pair!(pair!(pair!(pair!(numbers())))))).view(|n: u64| n);
            ours(&runtime, in_flight, time, app.boxed())
        }
        Some(("naive", depth)) => {
            let depth: usize = depth.parse().expect("a number");
            load(&runtime, in_flight, time, depth.div_ceil(2), move |n| naive_sync(depth, n))
        }
        Some((_, depth)) => {
            let depth = depth.parse().expect("a number");
            let view = if depth % 2 == 0 { Mode::Sync } else { Mode::Async };
            ours(&runtime, in_flight, time, alternating(depth, Mode::Sync, echo(view)))
        }
        None if variant == INSIDE => {
            let inside = SyncAdd::layer().wrap(echo(Mode::Async)).boxed();
            ours(&runtime, in_flight, time, AsyncAdd::layer().wrap(inside).boxed())
        }
        None if variant == GROUPED => {
            let wrap = |inside, _| AsyncAdd::layer().wrap(inside).boxed();
            let inside = (0..6).fold(echo(Mode::Sync), wrap);
            let wrap = |inside, _| SyncAdd::layer().wrap(inside).boxed();
            ours(&runtime, in_flight, time, (0..6).fold(inside, wrap))
        }
        None => load(&runtime, in_flight, time, 1, async |n| {
            spawn_blocking(move || black_box(n)).await.expect("it does not panic")
        }),
    };
    // What it has left behind need not be waited for. To let go of threads that end at that moment does not help either: glibc
    // 2.36 once read the memory of one that was gone, in `pthread_detach`.
    mem::forget(runtime);
    cost
}

/// Async only, and never suspends.
#[middleware]
#[derive(Debug)]
struct AtOnce<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AtOnce<G> {
    async fn acall(&self, request: u64) -> u64 {
        self.get_response.acall(request).await + 1
    }
}

fn ours(runtime: &Runtime, in_flight: usize, time: Duration, app: Numbers) -> Cost {
    let pool = Pool::builder().build().expect("a pool");
    let app = numbers().with(Offload::new().pool(&pool)).view(app).boxed();
    let (_, hops) = runtime.block_on(count_hops(app.acall(1)));
    load(runtime, in_flight, time, hops, move |n| {
        let app = app.clone();
        async move { app.acall(n).await }
    })
}

/// So many layers that alternate, each bridged by itself: `spawn_blocking` to sync code, and `Handle::block_on` from
/// there. Does what [`alternating`] does.
fn naive_sync(depth: usize, n: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        let Some(inside) = depth.checked_sub(1) else { return n };
        let sync = move || Handle::current().block_on(naive_async(inside, n)) + 1;
        spawn_blocking(sync).await.expect("it does not panic")
    })
}

async fn naive_async(depth: usize, n: u64) -> u64 {
    suspend().await;
    let Some(inside) = depth.checked_sub(1) else { return n };
    let response = naive_sync(inside, n).await + 1;
    suspend().await;
    response
}
