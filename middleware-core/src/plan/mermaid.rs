//! A plan as a Mermaid flowchart.

use std::fmt::{self, Formatter, Write};

use super::track::{Stop, described};
use crate::Mode;

pub(super) fn write(f: &mut Formatter<'_>, stops: &[Stop<'_>]) -> fmt::Result {
    writeln!(f, "flowchart TB")?;
    for (at, stop) in stops.iter().enumerate() {
        // A box with corners is sync, a round one async, a hexagon a bridge.
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
                let text =
                    format!("{}, as {}: {}", crossing.bridge, crossing.reason, crossing.does());
                writeln!(f, "  n{at}{{{{\"{}\"}}}}", Escaped(&text))?;
            }
        }
    }
    for at in 1..stops.len() {
        writeln!(f, "  n{} <--> n{at}", at - 1)?;
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

/// Text in quotes. Mermaid reads entities there, and Markdown in back-ticks.
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
