//! Fails unless a layer costs as little as it is said to, in counts that no other load changes.
//!
//! ```sh
//! cargo bench -p middleware-benches --no-default-features --bench gates
//! ```

use std::process::ExitCode;

use middleware_benches::{Figures, entries, gates, instructions};

fn main() -> Result<ExitCode, Box<dyn std::error::Error + Send + Sync>> {
    let entries = entries();
    if instructions::is_run(&entries) || std::env::args().any(|arg| arg == "--test") {
        return Ok(ExitCode::SUCCESS);
    }
    let figures = Figures::of_gates(&entries, env!("CARGO_BIN_EXE_allocations"))?;
    let gates = gates::all(&figures);
    for gate in &gates {
        println!("{gate}");
    }
    let failed = gates.iter().filter(|gate| !gate.holds).count();
    println!("{} gates, {failed} failed", gates.len());
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
