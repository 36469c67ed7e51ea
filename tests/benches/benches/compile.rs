//! What the compiler has to do: `cargo bench -p middleware-benches --bench compile`.
//!
//! It makes crates of its own in the target directory, has cargo build them, and writes `report/compile.md`. What is
//! counted is processor time, of cargo and of all that it starts, so that other work on the machine matters less. It
//! takes some minutes.

use std::{env, fs, path::Path};

use middleware_benches::compile;

fn main() {
    // Cargo runs benchmarks as tests too.
    if env::args().any(|arg| arg == "--test") {
        return;
    }
    let report = compile::report();
    print!("{report}");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("report/compile.md");
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder for the report");
    fs::write(path, report).expect("the report can be written");
}
