//! Checks the ordering rules of a list of layers.

use super::Rules;
use crate::{
    ordering::{Broken, Item, OrderingRule, broken_rules},
    settings::{Entry, Problem, Side},
};

/// A listed layer, with its ordering rules.
pub(super) struct Listed<'a> {
    pub(super) entry: &'a Entry,
    /// `None` if no layer of this name is registered.
    pub(super) rules: Option<&'a Rules>,
    /// The reason, if it is skipped.
    pub(super) skipped: Option<&'a str>,
}

/// Returns all errors in the order. Skipped layers are absent. `view` has the layers of a view that is a chain: a listed
/// layer may need one of them.
pub(super) fn check<'a>(listed: &[Listed<'a>], view: &[&str]) -> Vec<(&'a Entry, Problem)> {
    let present: Vec<_> = listed.iter().filter(|layer| layer.skipped.is_none()).collect();
    let items = present.iter().map(|layer| Item {
        name: &layer.entry.name,
        rules: layer.rules.map_or(&[], |rules| &rules.required),
    });
    let view = view.iter().map(|name| Item { name, rules: &[] });
    let items: Vec<_> = items.chain(view).collect();
    let broken = broken_rules(&items, present.len()).into_iter();
    let problems = broken.map(|Broken { at, rule, by }| {
        (present[at].entry, problem(rule, by.map(|by| present[by].entry), listed))
    });
    problems.collect()
}

/// Returns the problem where `rule` is broken, because of `other`, or because a layer is missing.
fn problem(rule: OrderingRule, other: Option<&Entry>, listed: &[Listed<'_>]) -> Problem {
    let number = other.map_or(0, |other| other.number);
    let name = || other.map(|other| other.name.clone()).unwrap_or_default();
    let needs = |needed: &str, side| {
        let layer = listed.iter().find(|layer| layer.entry.name == needed);
        let skipped = layer.and_then(|layer| layer.skipped).map(str::to_owned);
        Problem::Needs { other: needed.to_owned(), side, skipped }
    };
    match rule {
        OrderingRule::Unique => Problem::Duplicate { first: number },
        OrderingRule::Outermost => Problem::NotOutermost { other: name() },
        OrderingRule::Innermost => Problem::NotInnermost { other: name() },
        OrderingRule::NeedsOutside(needed) if other.is_none() => needs(needed, Side::Outside),
        OrderingRule::NeedsInside(needed) if other.is_none() => needs(needed, Side::Inside),
        OrderingRule::OutsideOf(_) | OrderingRule::NeedsInside(_) => {
            Problem::NotOutside { other: name(), entry: number }
        }
        OrderingRule::InsideOf(_) | OrderingRule::NeedsOutside(_) => {
            Problem::NotInside { other: name(), entry: number }
        }
    }
}
