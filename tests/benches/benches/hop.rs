//! What a hop costs, beside a bare `spawn_blocking` and back, in one run.
//!
//! ```sh
//! cargo bench -p middleware-benches --bench hop
//! ```
//!
//! Where the scheduler puts two threads that wake each other makes more of a difference than all code here, and
//! it sticks to its choice for as long as they live. So each variant gets fresh threads in each of many rounds;
//! within a round all variants take turns in short batches of random order. The ratio is that of a round's sums,
//! and the median over the rounds is reported, with the quartiles. One request is in flight at a time.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use middleware_core::{
    Mode,
    pool::{Hops, Pool},
};
use middleware_tests::numbers::{Numbers, alternating, echo, numbers};
use tokio::runtime::{Builder, Runtime};

/// Fresh threads for each.
const ROUNDS: usize = 150;
/// In each round, for each variant.
const BATCHES: usize = 30;
/// Round trips.
const BATCH: u64 = 20;

/// Alternating sync-only and async-only layers, outermost a sync one: so many layers, one hop.
const DEPTHS: [usize; 6] = [1, 2, 3, 6, 9, 12];

fn bare(runtime: &Runtime) -> Duration {
    batch(runtime, async |n| tokio::task::spawn_blocking(move || black_box(n)).await.unwrap())
}

fn ours(runtime: &Runtime, app: &Numbers) -> Duration {
    batch(runtime, async |n| app.acall(black_box(n)).await)
}

fn batch(runtime: &Runtime, request: impl AsyncFn(u64) -> u64) -> Duration {
    runtime.block_on(async {
        let start = Instant::now();
        for n in 0..BATCH {
            black_box(request(n).await);
        }
        start.elapsed()
    })
}

/// The value below which so much of all lies.
fn quantile(values: &[f64], part: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index, made of one and of a part between 0 and 1"
    )]
    let at = (values.len() as f64 * part) as usize;
    values[at.min(values.len() - 1)]
}

#[allow(clippy::cast_precision_loss, reason = "a duration in microseconds has no need of more")]
fn micros_a_trip(total: Duration) -> f64 {
    total.as_secs_f64() * 1e6 / (BATCHES as f64 * BATCH as f64)
}

fn chains(pool: &Pool) -> Vec<(String, Numbers)> {
    let alternating = DEPTHS.map(|depth| {
        let view = if depth % 2 == 0 { Mode::Async } else { Mode::Sync };
        (format!("{depth:2} alternating layers"), alternating(depth, Mode::Sync, echo(view)))
    });
    let view = ("a sync view".to_owned(), numbers().view(|n: u64| n).boxed());
    let in_pool = |(name, app)| (name, numbers().with(Hops::new().pool(pool)).view(app).boxed());
    [view].into_iter().chain(alternating).map(in_pool).collect()
}

fn current_thread() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

fn multi_thread() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

fn main() {
    compare("current-thread runtime", current_thread);
    compare("multi-thread runtime", multi_thread);
}

/// Measures all variants with runtimes of this kind, and prints a line for each.
fn compare(name: &str, runtime: fn() -> Runtime) {
    let mut names = vec!["bare spawn_blocking".to_owned()];
    let mut micros: Vec<Vec<f64>> = Vec::new();
    for _ in 0..ROUNDS {
        let runtime = runtime();
        // A pool for each chain, so that none profits from threads that another one has woken.
        let variants: Vec<_> = (0..=DEPTHS.len())
            .map(|at| {
                let pool = Pool::builder().threads(8).build().unwrap();
                chains(&pool).swap_remove(at)
            })
            .collect();
        names.truncate(1);
        names.extend(variants.iter().map(|(name, _)| name.clone()));
        let run = |at: usize| match at.checked_sub(1) {
            None => bare(&runtime),
            Some(at) => ours(&runtime, &variants[at].1),
        };
        let mut order: Vec<usize> = (0..names.len()).collect();
        let mut totals = vec![Duration::ZERO; names.len()];
        // Starts the threads.
        for at in &order {
            run(*at);
        }
        for _ in 0..BATCHES {
            fastrand::shuffle(&mut order);
            for &at in &order {
                totals[at] += run(at);
            }
        }
        micros.push(totals.into_iter().map(micros_a_trip).collect());
    }
    println!("{name}: {ROUNDS} rounds of {BATCHES} batches of {BATCH} round trips each");
    for (at, variant) in names.iter().enumerate() {
        let trips: Vec<_> = micros.iter().map(|round| round[at]).collect();
        let ratios: Vec<_> = micros.iter().map(|round| round[at] / round[0]).collect();
        println!(
            "  {variant:24} {:7.2} us   ratio {:.3} ({:.3} to {:.3})",
            quantile(&trips, 0.5),
            quantile(&ratios, 0.5),
            quantile(&ratios, 0.25),
            quantile(&ratios, 0.75),
        );
    }
}
