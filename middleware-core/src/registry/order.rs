//! Whether the layers of a list are where they want to be.

use super::rules::{Rule, Rules};
use crate::settings::{Entry, Problem, Side};

/// A layer that is listed, as far as its place matters.
pub(super) struct Listed<'a> {
    pub(super) entry: &'a Entry,
    /// None if no layer of this name is registered.
    pub(super) rules: Option<&'a Rules>,
    /// Why it declined, if it did.
    pub(super) declined: Option<&'a str>,
}

/// All that is wrong with the order.
pub(super) fn check<'a>(listed: &[Listed<'a>]) -> Vec<(&'a Entry, Problem)> {
    let present: Vec<_> = listed.iter().filter(|layer| layer.declined.is_none()).collect();
    let mut broken = Vec::new();
    for (at, layer) in present.iter().enumerate() {
        let Some(rules) = layer.rules else { continue };
        let mut refuse = |problem| broken.push((layer.entry, problem));
        let (outside, inside) = (&present[..at], &present[at + 1..]);
        let is_same = |other: &&&Listed<'_>| other.entry.name == layer.entry.name;

        let first = outside.iter().find(is_same).filter(|_| rules.unique);
        if let Some(first) = first {
            refuse(Problem::Duplicate { first: first.entry.number });
        }
        if let Some(other) = outside.first().filter(|_| rules.outermost) {
            refuse(Problem::NotOutermost { other: other.entry.name.clone() });
        }
        if let Some(other) = inside.last().filter(|_| rules.innermost) {
            refuse(Problem::NotInnermost { other: other.entry.name.clone() });
        }
        for rule in &rules.others {
            let is_other = |other: &&&Listed<'_>| other.entry.name == rule.other;
            // The one that the layer would have to pass last.
            let (right, wrong) = match rule.side {
                Side::Outside => (outside, inside.iter().rfind(is_other)),
                Side::Inside => (inside, outside.iter().find(is_other)),
            };
            if rule.needed && right.iter().any(|other| is_other(&other)) {
                continue;
            }
            let Rule { other, side, needed } = rule.clone();
            let other = other.into_owned();
            match (wrong.map(|wrong| wrong.entry.number), side) {
                (Some(entry), Side::Outside) => refuse(Problem::NotInside { other, entry }),
                (Some(entry), Side::Inside) => refuse(Problem::NotOutside { other, entry }),
                (None, _) if needed => {
                    let declined = listed.iter().find(|layer| layer.entry.name == other);
                    let declined = declined.and_then(|layer| layer.declined).map(str::to_owned);
                    refuse(Problem::Needs { other, side, declined });
                }
                (None, _) => {}
            }
        }
    }
    broken
}
