//! Writes a plan as text: a narrow lane per thread, and a table beside them.

use std::fmt::{self, Formatter};

use super::{
    lanes::{Lane, Lanes, Row, inline_bridge},
    track::Stop,
};
use crate::mode::Mode;

pub(super) fn write(f: &mut Formatter<'_>, lanes: &Lanes<'_>) -> fmt::Result {
    let names = lanes.rows.iter().map(|row| name(&row.stop).chars().count());
    let width = names.max().unwrap_or_default();
    let [first, second] = heads(lanes);

    writeln!(f, "{}\n\n{first}", lanes.summary.join(": "))?;
    writeln!(f, "{second}{:width$}   capability   mode", "layer")?;
    for row in &lanes.rows {
        write!(f, "{}", track(row, lanes))?;
        let name = name(&row.stop);
        match &row.stop {
            Stop::Caller(mode) => writeln!(f, "{name:width$}   {:10}   {mode}", "")?,
            Stop::View(view) => writeln!(f, "{name:width$}   {:10}   {}", "view", view.mode())?,
            Stop::Skipped(skipped) => writeln!(f, "{name:width$}   skipped: {}", skipped.reason())?,
            Stop::Crossing(crossing) if row.is_hop() => {
                writeln!(f, "the hop, because {}", crossing.reason())?;
            }
            Stop::Crossing(crossing) => {
                writeln!(f, "{}, because {}", inline_bridge(crossing), crossing.reason())?;
            }
            Stop::Layer(layer) => {
                let (capability, mode) = (layer.capability(), layer.mode());
                write!(f, "{name:width$}   {capability:10}   {mode}")?;
                match &row.hooks {
                    Some(hooks) => writeln!(f, ", {hooks}")?,
                    None => writeln!(f)?,
                }
            }
        }
    }
    writeln!(f, "\n {}", legend(lanes))
}

/// The name of a part, for its column. Bridges have none.
fn name<'a>(stop: &Stop<'a>) -> &'a str {
    match stop {
        Stop::Caller(_) => "caller",
        Stop::Layer(layer) => layer.name(),
        Stop::View(view) => view.name(),
        Stop::Skipped(skipped) => skipped.name(),
        Stop::Crossing(_) => "",
    }
}

/// The two lines above the lanes.
fn heads(lanes: &Lanes<'_>) -> [&'static str; 2] {
    match (lanes.caller, lanes.use_pool()) {
        (Mode::Async, true) => [" runtime   pool", " thread    thread   "],
        (Mode::Async, false) => [" runtime", " thread    "],
        (Mode::Sync, _) => [" caller's", " thread    "],
    }
}

/// The mark of a stop in its lane. It has the width of the heads.
fn track(row: &Row<'_>, lanes: &Lanes<'_>) -> String {
    let mark = match &row.stop {
        Stop::Caller(mode) => mark(*mode),
        Stop::Layer(layer) => mark(layer.mode()),
        Stop::View(view) => mark(view.mode()),
        Stop::Skipped(_) => '┆',
        Stop::Crossing(_) => '╪',
    };
    match row.lane {
        _ if row.is_hop() => "    ╰────────╮      ".to_owned(),
        _ if row.hooks_in_pool => format!("    {mark}┄┄┄┄┄┄┄┄■      "),
        Lane::Pool => format!("             {mark}      "),
        Lane::Caller if lanes.use_pool() => format!("    {mark}               "),
        Lane::Caller => format!("    {mark}      "),
    }
}

const fn mark(mode: Mode) -> char {
    match mode {
        Mode::Sync => '■',
        Mode::Async => '○',
    }
}

fn legend(lanes: &Lanes<'_>) -> String {
    let mut legend = "○ async   ■ sync".to_owned();
    if lanes.has_inline_bridge() {
        legend += "   ╪ bridge";
    }
    if lanes.has_skipped() {
        legend += "   ┆ skipped";
    }
    legend + "   The response takes the same path back."
}
