//! Where it was measured, and with what.

use std::{env, fmt::Write, fs, num::NonZero, process::Command, thread, time::SystemTime};

/// Returns a list: date, machine, compiler, and these crates as they are called in `Cargo.lock`.
#[must_use]
pub fn describe(crates: &[&str]) -> String {
    let mut text = String::new();
    let mut line = |what: &str, value: &str| writeln!(text, "- {what}: {value}").expect("a string");
    line("date", &httpdate::fmt_http_date(SystemTime::now()));
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    line("machine", &format!("{}, {cores} cores, {}", processor(), env::consts::ARCH));
    line(
        "load averages",
        &format!("{}, over 1, 5 and 15 minutes, with those of the benchmark and its build", load()),
    );
    line("compiler", &said(&env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned())));
    line("counted by", &said("valgrind"));
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"));
    let lock = lock.unwrap_or_default();
    let crates = crates.iter().map(|name| format!("{name} {}", version(&lock, name)));
    line("crates", &crates.collect::<Vec<_>>().join(", "));
    text
}

fn processor() -> String {
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(": "));
    model.map_or("unknown processor", |(_, model)| model).to_owned()
}

/// Nanoseconds suffer from it, counts do not.
fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let averages: Vec<&str> = load.split_whitespace().take(3).collect();
    averages.join(", ")
}

fn said(program: &str) -> String {
    let output = Command::new(program).arg("--version").output();
    output.map_or_else(
        |error| error.to_string(),
        |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    )
}

/// The newest one that is locked: it is the one that is asked for here.
fn version(lock: &str, name: &str) -> String {
    let name = format!("name = \"{name}\"");
    let mut lines = lock.lines();
    let mut version = "?";
    while lines.by_ref().any(|line| line == name) {
        let next = lines.next().and_then(|line| line.split('"').nth(1));
        version = next.unwrap_or(version);
    }
    version.to_owned()
}
