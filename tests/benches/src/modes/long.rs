//! Sync code that takes long, called from async code: how long it waits for a thread.

use std::{
    mem,
    thread::sleep,
    time::{Duration, Instant},
};

use middleware_core::{
    Chain,
    bridge::{Offload, pool::Pool},
};
use tokio::{
    runtime::{Builder, Runtime},
    task::spawn_blocking,
};

use super::rounds::{quantile, rounds};

/// How many are asked for at once.
pub(super) const JOBS: usize = 32;
/// How long each takes.
pub(super) const TAKES: Duration = Duration::from_millis(5);

/// What is measured, and what the report calls it. Of each, the first jobs of a process, whose pool has no thread yet,
/// and later ones.
pub(super) const VARIANTS: [(&str, &str); 4] = [
    ("bare first", "a bare `spawn_blocking`, no thread yet"),
    ("ours first", "one sync layer, no thread yet"),
    ("bare later", "a bare `spawn_blocking`, threads idle"),
    ("ours later", "one sync layer, threads idle"),
];

const ROUNDS: usize = 15;

/// Microseconds until a job begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Waited {
    pub(super) middle: f64,
    pub(super) last: f64,
}

/// All variants.
pub(super) fn compare() -> Vec<(&'static str, Waited)> {
    let variants = VARIANTS.map(|(variant, _)| vec!["long", variant]);
    let said = rounds(ROUNDS, &variants).into_iter().map(|texts| {
        let texts = texts.expect("none of them stands still");
        let figures: Vec<Vec<f64>> = texts
            .iter()
            .map(|text| text.split_whitespace().map(|it| it.parse().expect("a figure")).collect())
            .collect();
        let median =
            |at: usize| quantile(&figures.iter().map(|it| it[at]).collect::<Vec<_>>(), 0.5);
        Waited { middle: median(0), last: median(1) }
    });
    VARIANTS.iter().map(|(_, name)| *name).zip(said).collect()
}

/// One of them, in this process: when the middle one of the jobs begins, and when the last one does.
pub(super) fn measure(variant: &str) -> String {
    let runtime = Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let (way, when) = variant.split_once(' ').expect("a variant");
    let pool = Pool::builder().build().expect("a pool");
    let app = Chain::<Instant, Duration>::new().with(Offload::new().pool(&pool)).view(long);
    let jobs = || match way {
        "ours" => {
            let app = app.clone();
            at_once(&runtime, move |asked| {
                let app = app.clone();
                async move { app.acall(asked).await }
            })
        }
        _ => at_once(&runtime, async |asked| {
            spawn_blocking(move || long(asked)).await.expect("it does not panic")
        }),
    };
    let mut waited = jobs();
    if when == "later" {
        waited = jobs();
    }
    let text = format!("{} {}", quantile(&waited, 0.5), quantile(&waited, 1.0));
    // As in `sync_inside`.
    mem::forget(runtime);
    text
}

/// Takes long, and returns how long it has waited.
fn long(asked: Instant) -> Duration {
    let waited = asked.elapsed();
    sleep(TAKES);
    waited
}

/// So many at once, each in a task of its own: how many microseconds each waited.
fn at_once<F>(runtime: &Runtime, job: impl Fn(Instant) -> F) -> Vec<f64>
where
    F: Future<Output = Duration> + Send + 'static,
{
    let tasks: Vec<_> = (0..JOBS).map(|_| runtime.spawn(job(Instant::now()))).collect();
    let waited = tasks.into_iter().map(|task| runtime.block_on(task).expect("it does not panic"));
    waited.map(|waited| waited.as_secs_f64() * 1e6).collect()
}
