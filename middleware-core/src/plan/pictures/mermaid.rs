//! Writes a plan as a Mermaid flowchart.

use std::fmt::{self, Formatter, Write};

use super::track::{Step, Stop, described, steps};
use crate::mode::Mode;

pub(super) fn write(f: &mut Formatter<'_>, stops: &[Stop<'_>]) -> fmt::Result {
    writeln!(f, "flowchart TB")?;
    for (at, stop) in stops.iter().enumerate() {
        // Square boxes are sync, round ones async, hexagons bridges.
        match stop {
            Stop::Caller(mode) => shape(f, at, *mode, &format!("called from {mode} code"))?,
            Stop::Layer(layer) => {
                let text = format!("{}, {}: {}", layer.name(), described(layer), layer.mode());
                shape(f, at, layer.mode(), &text)?;
            }
            Stop::View(view) => {
                shape(f, at, view.mode(), &format!("{}, view: {}", view.name(), view.mode()))?;
            }
            Stop::Crossing(crossing) => {
                let (bridge, reason, cost) =
                    (crossing.bridge(), crossing.reason(), crossing.cost());
                let text = format!("{bridge}, because {reason}: {cost}");
                writeln!(f, "  n{at}{{{{\"{}\"}}}}", Escaped(&text))?;
            }
            Stop::Skipped(skipped) => {
                let text = format!("{}, skipped: {}", skipped.name(), skipped.reason());
                writeln!(f, "  n{at}[\"{}\"]:::skipped", Escaped(&text))?;
            }
        }
    }
    for Step { from, to, to_skipped } in steps(stops) {
        // A skipped layer is beside the track, not on it.
        let line = if to_skipped { "-.-" } else { "<-->" };
        writeln!(f, "  n{from} {line} n{to}")?;
    }
    if stops.iter().any(|stop| matches!(stop, Stop::Skipped(_))) {
        writeln!(f, "  classDef skipped stroke-dasharray: 2 4")?;
    }
    Ok(())
}

fn shape(f: &mut Formatter<'_>, at: usize, mode: Mode, text: &str) -> fmt::Result {
    let text = Escaped(text);
    match mode {
        Mode::Sync => writeln!(f, "  n{at}[\"{text}\"]"),
        Mode::Async => writeln!(f, "  n{at}([\"{text}\"])"),
    }
}

/// Text, escaped for a quoted string. Mermaid interprets entities there, and Markdown in back-ticks.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '"' | '<' | '>' | '&' | '#' | ';' | '`' => write!(f, "#{};", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
