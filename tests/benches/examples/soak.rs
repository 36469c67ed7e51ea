//! Runs mixed chains for minutes, in every way at once, and reports requests, hops, threads and memory.
//!
//! ```sh
//! cargo run --release -p middleware-benches --no-default-features --example soak -- --minutes 10
//! ```
//!
//! It fails if a request is answered wrongly, if the pool has something left at the end, or if one of its
//! threads is lost.

use std::{
    panic::{AssertUnwindSafe, catch_unwind, panic_any},
    sync::{
        Arc, Barrier,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use middleware_core::{
    Mode,
    bridge::{
        Offload,
        pool::{Limit, Pool},
    },
};
use middleware_tests::numbers::{Numbers, alternating, numbers};
use tokio::runtime::{Builder, Runtime};

/// Runs mixed chains for minutes, and reports requests, hops, threads and memory.
#[derive(Parser)]
struct Args {
    /// How long.
    #[arg(long, default_value_t = 3.0)]
    minutes: f64,
    /// Threads of the pool.
    #[arg(long, default_value_t = 4)]
    threads: usize,
    /// Async requests in flight, in each of two runtimes.
    #[arg(long, default_value_t = 200)]
    in_flight: usize,
    /// Seconds between two reports.
    #[arg(long, default_value_t = 10)]
    every: u64,
}

#[derive(Default)]
struct Counts {
    answered: AtomicU64,
    dropped: AtomicU64,
    panicked: AtomicU64,
    stop: AtomicBool,
}

/// The payload of a panic that is part of the plan.
struct Planned;

/// Every fiftieth request panics, every tenth waits for a timer, the others for the runtime's blocking threads.
async fn view(n: u64) -> u64 {
    match n % 50 {
        0 => panic_any(Planned),
        at if at % 10 == 1 => tokio::time::sleep(Duration::from_millis(1)).await,
        _ => drop(tokio::fs::metadata(".").await),
    }
    n
}

fn sync_view(n: u64) -> u64 {
    if n.is_multiple_of(50) {
        panic_any(Planned);
    }
    thread::yield_now();
    n
}

/// Chains of 1 to 12 alternating layers around a view of either mode, some of which may be interrupted.
fn chains(pool: &Pool) -> Vec<(u64, Numbers)> {
    let depths = (1..=12).flat_map(|depth| [(depth, Mode::Sync), (depth, Mode::Async)]);
    depths
        .map(|(depth, mode)| {
            let view = match mode {
                Mode::Sync => numbers().view(sync_view).boxed(),
                Mode::Async => numbers().view(view).boxed(),
            };
            let hops = Offload::new().pool(pool);
            let hops = if depth % 3 == 0 { hops.interruptible() } else { hops };
            let outermost = if depth % 2 == 0 { mode } else { Mode::Sync };
            let app = numbers().with(hops).view(alternating(depth, outermost, view)).boxed();
            (depth as u64, app)
        })
        .collect()
}

/// Sends requests until it is stopped; every seventh is dropped on its way.
async fn send(chains: Arc<Vec<(u64, Numbers)>>, counts: Arc<Counts>, limit: Limit, mut n: u64) {
    while !counts.stop.load(Relaxed) {
        n += 1;
        let (adds, app) = chains[fastrand::usize(..chains.len())].clone();
        let permit = limit.enter().await;
        let request = tokio::spawn(permit.scope(async move { app.acall(n).await }));
        if n.is_multiple_of(7) {
            for _ in 0..fastrand::u32(..20) {
                tokio::task::yield_now().await;
            }
            request.abort();
        }
        match request.await {
            Ok(answer) => {
                assert_eq!(answer, n + adds);
                counts.answered.fetch_add(1, Relaxed);
            }
            Err(error) if error.is_cancelled() => {
                counts.dropped.fetch_add(1, Relaxed);
            }
            Err(error) => {
                assert!(error.into_panic().is::<Planned>(), "a panic that was not planned");
                counts.panicked.fetch_add(1, Relaxed);
            }
        }
    }
}

/// Calls from a plain thread.
fn call(chains: &[(u64, Numbers)], counts: &Counts) {
    for n in 0.. {
        if counts.stop.load(Relaxed) {
            return;
        }
        let (adds, app) = &chains[fastrand::usize(..chains.len())];
        match catch_unwind(AssertUnwindSafe(|| app.call(n))) {
            Ok(answer) => {
                assert_eq!(answer, n + adds);
                counts.answered.fetch_add(1, Relaxed);
            }
            Err(payload) => {
                assert!(payload.is::<Planned>(), "a panic that was not planned");
                counts.panicked.fetch_add(1, Relaxed);
            }
        }
    }
}

/// A line of `/proc/self/status`.
fn status(of: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(of));
    line.map_or_else(
        || "not known here".to_owned(),
        |line| line.trim_start_matches(':').trim().to_owned(),
    )
}

fn report(start: Instant, counts: &Counts, pool: &Pool, limit: &Limit) {
    println!(
        "{:6.0} s  {:10} answered  {:9} dropped  {:8} panicked  {:10} hops  {:2} busy  {:4} waiting  \
         {:4} in flight  {:>4} threads  {:>10} resident",
        start.elapsed().as_secs_f64(),
        counts.answered.load(Relaxed),
        counts.dropped.load(Relaxed),
        counts.panicked.load(Relaxed),
        pool.hops(),
        pool.busy(),
        pool.waiting(),
        limit.in_flight(),
        status("Threads"),
        status("VmRSS"),
    );
}

fn main() {
    let args = Args::parse();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.payload().is::<Planned>() {
            hook(panic);
        }
    }));

    let pool = Pool::builder().threads(args.threads).name("soak-pool").build().unwrap();
    let limit = Limit::new(2 * args.in_flight);
    let chains = Arc::new(chains(&pool));
    let counts = Arc::new(Counts::default());
    let runtimes: [Runtime; 2] = [
        Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(2)
            .enable_all()
            .build()
            .unwrap(),
        Builder::new_current_thread().max_blocking_threads(2).enable_all().build().unwrap(),
    ];

    let start = Instant::now();
    let drivers: Vec<_> = runtimes
        .into_iter()
        .map(|runtime| {
            let (chains, counts, limit) = (Arc::clone(&chains), Arc::clone(&counts), limit.clone());
            thread::spawn(move || {
                runtime.block_on(async {
                    let senders = (0..args.in_flight).map(|_| {
                        let first = fastrand::u64(..1 << 40);
                        tokio::spawn(send(
                            Arc::clone(&chains),
                            Arc::clone(&counts),
                            limit.clone(),
                            first,
                        ))
                    });
                    for sender in senders.collect::<Vec<_>>() {
                        sender.await.unwrap();
                    }
                });
            })
        })
        .collect();
    let caller = thread::spawn({
        let (chains, counts) = (Arc::clone(&chains), Arc::clone(&counts));
        move || call(&chains, &counts)
    });

    let end = start + Duration::from_secs_f64(args.minutes * 60.0);
    while Instant::now() < end && !drivers.iter().any(thread::JoinHandle::is_finished) {
        let left = end.saturating_duration_since(Instant::now());
        thread::sleep(left.min(Duration::from_secs(args.every)));
        report(start, &counts, &pool, &limit);
    }
    counts.stop.store(true, Relaxed);
    for thread in drivers.into_iter().chain([caller]) {
        thread.join().unwrap();
    }
    // What was dropped while it ran goes on to its end.
    while pool.busy() + pool.waiting() > 0 {
        thread::yield_now();
    }
    report(start, &counts, &pool, &limit);
    assert_eq!(limit.in_flight(), 0, "a permit is lost");
    every_thread_is_there(&pool);
    println!("nothing is left behind");
}

/// As many requests as the pool has threads meet at a barrier.
fn every_thread_is_there(pool: &Pool) {
    let barrier = Arc::new(Barrier::new(pool.threads()));
    let view = numbers().view(move |n: u64| {
        barrier.wait();
        n
    });
    let app = numbers().with(Offload::new().pool(pool)).view(view);
    let requests = (0..pool.threads() as u64).map(|n| app.acall(n));
    futures::executor::block_on(futures::future::join_all(requests));
}
