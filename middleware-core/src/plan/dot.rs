//! A plan for Graphviz.

use std::fmt::{self, Formatter, Write};

use super::track::{Stop, described};
use crate::Mode;

pub(super) fn write(f: &mut Formatter<'_>, stops: &[Stop<'_>]) -> fmt::Result {
    writeln!(f, "digraph plan {{")?;
    writeln!(f, "  node [fontname=\"sans-serif\"];")?;
    for (at, stop) in stops.iter().enumerate() {
        let (text, shape) = match stop {
            Stop::Caller(mode) => (format!("called from {mode} code"), shape(*mode)),
            Stop::Layer(layer) => {
                let text = format!("{}\n{}: {}", layer.name(), described(layer), layer.mode());
                (text, shape(layer.mode()))
            }
            Stop::View(view) => {
                (format!("{}\nview: {}", view.name(), view.mode()), shape(view.mode()))
            }
            Stop::Crossing(crossing) => {
                let text =
                    format!("{}\nas {}\n{}", crossing.bridge, crossing.reason, crossing.does());
                let shape =
                    if crossing.is_hop { "shape=hexagon, penwidth=3" } else { "shape=hexagon" };
                (text, shape)
            }
        };
        writeln!(f, "  n{at} [label=\"{}\", {shape}];", Escaped(&text))?;
    }
    for at in 1..stops.len() {
        writeln!(f, "  n{} -> n{at} [dir=both];", at - 1)?;
    }
    writeln!(f, "}}")
}

/// A box with corners is sync, a round one async.
const fn shape(mode: Mode) -> &'static str {
    match mode {
        Mode::Sync => "shape=box",
        Mode::Async => "shape=box, style=\"rounded,dashed\"",
    }
}

/// Text in quotes.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => write!(f, "\\n")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
