//! Whether the layers of a chain are where they ask to be: one check, for chains from code and from settings.

use std::fmt;

use super::OrderingRule;

/// A layer that is present in a chain, as far as its place matters.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) name: &'a str,
    pub(crate) rules: &'a [OrderingRule],
}

/// A rule that does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The position of the layer that asks for it.
    pub(crate) at: usize,
    pub(crate) rule: OrderingRule,
    /// The position of the layer that breaks it. `None` if a layer that is needed is missing.
    pub(crate) by: Option<usize>,
}

/// The rules that do not hold among `items`, outermost first.
///
/// Those behind the first `own` are the layers of a finished chain that is the view. They are checked with that chain,
/// so they count here only for layers that are needed.
pub(crate) fn broken_rules(items: &[Item<'_>], own: usize) -> Vec<Broken> {
    let mut broken = Vec::new();
    for (at, item) in items[..own].iter().enumerate() {
        for rule in item.rules {
            let before = || items[..at].iter();
            let after = || items[at + 1..own].iter();
            let named = |name: &'static str| move |item: &Item<'_>| item.name == name;
            let outermost = |name| before().position(named(name));
            let innermost = |name| after().rposition(named(name)).map(|behind| at + 1 + behind);
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

/// What is wrong, and what to do.
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
            OrderingRule::Unique => write!(f, "can be in a chain only once: remove one of the two"),
            OrderingRule::Outermost => write!(
                f,
                "must be outermost, and `{other}` is outside of it: move `{name}` outside of all others"
            ),
            OrderingRule::Innermost => write!(
                f,
                "must be innermost, and `{other}` is inside of it: move `{name}` inside of all others"
            ),
            OrderingRule::OutsideOf(_) => {
                write!(f, "must be outside of `{other}`: list it before that one")
            }
            OrderingRule::InsideOf(_) => {
                write!(f, "must be inside of `{other}`: list it after that one")
            }
            OrderingRule::NeedsOutside(needed) if by.is_none() => {
                write!(f, "needs `{needed}` outside of it: list that one before it")
            }
            OrderingRule::NeedsOutside(needed) => {
                write!(f, "needs `{needed}` outside of it: list it after that one")
            }
            OrderingRule::NeedsInside(needed) if by.is_none() => {
                write!(f, "needs `{needed}` inside of it: list that one after it")
            }
            OrderingRule::NeedsInside(needed) => {
                write!(f, "needs `{needed}` inside of it: list it before that one")
            }
        }
    }
}
