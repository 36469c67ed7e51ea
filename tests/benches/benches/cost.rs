//! What a layer costs, beside hand-written code and beside peers: writes `report/cost.md` and the plots next to it.
//!
//! ```sh
//! cargo bench -p middleware-benches --bench cost
//! cargo bench -p middleware-benches --bench cost -- --only "async hooks, bare"    # prints instructions, writes nothing
//! ```
//!
//! It needs `valgrind`, and takes a few minutes, best with nothing else running.

use std::path::Path;

use middleware_benches::{Figures, entries, figures::Error, instructions, report};

fn main() -> Result<(), Error> {
    let entries = entries();
    if instructions::is_run(&entries) || std::env::args().any(|arg| arg == "--test") {
        return Ok(());
    }
    if let Some(only) = std::env::args().skip_while(|arg| arg != "--only").nth(1) {
        for (at, entry) in entries.iter().enumerate() {
            let label = format!("{entry:?}");
            if label.contains(&only) {
                println!("{at:4} {label}: {:.0}", instructions::count(&entries, at)?);
            }
        }
        return Ok(());
    }
    let figures = Figures::of_all(&entries, env!("CARGO_BIN_EXE_allocations"))?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("report");
    report::write(&figures, &folder)?;
    println!("{}", report::statements(&figures));
    println!("the report is in {}", folder.display());
    Ok(())
}
