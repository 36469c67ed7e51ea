//! Whether a rule holds. One function for the compiler and for a list that is read: hence `const`, and hence loops
//! where an iterator would do.

use super::Rule;

/// A layer of a chain, as far as its place matters.
#[derive(Clone, Copy)]
pub(crate) struct Item<'a> {
    pub(crate) name: &'a str,
    pub(crate) rules: &'a [Rule],
    pub(crate) presence: Presence,
}

/// Whether a layer is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Always,
    /// That is known only at run time.
    Maybe,
    /// Something is there, and nobody knows what: it may be any layer that another one needs.
    Unknown,
    /// Nobody knows whether anything is there.
    Forgotten,
    /// It has declined.
    #[cfg_attr(not(feature = "settings"), expect(dead_code, reason = "only a list has such"))]
    Never,
}

/// Whether a rule holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    /// Because of this layer, or because there is none.
    Broken(Option<usize>),
}

/// Whether `rule`, which the layer at `at` asks for, holds among `items`, outermost first.
pub(crate) const fn verdict(items: &[Item<'_>], at: usize, rule: Rule) -> Verdict {
    let (before, after) = ((0, at), (at + 1, items.len()));
    let broken_by = match rule {
        Rule::Unique => first(items, at, before, Some(items[at].name)),
        Rule::Outermost => first(items, at, before, None),
        Rule::Innermost => last(items, at, after, None),
        Rule::OutsideOf(other) => first(items, at, before, Some(other)),
        Rule::InsideOf(other) => last(items, at, after, Some(other)),
        Rule::NeedsOutside(other) if is_there(items, before, other) => None,
        Rule::NeedsOutside(other) => return Verdict::Broken(last(items, at, after, Some(other))),
        Rule::NeedsInside(other) if is_there(items, after, other) => None,
        Rule::NeedsInside(other) => return Verdict::Broken(first(items, at, before, Some(other))),
    };
    match broken_by {
        None => Verdict::Holds,
        other => Verdict::Broken(other),
    }
}

type Range = (usize, usize);

/// The first layer of this name, or of any, that is not to be in this range.
const fn first(items: &[Item<'_>], at: usize, range: Range, name: Option<&str>) -> Option<usize> {
    let mut other = range.0;
    while other < range.1 {
        if clash(&items[at], &items[other], name) {
            return Some(other);
        }
        other += 1;
    }
    None
}

/// The last one: the one that the layer would have to pass last.
const fn last(items: &[Item<'_>], at: usize, range: Range, name: Option<&str>) -> Option<usize> {
    let mut other = range.1;
    while other > range.0 {
        other -= 1;
        if clash(&items[at], &items[other], name) {
            return Some(other);
        }
    }
    None
}

/// Whether the two are there together. Of two that may be left out, often only one is.
const fn clash(layer: &Item<'_>, other: &Item<'_>, name: Option<&str>) -> bool {
    let is_meant = match name {
        Some(name) => is_same(other.name, name),
        None => true,
    };
    let is_either_or =
        matches!((layer.presence, other.presence), (Presence::Maybe, Presence::Maybe));
    let is_absent = matches!(layer.presence, Presence::Never)
        || matches!(other.presence, Presence::Never | Presence::Forgotten);
    is_meant && !is_either_or && !is_absent
}

const fn is_there(items: &[Item<'_>], range: Range, name: &str) -> bool {
    let mut at = range.0;
    while at < range.1 {
        let item = &items[at];
        let is_meant = match item.presence {
            Presence::Always | Presence::Maybe => is_same(item.name, name),
            Presence::Unknown | Presence::Forgotten => true,
            Presence::Never => false,
        };
        if is_meant {
            return true;
        }
        at += 1;
    }
    false
}

/// `==` is not `const`.
const fn is_same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}
