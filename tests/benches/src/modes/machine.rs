//! What was measured on, and how much of it was used.

use std::{fs, num::NonZero, path::Path, process::Command, thread, time::Duration};

use rustix::time::{ClockId, clock_gettime};

/// The processor time that this process has used.
pub(super) fn cpu_time() -> Duration {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// The threads that this process has, where the system tells.
pub(super) fn threads() -> usize {
    fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

/// Processor, versions and date, as a line.
pub(super) fn describe() -> String {
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
