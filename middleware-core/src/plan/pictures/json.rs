//! Writes a plan as JSON. Written by hand, because the core has no dependency for it.

use std::fmt::{self, Formatter, Write};

use super::track::Stop;
use crate::plan::{Bridge, Cost};

pub(super) fn write(f: &mut Formatter<'_>, stops: &[Stop<'_>]) -> fmt::Result {
    writeln!(f, "[")?;
    for (at, stop) in stops.iter().enumerate() {
        let comma = if at + 1 < stops.len() { "," } else { "" };
        write!(f, "  ")?;
        match stop {
            Stop::Caller(mode) => write!(f, r#"{{"kind": "caller", "mode": "{mode}"}}"#)?,
            Stop::Crossing(crossing) => {
                let bridge = match crossing.bridge() {
                    Bridge::SyncToAsync => "sync_to_async",
                    Bridge::AsyncToSync => "async_to_sync",
                };
                let reason = crossing.reason().to_string();
                let (reason, is_hop) = (Quoted(&reason), crossing.cost() == Cost::Hop);
                let available = match crossing.cost() {
                    Cost::Unavailable => r#" "available": false,"#,
                    Cost::Hop | Cost::InPlace | Cost::Wait => "",
                };
                write!(
                    f,
                    r#"{{"kind": "bridge", "bridge": "{bridge}", "hop": {is_hop},{available} "reason": {reason}}}"#
                )?;
            }
            Stop::Layer(layer) => {
                let (name, capability) = (Quoted(layer.name()), layer.capability());
                let (mode, blocking) = (layer.mode(), layer.blocking_hooks());
                let waiting = layer.async_hooks();
                write!(
                    f,
                    r#"{{"kind": "layer", "name": {name}, "capability": "{capability}", "mode": "{mode}", "blocking_hooks": {blocking}, "async_hooks": {waiting}}}"#
                )?;
            }
            Stop::Skipped(skipped) => {
                let (name, reason) = (Quoted(skipped.name()), Quoted(skipped.reason()));
                write!(f, r#"{{"kind": "skipped", "name": {name}, "reason": {reason}}}"#)?;
            }
            Stop::View(view) => {
                let (name, mode) = (Quoted(view.name()), view.mode());
                write!(f, r#"{{"kind": "view", "name": {name}, "mode": "{mode}"}}"#)?;
            }
        }
        writeln!(f, "{comma}")?;
    }
    writeln!(f, "]")
}

/// A JSON string.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
