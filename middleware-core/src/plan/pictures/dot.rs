//! Writes a plan for Graphviz.

use std::fmt::{self, Formatter, Write};

use super::track::{Step, Stop, described, steps};
use crate::{mode::Mode, plan::Cost};

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
                let (bridge, reason, cost) =
                    (crossing.bridge(), crossing.reason(), crossing.cost());
                let shape = match cost {
                    Cost::Hop => "shape=hexagon, penwidth=3",
                    Cost::InPlace | Cost::Wait => "shape=hexagon",
                    Cost::Unavailable => "shape=hexagon, style=dashed",
                };
                (format!("{bridge}\nbecause {reason}\n{cost}"), shape)
            }
            Stop::Skipped(skipped) => {
                let text = format!("{}\nskipped: {}", skipped.name(), skipped.reason());
                (text, "shape=box, style=dotted")
            }
        };
        writeln!(f, "  n{at} [label=\"{}\", {shape}];", Escaped(&text))?;
    }
    for Step { from, to, to_skipped } in steps(stops) {
        // A skipped layer is beside the track, not on it.
        let line = if to_skipped { "dir=none, style=dotted" } else { "dir=both" };
        writeln!(f, "  n{from} -> n{to} [{line}];")?;
    }
    writeln!(f, "}}")
}

/// Returns the shape of a part: square if it is sync, round if it is async.
const fn shape(mode: Mode) -> &'static str {
    match mode {
        Mode::Sync => "shape=box",
        Mode::Async => "shape=box, style=\"rounded,dashed\"",
    }
}

/// Text, escaped for a quoted string.
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
