//! Checks the ordering rules of a chain, from code or from settings.

use std::fmt;

use super::OrderingRule;

/// A layer that is present in a chain: its name and its ordering rules.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) name: &'a str,
    pub(crate) rules: &'a [OrderingRule],
}

/// A rule that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The position of the layer that has the rule.
    pub(crate) at: usize,
    pub(crate) rule: OrderingRule,
    /// The position of the layer that breaks it. `None` if a required layer is missing.
    pub(crate) by: Option<usize>,
}

/// Returns the broken rules among `items`, outermost first.
///
/// The items after the first `own` are the layers of a finished chain that is the view. That chain has been checked by
/// itself, so here its layers only satisfy the `needs_..` rules of others.
pub(crate) fn broken_rules(items: &[Item<'_>], own: usize) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (at, item) in items[..own].iter().enumerate() {
        for rule in item.rules {
            let before = || items[..at].iter();
            let after = || items[at + 1..own].iter();
            let named = |name: &'static str| move |item: &Item<'_>| item.name == name;
            let outermost = |name| before().position(named(name));
            let innermost = |name| after().rposition(named(name)).map(|offset| at + 1 + offset);
            let by = match *rule {
                OrderingRule::Unique => before().position(|other| other.name == item.name),
                OrderingRule::Outermost => (at > 0).then_some(0),
                OrderingRule::Innermost => (at + 1 < own).then(|| own - 1),
                OrderingRule::OutsideOf(other) => outermost(other),
                OrderingRule::InsideOf(other) => innermost(other),
                OrderingRule::NeedsOutside(other) if before().any(named(other)) => None,
                OrderingRule::NeedsInside(other) if items[at + 1..].iter().any(named(other)) => {
                    None
                }
                OrderingRule::NeedsOutside(other) => {
                    broken.push(Broken { at, rule: *rule, by: innermost(other) });
                    None
                }
                OrderingRule::NeedsInside(other) => {
                    broken.push(Broken { at, rule: *rule, by: outermost(other) });
                    None
                }
            };
            if by.is_some() {
                broken.push(Broken { at, rule: *rule, by });
            }
        }
    }
    broken
}

/// A broken rule in words: what is wrong, and what to do.
pub(crate) struct Explained<'a> {
    pub(crate) broken: Broken,
    pub(crate) items: &'a [Item<'a>],
}

impl fmt::Display for Explained<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Broken { at, rule, by } = self.broken;
        let name = self.items[at].name;
        let other = by.map_or("", |by| self.items[by].name);
        write!(f, "`{name}` ")?;
        match rule {
            OrderingRule::Unique => {
                write!(f, "can be in a chain only once: remove one of the two")
            }
            OrderingRule::Outermost => write!(
                f,
                "must be outermost, but `{other}` is outside it: list `{name}` before all other layers"
            ),
            OrderingRule::Innermost => write!(
                f,
                "must be innermost, but `{other}` is inside it: list `{name}` after all other layers"
            ),
            OrderingRule::OutsideOf(_) => {
                write!(f, "must be outside `{other}`: list it before `{other}`")
            }
            OrderingRule::InsideOf(_) => {
                write!(f, "must be inside `{other}`: list it after `{other}`")
            }
            OrderingRule::NeedsOutside(needed) if by.is_none() => {
                write!(f, "needs `{needed}` outside it: list `{needed}` before `{name}`")
            }
            OrderingRule::NeedsOutside(needed) => {
                write!(f, "needs `{needed}` outside it: list `{name}` after `{needed}`")
            }
            OrderingRule::NeedsInside(needed) if by.is_none() => {
                write!(f, "needs `{needed}` inside it: list `{needed}` after `{name}`")
            }
            OrderingRule::NeedsInside(needed) => {
                write!(f, "needs `{needed}` inside it: list `{name}` before `{needed}`")
            }
        }
    }
}
