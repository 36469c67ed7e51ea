//! What was measured on.

use std::{fs, num::NonZero, path::Path, process::Command, thread};

/// Processor, versions and date, as a line.
pub(crate) fn describe() -> String {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let system = said_by("uname", &["-sr"]);
    // Without what a distribution adds to the version.
    let system = system.split('-').next().unwrap_or_default();
    let rustc = said_by("rustc", &["--version"]);
    let date = said_by("date", &["-u", "+%F"]);
    let [tokio, axum] = ["tokio", "axum"].map(version);
    format!(
        "{}, {cores} cores; {system}; {rustc}; tokio {tokio}, axum {axum}; {date}",
        model.unwrap_or("an unknown processor"),
    )
}

fn said_by(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output.map_or_else(
        |_| format!("{program} unknown"),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The version of a crate in the lock file.
fn version(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.lock");
    let lock = fs::read_to_string(path).unwrap_or_default();
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{name}\""));
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = "));
    version.unwrap_or("unknown").trim_matches('"').to_owned()
}
