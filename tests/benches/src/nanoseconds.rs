//! Nanoseconds a request: all contenders with a work take turns, in batches of a fraction of a millisecond.
//!
//! What else the machine does hits all of them alike that way. The median over the rounds is reported, and for the
//! ratio to hand-written code that of the rounds' ratios.

use std::time::{Duration, Instant};

use crate::{Entry, entry::at};

/// In each, every entry has one turn.
const ROUNDS: usize = 101;
/// About as long as a turn is.
const TURN: Duration = Duration::from_micros(200);

/// How long a request takes.
#[derive(Clone, Copy, Debug)]
pub struct Time {
    /// On its own.
    pub nanoseconds: f64,
    /// Beside hand-written code, functions or `async fn`s, if that reaches the depth.
    pub ratio: Option<f64>,
}

/// Measures all of these, which are ordered by work.
#[must_use]
pub fn measure(entries: &[Entry]) -> Vec<Time> {
    entries.chunk_by(|one, next| one.work == next.work).flat_map(measure_work).collect()
}

fn measure_work(entries: &[Entry]) -> Vec<Time> {
    let mut subjects: Vec<_> = entries.iter().map(|entry| (entry.build)()).collect();
    let requests: Vec<u64> = subjects
        .iter_mut()
        .map(|subject| {
            // The second time, it is warm.
            let [_, warm] = [(); 2].map(|()| time(|| subject.run(64)));
            #[allow(clippy::cast_possible_truncation, reason = "a small number")]
            let requests = (64 * TURN.as_nanos() / warm.as_nanos().max(1)) as u64;
            requests.max(1)
        })
        .collect();
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(ROUNDS); entries.len()];
    let mut order: Vec<usize> = (0..entries.len()).collect();
    for _ in 0..ROUNDS {
        fastrand::shuffle(&mut order);
        for &at in &order {
            let turn = time(|| subjects[at].run(requests[at]));
            #[allow(clippy::cast_precision_loss, reason = "some thousands")]
            times[at].push(turn.as_secs_f64() * 1e9 / requests[at] as f64);
        }
    }
    let by_hand = |of: &Entry| at(entries, of.by_hand(), of.work, of.depth);
    let ratio = |one: usize, other: usize| {
        median(times[one].iter().zip(&times[other]).map(|(one, other)| one / other).collect())
    };
    let time_of = |(at, entry): (usize, &Entry)| Time {
        nanoseconds: median(times[at].clone()),
        ratio: by_hand(entry).map(|other| ratio(at, other)),
    };
    entries.iter().enumerate().map(time_of).collect()
}

fn time(run: impl FnOnce()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
