//! [`Skipped`]: a layer that is listed and not built.

use std::borrow::Cow;

use super::Plan;

/// A layer that was skipped when its chain was built: the chain runs as if the layer were not listed.
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
    /// How many layers are inside it. It is counted from the view, because a plan is built from the view.
    inner: usize,
}

impl Skipped {
    /// Returns the name under which the layer is listed.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns why the layer is skipped.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl Plan {
    /// Adds a skipped layer directly outside the current outermost layer.
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
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
        let inner = self.layers.len();
        self.skipped.push(Skipped { name: name.into(), reason: reason.into(), inner });
        self
    }

    /// Returns the skipped layers, outermost first, each with the number of layers outside it.
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
        self.skipped.iter().rev().map(|skipped| (self.layers.len() - skipped.inner, skipped))
    }
}
