//! The output of a command: its result on stdout, its error on stderr, in colour where the terminal has it.
//!
//! `anstream` removes the colours if the output is not a terminal, or if `NO_COLOR` is set.

use std::{
    fmt::{self, Display, Write as _},
    io::{self, ErrorKind, Write},
};

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

use super::Failure;

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const CYAN: Style = AnsiColor::Cyan.on_default();

/// Prints a part of the result. A closed pipe is not an error: `head`, for example, reads only the beginning.
pub(super) fn print(part: impl Display) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    match write!(stdout, "{part}").and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::Output(error)),
        _ => Ok(()),
    }
}

/// A heading.
pub(super) struct Heading<T>(pub(super) T);

impl<T: Display> Display for Heading<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{BOLD}{}{BOLD:#}", self.0)
    }
}

/// The text of a plan: sync, async, and the bridges between them in a colour each.
pub(super) struct Coloured<T>(pub(super) T);

impl<T: Display> Display for Coloured<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string().chars() {
            match c {
                '■' => write!(f, "{YELLOW}{c}{YELLOW:#}")?,
                '○' => write!(f, "{CYAN}{c}{CYAN:#}")?,
                '╪' | '╰' | '╮' => write!(f, "{RED}{c}{RED:#}")?,
                '│' | '├' | '└' | '┆' | '┄' | '─' => write!(f, "{DIM}{c}{DIM:#}")?,
                _ => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The end of a command's help, with its headings in the style of clap's own.
pub(super) fn long_help(text: &str) -> String {
    let heading = BOLD.underline();
    let is_heading = |line: &str| line.ends_with(':') && line.split(' ').count() <= 2;
    let style = |line: &str| {
        if is_heading(line) { format!("{heading}{line}{heading:#}") } else { line.to_owned() }
    };
    let lines: Vec<_> = text.lines().map(style).collect();
    lines.join("\n")
}

/// The status of a response: green if it is a success.
pub(super) struct Status(pub(super) http::StatusCode);

impl Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let colour = if self.0.is_success() { GREEN } else { RED };
        write!(f, "{colour}{}{colour:#}", self.0)
    }
}

/// Writes the log of the layers to stderr, because the result is on stdout.
pub(super) fn log_to_stderr() {
    tracing_subscriber::fmt()
        .without_time()
        .with_target(false)
        .with_ansi(AutoStream::choice(&io::stderr()) != ColorChoice::Never)
        .with_writer(io::stderr)
        .init();
}

/// Prints why there is no result.
pub(crate) fn complain(failure: &Failure) {
    let mut stderr = anstream::stderr().lock();
    for line in failure.to_string().lines() {
        // If stderr is closed, there is still the exit code.
        let _ = match (line.strip_prefix("error:"), line.strip_prefix("  help:")) {
            (Some(error), _) => writeln!(stderr, "{RED}error:{RED:#}{error}"),
            (_, Some(help)) => writeln!(stderr, "  {GREEN}help:{GREEN:#}{help}"),
            _ => writeln!(stderr, "{line}"),
        };
    }
}
