//! Async-only layers, called from sync code.

use std::{
    future::ready,
    hint::black_box,
    time::{Duration, Instant},
};

use middleware_core::{Mode, bridge::block_on};
use middleware_tests::{
    numbers::{alternating, echo},
    step::suspend,
};
use tokio::runtime::{Builder, Runtime};

use super::rounds::{quantile, rounds};

/// What is measured, and what the report calls it.
pub(super) const VARIANTS: [(&str, &str); 11] = [
    ("ready pollster", "ready at once: `pollster::block_on`, which no timer works in"),
    (READY_HANDLE, "ready at once: a bare `Handle::block_on`"),
    ("ready runtime", "ready at once: a bare `Runtime::block_on`, current-thread"),
    (READY_OURS, "ready at once: `bridge::block_on`, no runtime around"),
    ("ready ours within", "ready at once: `bridge::block_on`, in a runtime's context"),
    ("layer pollster", "a layer that suspends twice: `pollster::block_on`"),
    (LAYER_HANDLE, "a layer that suspends twice: a bare `Handle::block_on`"),
    ("layer runtime", "a layer that suspends twice: a bare `Runtime::block_on`, current-thread"),
    (LAYER_OURS, "a layer that suspends twice: a chain of it"),
    ("alternating 6", "6 layers that alternate, outermost a sync one"),
    ("alternating 12", "12 layers that alternate"),
];
pub(super) const READY_HANDLE: &str = "ready handle";
pub(super) const READY_OURS: &str = "ready ours";
pub(super) const LAYER_HANDLE: &str = "layer handle";
pub(super) const LAYER_OURS: &str = "layer ours";

const ROUNDS: usize = 9;
const TIME: Duration = Duration::from_millis(50);
const BATCH: u32 = 200;

/// Nanoseconds a call, of all variants.
pub(super) fn compare() -> Vec<(&'static str, f64)> {
    let variants = VARIANTS.map(|(variant, _)| vec!["async-inside", variant]);
    let said = rounds(ROUNDS, &variants).into_iter().map(|texts| {
        let texts = texts.expect("none of them stands still");
        let nanos: Vec<f64> =
            texts.iter().map(|text| text.trim().parse().expect("a figure")).collect();
        quantile(&nanos, 0.5)
    });
    VARIANTS.iter().map(|(variant, _)| *variant).zip(said).collect()
}

/// One of them, in this process.
pub(super) fn measure(variant: &str) -> f64 {
    let other = multi_thread();
    let here = Builder::new_current_thread().enable_all().build().expect("a runtime");
    match variant {
        "ready pollster" => nanos(|n| pollster::block_on(ready(n))),
        READY_HANDLE => nanos(|n| other.handle().block_on(ready(n))),
        "ready runtime" => nanos(|n| here.block_on(ready(n))),
        READY_OURS => nanos(|n| block_on(ready(n))),
        "ready ours within" => {
            let _context = other.enter();
            nanos(|n| block_on(ready(n)))
        }
        "layer pollster" => nanos(|n| pollster::block_on(by_hand(n))),
        LAYER_HANDLE => nanos(|n| other.handle().block_on(by_hand(n))),
        "layer runtime" => nanos(|n| here.block_on(by_hand(n))),
        LAYER_OURS => {
            let app = alternating(1, Mode::Async, echo(Mode::Sync));
            nanos(|n| app.call(n))
        }
        _ => {
            let depth = variant.rsplit(' ').next().and_then(|depth| depth.parse().ok());
            let app = alternating(depth.expect("a depth"), Mode::Sync, echo(Mode::Sync));
            nanos(|n| app.call(n))
        }
    }
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime")
}

/// What the layer of [`alternating`] does.
async fn by_hand(n: u64) -> u64 {
    suspend().await;
    let response = ready(n).await + 1;
    suspend().await;
    response
}

/// The median over batches.
fn nanos(call: impl Fn(u64) -> u64) -> f64 {
    let mut batches = Vec::new();
    let start = Instant::now();
    while start.elapsed() < TIME {
        let start = Instant::now();
        for n in 0..u64::from(BATCH) {
            black_box(call(black_box(n)));
        }
        batches.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH));
    }
    quantile(&batches, 0.5)
}
