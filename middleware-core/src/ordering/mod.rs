//! Ordering rules: what a layer requires of its position in a chain ([`OrderingRules`] and [`OrderingRule`]).
//!
//! The annotation of a layer states its rules. They are checked wherever a chain is made:
//!
//! ```
//! # #[cfg(feature = "derive")] {
//! use middleware_core::{Chain, GetResponse, middleware};
//!
//! #[middleware(both, outermost)]
//! fn catch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! #[middleware(both, name = "shop.session", unique)]
//! fn session<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! #[middleware(both, needs_outside = "shop.session")]
//! fn login<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! let app = Chain::<u32, u32>::new().with(catch()).with(session()).with(login()).view(|n: u32| n);
//! assert_eq!(app.call(1), 1);
//! # }
//! ```
//!
//! # When the rules are checked
//!
//! - **A chain in code** is checked when [`view`](crate::Chain::view) finishes it. A broken rule is a panic whose message
//!   names both layers and the fix. A program that builds its chains at startup finds the error at startup.
//! - **A chain from settings** is checked when it is built or checked, with all other errors: see
//!   [`settings`](https://docs.rs/middleware-core/latest/middleware_core/settings/) (feature `settings`).
//! - **The advice of a plan** respects the rules: [`Plan::advice`](crate::Plan::advice) never proposes a move that breaks
//!   one.
//!
//! A finished chain that is the view of another one is checked by itself. In the outer chain, its layers only satisfy the
//! `needs_..` rules. A layer that is [switched off](crate::chain::optional) is absent: it breaks no rule and satisfies
//! none. A handler that is written by hand and wraps another one is included if it implements
//! [`Handler::plan`](crate::Handler::plan).
//!
//! ```should_panic
//! # use middleware_core::{Chain, GetResponse, middleware};
//! #[middleware(both, outermost)]
//! fn catch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! #[middleware(both)]
//! fn session<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! // `catch` must be outermost, but `session` is outside it: list `catch` before all other layers
//! Chain::<u32, u32>::new().with(session()).with(catch()).view(|n: u32| n);
//! ```

mod check;

#[cfg(feature = "settings")]
pub(crate) use check::Broken;
pub(crate) use check::{Explained, Item, broken_rules};

/// The name of a layer in lists and rules, and its ordering rules.
///
/// `#[middleware]` generates it. A handler written by hand adds it to its plan with
/// [`Plan::with_ordering`](crate::Plan::with_ordering).
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use middleware_core::{Chain, GetResponse, middleware, ordering::OrderingRule};
///
/// #[middleware(both, name = "shop.session", unique)]
/// fn session<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
///     get_response.call(request)
/// }
///
/// let plan = Chain::<u32, u32>::new().with(session()).view(|n: u32| n).plan();
/// assert_eq!(plan.layers().next().unwrap().rules(), [OrderingRule::Unique]);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OrderingRules {
    /// The name: the one that the annotation states, or that of the struct or function.
    pub name: &'static str,
    /// The rules.
    pub rules: &'static [OrderingRule],
}

/// A requirement of a layer for its position.
///
/// Other layers are identified by [`OrderingRules::name`], and in a chain from settings by their registered names.
///
/// ```
/// use middleware_core::ordering::OrderingRule;
///
/// assert_eq!(OrderingRule::InsideOf("shop.Session").to_string(), "inside `shop.Session`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderingRule {
    /// `unique`: the layer can be in a chain only once.
    Unique,
    /// `outermost`: no layer can be outside this one.
    Outermost,
    /// `innermost`: no layer can be inside this one.
    Innermost,
    /// `outside_of`: if the other layer is present, this one must be outside it.
    OutsideOf(&'static str),
    /// `inside_of`: if the other layer is present, this one must be inside it.
    InsideOf(&'static str),
    /// `needs_outside`: the other layer must be present, outside this one.
    NeedsOutside(&'static str),
    /// `needs_inside`: the other layer must be present, inside this one.
    NeedsInside(&'static str),
}

impl std::fmt::Display for OrderingRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unique => write!(f, "only once in a chain"),
            Self::Outermost => write!(f, "outermost"),
            Self::Innermost => write!(f, "innermost"),
            Self::OutsideOf(other) => write!(f, "outside `{other}`"),
            Self::InsideOf(other) => write!(f, "inside `{other}`"),
            Self::NeedsOutside(other) => write!(f, "inside `{other}`, which must be present"),
            Self::NeedsInside(other) => write!(f, "outside `{other}`, which must be present"),
        }
    }
}
