//! [`Rules`]: what a registered layer asks of its place.

use crate::ordering::OrderingRule;

/// What a registered layer asks of its place in a list. Checked when a chain is built from one.
///
/// Given by [`Registry::add`](super::Registry::add) and its like, to be added to. What a layer has with it from the
/// macro, `#[middleware(name = "shop.Session", unique, inside_of = "shop.Security")]`, is in it already; see
/// [`place`](crate::ordering).
///
/// Layers that are skipped, and those that are not listed, break no rule but `needs_..`.
///
/// ```
/// use middleware_core::settings::Rules;
///
/// let mut rules = Rules::default();
/// rules.unique().inside_of("shop.Security").needs_outside("shop.Session");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) asked: Vec<OrderingRule>,
}

impl Rules {
    /// The layer can be listed only once.
    pub fn unique(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Unique])
    }

    /// No layer can be outside of it.
    pub fn outermost(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Outermost])
    }

    /// No layer can be inside of it.
    pub fn innermost(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Innermost])
    }

    /// Where the other layer is listed too, this one is outside of it: further up.
    pub fn outside_of(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::OutsideOf(other)])
    }

    /// Where the other layer is listed too, this one is inside of it: further down.
    pub fn inside_of(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::InsideOf(other)])
    }

    /// The other layer must be there, outside of this one.
    pub fn needs_outside(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::NeedsOutside(other)])
    }

    /// The other layer must be there, inside of this one.
    pub fn needs_inside(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::NeedsInside(other)])
    }

    pub(super) fn extend(&mut self, rules: &[OrderingRule]) -> &mut Self {
        self.asked.extend_from_slice(rules);
        self
    }
}
