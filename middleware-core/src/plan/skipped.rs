//! Layers that are listed and not there.

use std::borrow::Cow;

use super::Plan;

/// A layer that is skipped when its chain was built: the chain is as if it were not listed.
///
/// ```
/// use middleware_core::{Mode, Plan};
///
/// let plan = Plan::of_view("hello", Mode::Sync).with_skipped("shop.Debug", "not in production");
/// let (_, skipped) = plan.skipped().next().unwrap();
/// assert_eq!((skipped.name(), skipped.reason()), ("shop.Debug", "not in production"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    name: Cow<'static, str>,
    reason: Cow<'static, str>,
    /// How many layers lie inside of it: a plan is made from the view outwards.
    inside: usize,
}

impl Skipped {
    /// The name under which the layer is listed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Why it is skipped.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl Plan {
    /// This plan, with a layer that is skipped directly outside of the outermost layer so far.
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let plan = Plan::of_view("hello", Mode::Async)
    ///     .with_skipped("Debug", "not in production")
    ///     .wrapped_in("Timing", Capability::Both);
    /// assert_eq!(plan.to_string(), "\
    /// called from sync code: bridge sync to async, because the view `hello` is async: blocks until the response is ready, no hop
    /// called from async code: direct, no hop
    ///  │
    ///  │  layer    capability   mode
    ///  ├─ Timing   both         async
    ///  ┆  Debug    skipped: not in production
    ///  └─ hello    view         async
    /// ");
    /// ```
    #[must_use]
    pub fn with_skipped(
        mut self,
        name: impl Into<Cow<'static, str>>,
        reason: impl Into<Cow<'static, str>>,
    ) -> Self {
        let inside = self.layers.len();
        self.skipped.push(Skipped { name: name.into(), reason: reason.into(), inside });
        self
    }

    /// The layers that is skipped, outermost first: each with the number of layers that lie outside of it.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let plan = Plan::of_view("hello", Mode::Sync)
    ///     .with_skipped("Debug", "not in production")
    ///     .wrapped_in("Timing", Capability::Both);
    /// let skipped = plan.skipped().map(|(at, skipped)| (at, skipped.name()));
    /// assert_eq!(skipped.collect::<Vec<_>>(), [(1, "Debug")]);
    /// ```
    pub fn skipped(&self) -> impl Iterator<Item = (usize, &Skipped)> + '_ {
        self.skipped.iter().rev().map(|skipped| (self.layers.len() - skipped.inside, skipped))
    }
}
