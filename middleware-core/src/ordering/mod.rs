//! What a layer asks of its place in a chain: [`OrderingRules`] and [`OrderingRule`].
//!
//! A layer says it beside its annotation, and is checked wherever a chain is made:
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
//! # When it is checked
//!
//! - **A chain in code**, when [`view`](crate::Chain::view) finishes it. A layer that is not where it asks to be is a
//!   panic that names both layers and says what to do. A program that builds its chains when it starts finds it then.
//! - **A chain from settings** when it is built or checked, with all other errors: see
//!   [`registry`](https://docs.rs/middleware-core/latest/middleware_core/settings/) (feature `settings`).
//! - **What a plan advises**: [`Plan::advice`](crate::Plan::advice) moves no layer to where it must not be.
//!
//! A finished chain that is the view of another one is checked by itself. Only a layer that is needed may be in it. A
//! layer that is [switched off](crate::chain::optional) is not there: it breaks no rule, and is of no use to one that needs it.
//! A handler that is written by hand and wraps another one is known if it implements
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
//! // `catch` must be outermost, and `session` is outside of it: move `catch` outside of all others
//! Chain::<u32, u32>::new().with(session()).with(catch()).view(|n: u32| n);
//! ```

mod check;

#[cfg(feature = "settings")]
pub(crate) use check::Broken;
pub(crate) use check::{Explained, Item, broken_rules};

/// The name of a layer in lists and rules, and its ordering rules.
///
/// `#[middleware]` writes it. A handler written by hand gives it to its plan:
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
    /// The name: the one that the layer states, or else that of its struct or function.
    pub name: &'static str,
    /// What it asks.
    pub rules: &'static [OrderingRule],
}

/// What a layer asks of its place. The names are those of [`OrderingRules::name`], and in a chain from settings those that
/// are registered.
///
/// ```
/// use middleware_core::ordering::OrderingRule;
///
/// assert_eq!(OrderingRule::InsideOf("shop.Session").to_string(), "inside of `shop.Session`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OrderingRule {
    /// `unique`: the layer can be there only once.
    Unique,
    /// `outermost`: no layer can be outside of it.
    Outermost,
    /// `innermost`: no layer can be inside of it.
    Innermost,
    /// `outside_of`: where the other layer is there too, this one is outside of it.
    OutsideOf(&'static str),
    /// `inside_of`: where the other layer is there too, this one is inside of it.
    InsideOf(&'static str),
    /// `needs_outside`: the other layer must be there, outside of this one.
    NeedsOutside(&'static str),
    /// `needs_inside`: the other layer must be there, inside of this one.
    NeedsInside(&'static str),
}

impl std::fmt::Display for OrderingRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unique => write!(f, "there only once"),
            Self::Outermost => write!(f, "outermost"),
            Self::Innermost => write!(f, "innermost"),
            Self::OutsideOf(other) => write!(f, "outside of `{other}`"),
            Self::InsideOf(other) => write!(f, "inside of `{other}`"),
            Self::NeedsOutside(other) => write!(f, "inside of `{other}`, which must be there"),
            Self::NeedsInside(other) => write!(f, "outside of `{other}`, which must be there"),
        }
    }
}
