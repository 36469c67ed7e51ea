//! The output of a command: its result on stdout, its error on stderr.

use std::{
    fmt::Display,
    io::{self, ErrorKind, IsTerminal, Write},
};

use super::Failure;

/// Prints a part of the result. A closed pipe is not an error: `head`, for example, reads only the beginning.
pub(super) fn print(part: impl Display) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match write!(stdout, "{part}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// Writes the log of the layers to stderr, because the result is on stdout.
pub(super) fn log_to_stderr() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr)
        .init();
}

/// Prints why there is no result.
pub(crate) fn complain(failure: &Failure) {
    // If stderr is closed, there is still the exit code.
    let _ = writeln!(io::stderr(), "{failure}");
}
