//! [`Rules`]: what a layer asks of its place in a list.

use std::borrow::Cow;

use crate::settings::Side;

/// What a layer asks of its place in a list. Checked when a chain is built from one.
///
/// Given by [`Registry::add`](super::Registry::add) and its like, to be added to; by the macro, these words stand
/// beside the name: `#[middleware(name = "shop.Session", unique, inside_of = "shop.Security")]`.
///
/// Layers that decline, and those that are not listed, break no rule but `needs_..`.
///
/// ```
/// use middleware_core::registry::Rules;
///
/// let mut rules = Rules::default();
/// rules.unique().inside_of("shop.Security").needs_outside("shop.Session");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) unique: bool,
    pub(super) outermost: bool,
    pub(super) innermost: bool,
    pub(super) others: Vec<Rule>,
}

/// That another layer lies on this side.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) other: Cow<'static, str>,
    pub(super) side: Side,
    /// Whether the other layer must be there.
    pub(super) needed: bool,
}

impl Rules {
    /// The layer can be listed only once.
    pub fn unique(&mut self) -> &mut Self {
        self.unique = true;
        self
    }

    /// No layer can be outside of it.
    pub fn outermost(&mut self) -> &mut Self {
        self.outermost = true;
        self
    }

    /// No layer can be inside of it.
    pub fn innermost(&mut self) -> &mut Self {
        self.innermost = true;
        self
    }

    /// Where the other layer is listed too, this one is outside of it: further up.
    pub fn outside_of(&mut self, other: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(other.into(), Side::Inside, false)
    }

    /// Where the other layer is listed too, this one is inside of it: further down.
    pub fn inside_of(&mut self, other: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(other.into(), Side::Outside, false)
    }

    /// The other layer must be there, outside of this one.
    pub fn needs_outside(&mut self, other: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(other.into(), Side::Outside, true)
    }

    /// The other layer must be there, inside of this one.
    pub fn needs_inside(&mut self, other: impl Into<Cow<'static, str>>) -> &mut Self {
        self.push(other.into(), Side::Inside, true)
    }

    fn push(&mut self, other: Cow<'static, str>, side: Side, needed: bool) -> &mut Self {
        self.others.push(Rule { other, side, needed });
        self
    }
}
