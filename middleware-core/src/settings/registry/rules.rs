//! [`Rules`]: the ordering rules of a registered layer.

use crate::ordering::OrderingRule;

/// The ordering rules of a registered layer. They are checked when a chain is built from a list.
///
/// [`Registry::add`](super::Registry::add) and the similar functions return it, so that rules can be added. It already
/// has the rules of the annotation, `#[middleware(name = "shop.Session", unique, inside_of = "shop.Security")]`; see
/// [`ordering`](crate::ordering).
///
/// Layers that are skipped or not listed can break only `needs_..` rules of others.
///
/// ```
/// use middleware_core::settings::Rules;
///
/// let mut rules = Rules::default();
/// rules.unique().inside_of("shop.Security").needs_outside("shop.Session");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub(super) required: Vec<OrderingRule>,
}

impl Rules {
    /// Allows the layer in a list only once.
    pub fn unique(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Unique])
    }

    /// Allows no layer outside this one.
    pub fn outermost(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Outermost])
    }

    /// Allows no layer inside this one.
    pub fn innermost(&mut self) -> &mut Self {
        self.extend(&[OrderingRule::Innermost])
    }

    /// If the other layer is listed, requires this one to be outside it: further up.
    pub fn outside_of(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::OutsideOf(other)])
    }

    /// If the other layer is listed, requires this one to be inside it: further down.
    pub fn inside_of(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::InsideOf(other)])
    }

    /// Requires the other layer to be present, outside this one.
    pub fn needs_outside(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::NeedsOutside(other)])
    }

    /// Requires the other layer to be present, inside this one.
    pub fn needs_inside(&mut self, other: &'static str) -> &mut Self {
        self.extend(&[OrderingRule::NeedsInside(other)])
    }

    pub(super) fn extend(&mut self, rules: &[OrderingRule]) -> &mut Self {
        self.required.extend_from_slice(rules);
        self
    }
}
