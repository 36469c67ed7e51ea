//! Whether the layers of a list are where they want to be.

use super::Rules;
use crate::{
    place::{Item, Presence, Rule, Verdict, verdict},
    settings::{Entry, Problem, Side},
};

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
    let items = listed.iter().map(|layer| Item {
        name: &layer.entry.name,
        rules: layer.rules.map_or(&[], |rules| &rules.asked),
        presence: layer.declined.map_or(Presence::Always, |_| Presence::Never),
    });
    let items: Vec<_> = items.collect();
    let mut broken = Vec::new();
    for (at, layer) in listed.iter().enumerate().filter(|(_, layer)| layer.declined.is_none()) {
        for rule in items[at].rules {
            if let Verdict::Broken(other) = verdict(&items, at, *rule) {
                let other = other.map(|other| listed[other].entry);
                broken.push((layer.entry, problem(*rule, other, listed)));
            }
        }
    }
    broken
}

/// What is wrong where `rule` is broken, because of `other` or because there is none.
fn problem(rule: Rule, other: Option<&Entry>, listed: &[Listed<'_>]) -> Problem {
    let number = other.map_or(0, |other| other.number);
    let name = || other.map(|other| other.name.clone()).unwrap_or_default();
    let needs = |needed: &str, side| {
        let layer = listed.iter().find(|layer| layer.entry.name == needed);
        let declined = layer.and_then(|layer| layer.declined).map(str::to_owned);
        Problem::Needs { other: needed.to_owned(), side, declined }
    };
    match rule {
        Rule::Unique => Problem::Duplicate { first: number },
        Rule::Outermost => Problem::NotOutermost { other: name() },
        Rule::Innermost => Problem::NotInnermost { other: name() },
        Rule::NeedsOutside(needed) if other.is_none() => needs(needed, Side::Outside),
        Rule::NeedsInside(needed) if other.is_none() => needs(needed, Side::Inside),
        Rule::OutsideOf(_) | Rule::NeedsInside(_) => {
            Problem::NotOutside { other: name(), entry: number }
        }
        Rule::InsideOf(_) | Rule::NeedsOutside(_) => {
            Problem::NotInside { other: name(), entry: number }
        }
    }
}
