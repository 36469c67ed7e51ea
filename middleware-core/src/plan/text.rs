//! Writes a plan as text.

use std::fmt;

use super::{Bridge, Cost, Layer, Plan, Reason, View, bridge::HAS_BRIDGES};
use crate::mode::Mode;

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.skipped().map(|(_, skipped)| skipped.name());
        let names =
            self.layers().map(Layer::name).chain(skipped).chain([self.view.name(), "layer"]);
        let width = names.map(|name| name.chars().count()).max().unwrap_or_default();

        for caller in [Mode::Sync, Mode::Async] {
            write!(f, "called from {caller} code: ")?;
            let outermost =
                self.crossings(caller).next().filter(|crossing| crossing.outside().is_none());
            if let Some(crossing) = &outermost {
                write!(f, "bridge {}, because {}: ", crossing.bridge(), crossing.reason())?;
                match crossing.cost() {
                    Cost::Hop | Cost::InPlace => {}
                    Cost::Wait => write!(f, "{}, ", Cost::Wait)?,
                    Cost::Unavailable => {
                        writeln!(f, "{}", Cost::Unavailable)?;
                        continue;
                    }
                }
            } else if self.crossings(caller).any(|crossing| crossing.cost() == Cost::Unavailable) {
                writeln!(f, "direct, then a bridge: {}", Cost::Unavailable)?;
                continue;
            } else {
                // The call itself is direct. A hook or an inner layer may hop.
                write!(f, "direct, {}", if self.hops(caller) > 0 { "then " } else { "" })?;
            }
            match self.hops(caller) {
                0 => writeln!(f, "no hop")?,
                1 => writeln!(f, "one hop to a pool thread")?,
                hops => writeln!(f, "{hops} hops to a pool thread")?,
            }
        }
        writeln!(f, " │")?;
        writeln!(f, " │  {:width$}   capability   mode", "layer")?;
        let mut skipped = self.skipped().peekable();
        let mut write_skipped = |f: &mut fmt::Formatter<'_>, outside: usize| {
            while let Some((_, skipped)) = skipped.next_if(|(at, _)| *at == outside) {
                writeln!(f, " ┆  {:width$}   skipped: {}", skipped.name(), skipped.reason())?;
            }
            Ok(())
        };
        let mut bridges = self.bridges().peekable();
        for (at, layer) in self.layers().enumerate() {
            let Layer { name, capability, mode, .. } = layer;
            write_skipped(f, at)?;
            write!(f, " ├─ {name:width$}   {capability:10}   {mode}")?;
            if let Some(hooks) = layer.hooks_that_wait() {
                write!(f, ", {hooks}")?;
            }
            write_note(f, &layer.note)?;
            if let Some((_, bridge)) = bridges.next_if(|(position, _)| *position == at) {
                // The text is for callers of both modes. Only for one of them, the hop is here.
                let does = match bridge {
                    _ if !HAS_BRIDGES => Cost::Unavailable.to_string(),
                    Bridge::AsyncToSync => "runs on a thread that may block".to_owned(),
                    Bridge::SyncToAsync => Cost::Wait.to_string(),
                };
                writeln!(f, " ╪  {bridge}, because {}: {does}", Reason::Layer(layer))?;
            }
        }
        write_skipped(f, self.layers.len())?;
        let View { name, mode, note, .. } = &self.view;
        write!(f, " └─ {name:width$}   {:10}   {mode}", "view")?;
        write_note(f, note)
    }
}

/// Ends a row.
fn write_note(f: &mut fmt::Formatter<'_>, note: &str) -> fmt::Result {
    if note.is_empty() { writeln!(f) } else { writeln!(f, "   {note}") }
}
