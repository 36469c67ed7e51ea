//! What a command writes: its result to stdout, why there is none to stderr.

use std::{
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
};

use super::Failure;

/// Prints a part of the result. Who reads only the beginning, as `head` does, closes the pipe and has all that was
/// wanted: no failure.
pub(super) fn print(part: impl Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match write!(stdout, "{part}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes what layers log to stderr: the result is on stdout.
pub(super) fn log_to_stderr() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
}

/// Says why there is no result.
pub(crate) fn complain(failure: &Failure) {
    // Where nobody listens there is still the exit code.
    let _ = writeln!(io::stderr(), "{failure}");
}
