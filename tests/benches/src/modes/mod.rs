//! What it costs to change between sync and async code: the benchmark `modes`.
//!
//! Where the scheduler puts two threads that wake each other makes more of a difference than all code here, and
//! it sticks to its choice for as long as they live. So each figure is the median of many rounds; in each round every
//! variant runs once, in a process of its own, in random order. A deadlock is ended, and reported.

mod async_inside;
mod load;
mod long;
mod report;
mod rounds;
mod server;
mod sync_inside;
pub mod usage;

use std::{env, fs, path::Path, process::ExitCode};

use crate::charts;

/// Runs the benchmark, or a part of it if the arguments say which: that is how it runs variants in processes of their
/// own.
#[must_use]
pub fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    // Cargo runs benchmarks as tests too.
    if args.iter().any(|arg| arg == "--test") {
        return ExitCode::SUCCESS;
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["sync-inside", variant, runtime, in_flight] => {
            println!("{}", sync_inside::measure(variant, runtime, in_flight));
        }
        ["long", variant] => println!("{}", long::measure(variant)),
        ["async-inside", variant] => println!("{}", async_inside::measure(variant)),
        _ => {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("report");
            let report = report::write();
            print!("{report}");
            let written = fs::write(folder.join("modes.md"), report);
            if let Err(error) = written.and_then(|()| charts::write(&folder)) {
                eprintln!("cannot write into {}: {error}", folder.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
