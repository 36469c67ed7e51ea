//! [`Places`]: the places of a chain whose types are known, for the compiler to check.

use super::{
    Place, Rule,
    check::{Item, Presence, Verdict, verdict},
    message::Message,
};

/// The places of the layers in a layer, outermost first.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum Places {
    None,
    /// A layer that does not say.
    Unknown,
    /// Layers whose types are forgotten, if there are any.
    Forgotten,
    One(Place),
    Two(&'static Places, &'static Places),
    /// They may be left out.
    Maybe(&'static Places),
}

/// As many layers as one chain is checked with: the types of one that is longer are too deep for the compiler anyway.
const MOST: usize = 256;

struct Items {
    items: [Item<'static>; MOST],
    len: usize,
}

impl Places {
    const fn have_rules(&self) -> bool {
        match self {
            Self::None | Self::Unknown | Self::Forgotten => false,
            Self::One(place) => !place.rules.is_empty(),
            Self::Two(outer, inner) => outer.have_rules() || inner.have_rules(),
            Self::Maybe(places) => places.have_rules(),
        }
    }

    const fn push_to(&self, items: &mut Items, presence: Presence) {
        let (place, presence) = match self {
            Self::None => return,
            Self::Unknown => (Place { name: "", rules: &[] }, Presence::Unknown),
            Self::Forgotten => (Place { name: "", rules: &[] }, Presence::Forgotten),
            Self::One(place) => (*place, presence),
            Self::Two(outer, inner) => {
                outer.push_to(items, presence);
                return inner.push_to(items, presence);
            }
            Self::Maybe(places) => return places.push_to(items, Presence::Maybe),
        };
        assert!(items.len < MOST, "a chain of more than 256 layers: box a part of it");
        items.items[items.len] = Item { name: place.name, rules: place.rules, presence };
        items.len += 1;
    }
}

/// How much of a chain is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// What a layer needs may be in another part.
    OfMore,
}

/// Evaluated by the compiler: a layer that is not where it wants to be is a compile error.
pub(crate) const fn assert_in_place(places: &Places, part: Part) {
    if !places.have_rules() {
        return;
    }
    let nothing = Item { name: "", rules: &[], presence: Presence::Maybe };
    let mut items = Items { items: [nothing; MOST], len: 0 };
    places.push_to(&mut items, Presence::Always);
    let items = items.items.split_at(items.len).0;
    let mut at = 0;
    while at < items.len() {
        let mut rule = 0;
        while rule < items[at].rules.len() {
            let asked = items[at].rules[rule];
            rule += 1;
            let needs = matches!(asked, Rule::NeedsInside(_) | Rule::NeedsOutside(_));
            if needs && matches!(part, Part::OfMore) {
                continue;
            }
            if let Verdict::Broken(other) = verdict(items, at, asked) {
                let other = match other {
                    Some(other) => items[other].name,
                    None => "",
                };
                panic!("{}", explain(items[at].name, asked, other).as_str());
            }
        }
        at += 1;
    }
}

/// What is wrong, and what to do.
const fn explain(name: &str, rule: Rule, other: &str) -> Message {
    let this = Message::new().layer(name);
    match rule {
        Rule::Unique => this.add(" can be in a chain only once: remove one of the two"),
        Rule::Outermost => this
            .add(" must be outermost, and ")
            .layer(other)
            .add(" is outside of it: move ")
            .layer(name)
            .add(" outside of all others"),
        Rule::Innermost => this
            .add(" must be innermost, and ")
            .layer(other)
            .add(" is inside of it: move ")
            .layer(name)
            .add(" inside of all others"),
        Rule::OutsideOf(other) => {
            this.add(" must be outside of ").layer(other).add(": list it before that one")
        }
        Rule::InsideOf(other) => {
            this.add(" must be inside of ").layer(other).add(": list it after that one")
        }
        Rule::NeedsOutside(needed) if other.is_empty() => {
            this.add(" needs ").layer(needed).add(" outside of it: list that one before it")
        }
        Rule::NeedsOutside(needed) => {
            this.add(" needs ").layer(needed).add(" outside of it: list it after that one")
        }
        Rule::NeedsInside(needed) if other.is_empty() => {
            this.add(" needs ").layer(needed).add(" inside of it: list that one after it")
        }
        Rule::NeedsInside(needed) => {
            this.add(" needs ").layer(needed).add(" inside of it: list it before that one")
        }
    }
}
