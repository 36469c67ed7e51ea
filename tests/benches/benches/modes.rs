//! What it costs to change between sync and async code, beside bare and naive bridges, in one run.
//!
//! ```sh
//! cargo bench -p middleware-benches --bench modes
//! ```
//!
//! Takes some minutes, and writes `tests/benches/report/modes.md`. For the part with a server it needs `wrk` (Debian's
//! package of that name).

use std::process::ExitCode;

fn main() -> ExitCode {
    middleware_benches::modes::main()
}
