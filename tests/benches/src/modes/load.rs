//! Requests in flight, and what they cost.

use std::{
    fmt,
    hint::black_box,
    str::FromStr,
    time::{Duration, Instant},
};

use tokio::runtime::Runtime;

use super::{rounds::quantile, usage};

/// What a request costs, with so many in flight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    /// Microseconds until the answer, of the middle one and of the slowest in a hundred.
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Requests a second.
    pub(super) rate: f64,
    /// Microseconds of processor time a request, of the whole process.
    pub(super) cpu: f64,
    pub(super) hops: f64,
    /// Of the whole process, in the end.
    pub(super) threads: f64,
}

impl Cost {
    /// Of each figure the middle one.
    pub(super) fn median(costs: &[Self]) -> Self {
        let median =
            |figure: fn(&Self) -> f64| quantile(&costs.iter().map(figure).collect::<Vec<_>>(), 0.5);
        Self {
            p50: median(|cost| cost.p50),
            p99: median(|cost| cost.p99),
            rate: median(|cost| cost.rate),
            cpu: median(|cost| cost.cpu),
            hops: median(|cost| cost.hops),
            threads: median(|cost| cost.threads),
        }
    }
}

/// How one process tells another.
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { p50, p99, rate, cpu, hops, threads } = self;
        write!(f, "{p50} {p99} {rate} {cpu} {hops} {threads}")
    }
}

impl FromStr for Cost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let figures: Result<Vec<f64>, _> = text.split_whitespace().map(str::parse).collect();
        match figures.as_deref() {
            Ok(&[p50, p99, rate, cpu, hops, threads]) => {
                Ok(Self { p50, p99, rate, cpu, hops, threads })
            }
            _ => Err(format!("these are not figures: {text}")),
        }
    }
}

/// Lets so many tasks send one request after the other, for a while to warm up and then for `time`.
pub(super) fn load<F>(
    runtime: &Runtime,
    in_flight: usize,
    time: Duration,
    hops: usize,
    request: impl Fn(u64) -> F + Clone + Send + 'static,
) -> Cost
where
    F: Future<Output = u64> + Send,
{
    send(runtime, in_flight, time / 4, request.clone());
    let (start, cpu) = (Instant::now(), usage::cpu_time());
    let micros = send(runtime, in_flight, time, request);
    let (took, cpu) = (start.elapsed(), usage::cpu_time().saturating_sub(cpu));
    #[allow(
        clippy::cast_precision_loss,
        reason = "numbers of requests, hops and threads are small"
    )]
    let [requests, hops, threads] = [micros.len(), hops, usage::threads()].map(|n| n as f64);
    Cost {
        p50: quantile(&micros, 0.5),
        p99: quantile(&micros, 0.99),
        rate: requests / took.as_secs_f64(),
        cpu: cpu.as_secs_f64() * 1e6 / requests,
        hops,
        threads,
    }
}

/// How many microseconds each took.
fn send<F>(
    runtime: &Runtime,
    in_flight: usize,
    time: Duration,
    request: impl Fn(u64) -> F + Clone + Send + 'static,
) -> Vec<f64>
where
    F: Future<Output = u64> + Send,
{
    let end = Instant::now() + time;
    let tasks: Vec<_> = (0..in_flight)
        .map(|_| {
            let request = request.clone();
            runtime.spawn(async move {
                let mut took = Vec::new();
                let mut now = Instant::now();
                while now < end {
                    black_box(request(black_box(1)).await);
                    let then = now;
                    now = Instant::now();
                    took.push((now - then).as_secs_f64() * 1e6);
                }
                took
            })
        })
        .collect();
    runtime.block_on(async {
        let mut all = Vec::new();
        for task in tasks {
            all.extend(task.await.expect("no request panics"));
        }
        all
    })
}
