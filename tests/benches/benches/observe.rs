//! What it costs to observe a chain, beside a `tracing` span per layer: writes `report/observe.md`.
//!
//! ```sh
//! cargo bench -p middleware-benches --no-default-features --features observe --bench observe
//! ```
//!
//! It needs `valgrind`. The counts are exact; for the nanoseconds, nothing else should run.

// Ten layers with a probe each are twenty, behind the types of this benchmark.
#![recursion_limit = "256"]

use std::{error::Error, fmt::Write as _, fs, path::Path};

use middleware_benches::{
    Entry, describe_machine, instructions, nanoseconds,
    subject::{FromAsync, FromSync, Run},
};
use middleware_core::{Chain, GetResponse, middleware, observe::Observation};
use tracing::Dispatch;

/// Adds one to the request and to the response.
#[middleware]
#[derive(Debug)]
struct Count<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Count<G> {
    fn process_request(&self, request: &mut u64) {
        *request += 1;
    }

    fn process_response(&self, response: &mut u64) {
        *response += 1;
    }
}

/// The same, each request in a span.
#[middleware]
#[derive(Debug)]
struct Spanned<G> {
    get_response: GetResponse<G>,
}

#[middleware(span)]
impl<G> Spanned<G> {
    fn process_request(&self, request: &mut u64) {
        *request += 1;
    }

    fn process_response(&self, response: &mut u64) {
        *response += 1;
    }
}

macro_rules! ten {
    ($chain:expr, $layer:expr) => {
        five!(five!($chain, $layer), $layer)
    };
}

macro_rules! five {
    ($chain:expr, $layer:expr) => {
        $chain.with($layer).with($layer).with($layer).with($layer).with($layer)
    };
}

fn chain() -> Chain<u64, u64> {
    Chain::new()
}

fn view(request: u64) -> u64 {
    request
}

async fn async_view(request: u64) -> u64 {
    request
}

const fn request() -> u64 {
    1
}

/// Runs with a subscriber.
struct WithSubscriber {
    subject: Box<dyn Run>,
    dispatch: Dispatch,
}

impl Run for WithSubscriber {
    fn run(&mut self, requests: u64) {
        tracing::dispatcher::with_default(&self.dispatch, || self.subject.run(requests));
    }

    fn future_size(&mut self) -> Option<usize> {
        self.subject.future_size()
    }
}

/// tracing asks a subscriber for its interest only if there is a second one, or if it is the default of the thread that
/// comes first. So a second one lives for ever.
fn discarding(subject: Box<dyn Run>) -> Box<dyn Run> {
    std::mem::forget(Dispatch::new(tracing_subscriber::registry()));
    Box::new(WithSubscriber { subject, dispatch: Dispatch::new(tracing_subscriber::registry()) })
}

const CONTENDERS: [&str; 4] = [
    "not observed",
    "observed",
    "a span each, no subscriber",
    "a span each, a discarding subscriber",
];

/// Each contender, called from sync and from async code.
fn entries() -> Vec<Entry> {
    let builds: [[fn() -> Box<dyn Run>; 4]; 2] = [
        [
            || Box::new(FromSync::new(ten!(chain(), Count::layer()).view(view), request)),
            || {
                let observed = chain().observe(&Observation::new("sync"));
                Box::new(FromSync::new(ten!(observed, Count::layer()).view(view), request))
            },
            || Box::new(FromSync::new(ten!(chain(), Spanned::layer()).view(view), request)),
            || {
                let app = ten!(chain(), Spanned::layer()).view(view);
                discarding(Box::new(FromSync::new(app, request)))
            },
        ],
        [
            || Box::new(FromAsync::new(ten!(chain(), Count::layer()).view(async_view), request)),
            || {
                let observed = chain().observe(&Observation::new("async"));
                Box::new(FromAsync::new(ten!(observed, Count::layer()).view(async_view), request))
            },
            || Box::new(FromAsync::new(ten!(chain(), Spanned::layer()).view(async_view), request)),
            || {
                let app = ten!(chain(), Spanned::layer()).view(async_view);
                discarding(Box::new(FromAsync::new(app, request)))
            },
        ],
    ];
    let works = ["sync", "async"].into_iter().zip(builds);
    let entries = works.flat_map(|(work, builds)| {
        let builds = CONTENDERS.into_iter().zip(builds);
        builds.map(move |(contender, build)| Entry { contender, work, depth: 10, build })
    });
    entries.collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let entries = entries();
    if instructions::is_run(&entries) || std::env::args().any(|arg| arg == "--test") {
        return Ok(());
    }
    let times = nanoseconds::measure(&entries);
    let mut report = format!(
        "# What it costs to observe a chain\n\n\
         Written by `cargo bench -p middleware-benches --no-default-features --features observe --bench observe`.\n\n\
         {}\n\
         Ten layers with hooks that add one to a number. Instructions are per request, and exact. Nanoseconds are the \
         median of 101 rounds, in which all take turns. *A span each* is `#[middleware(span)]` on each layer; the \
         discarding subscriber is the registry of tracing-subscriber without layers.\n",
        describe_machine(&["hdrhistogram", "tracing", "tracing-subscriber"])
    );
    for work in ["sync", "async"] {
        write!(
            report,
            "\n## Called from {work} code\n\n| | instructions | per layer | ns | per layer |\n| --- | ---: | ---: | ---: | ---: |\n"
        )?;
        for (at, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.work == work) {
            let instructions = instructions::count(&entries, at)?;
            let nanoseconds = times[at].nanoseconds;
            writeln!(
                report,
                "| {} | {instructions:.0} | {:.0} | {nanoseconds:.0} | {:.1} |",
                entry.contender,
                instructions / 10.0,
                nanoseconds / 10.0,
            )?;
        }
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("report/observe.md");
    fs::write(&file, &report)?;
    println!("{report}");
    Ok(())
}
