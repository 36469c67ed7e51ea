//! [`Crossing`]: a bridge that a request crosses, with its reason and its cost.

use std::fmt;

use super::{Bridge, Layer, Plan, View, bridge::HAS_BRIDGES};
use crate::mode::{Capability, Mode};

/// A bridge that a request crosses between the caller and the view.
///
/// ```
/// use middleware_core::{Capability, Mode, Plan, plan::Cost};
///
/// let plan = Plan::of_view("hello", Mode::Async).wrapped_in("Audit", Capability::SyncOnly);
/// let crossings: Vec<_> = plan.crossings(Mode::Async).collect();
/// assert_eq!(crossings[0].outside(), None); // the caller
/// assert_eq!(crossings[0].cost(), Cost::Hop);
/// assert_eq!(crossings[1].outside(), Some(0)); // `Audit`
/// assert_eq!(crossings[1].cost(), Cost::Wait);
/// assert_eq!(crossings[1].reason().to_string(), "`Audit` has no `acall`");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crossing<'a> {
    outside: Option<usize>,
    bridge: Bridge,
    reason: Reason<'a>,
    cost: Cost,
}

impl<'a> Crossing<'a> {
    /// Returns the position of the layer directly outside the bridge, counted from 0 for the outermost layer.
    ///
    /// `None` for the outermost bridge, between the caller and the chain.
    #[must_use]
    pub const fn outside(&self) -> Option<usize> {
        self.outside
    }

    /// Returns the direction of the bridge.
    #[must_use]
    pub const fn bridge(&self) -> Bridge {
        self.bridge
    }

    /// Returns why there is a bridge.
    #[must_use]
    pub const fn reason(&self) -> Reason<'a> {
        self.reason
    }

    /// Returns what the bridge costs per request.
    #[must_use]
    pub const fn cost(&self) -> Cost {
        self.cost
    }
}

/// The cost of a [`Crossing`] per request.
///
/// ```
/// use middleware_core::plan::Cost;
///
/// assert_eq!(Cost::Hop.to_string(), "the hop, to a pool thread");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cost {
    /// The request changes to a pool thread. There is at most one such crossing.
    Hop,
    /// Sync code runs inline, on a thread that may block: next to nothing.
    InPlace,
    /// A thread blocks until the response of async code is ready, and drives that code meanwhile.
    Wait,
    /// There is no such bridge, because the feature `tokio` is off. All crossings cost this then.
    Unavailable,
}

impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Hop => "the hop, to a pool thread",
            Self::InPlace => "inline, on a thread that may block",
            Self::Wait => "blocks until the response is ready",
            Self::Unavailable => "not available without the feature `tokio`",
        })
    }
}

/// The reason for a bridge; [`Display`](fmt::Display) puts it into words.
///
/// ```
/// use middleware_core::{Mode, Plan};
///
/// let plan = Plan::of_view("hello", Mode::Sync);
/// let crossing = plan.crossings(Mode::Async).next().unwrap();
/// assert_eq!(crossing.reason().to_string(), "the view `hello` is sync");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason<'a> {
    /// This layer lacks a half.
    Layer(&'a Layer),
    /// The view has another mode, and every layer between has both halves.
    View(&'a View),
}

impl fmt::Display for Reason<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Layer(layer) => {
                let missing =
                    if layer.capability().has(Mode::Sync) { Mode::Async } else { Mode::Sync };
                write!(f, "`{}` has no `{}`", layer.name(), half(missing))
            }
            Self::View(view) => write!(f, "the view `{}` is {}", view.name(), view.mode()),
        }
    }
}

/// The half of this mode.
pub(super) const fn half(mode: Mode) -> &'static str {
    match mode {
        Mode::Sync => "call",
        Mode::Async => "acall",
    }
}

impl Plan {
    /// Returns the bridges that a request crosses from a caller of mode `caller` to the view, outermost first.
    pub fn crossings(&self, caller: Mode) -> impl Iterator<Item = Crossing<'_>> + '_ {
        // The chain's mode is that of the outermost layer with a single half, or else of the view.
        let decides = self.layers().find(|layer| layer.capability() != Capability::Both);
        let decides = decides.map_or(Reason::View(self.view()), Reason::Layer);
        let outermost = self.outermost(caller).map(|bridge| (None, bridge, decides));
        // A layer with both halves takes the mode of the next handler, so the outer neighbour is the one that lacks a
        // half.
        let inner = self.bridges().map(|(at, bridge)| {
            let layer = &self.layers[self.layers.len() - 1 - at];
            (Some(at), bridge, Reason::Layer(layer))
        });
        // Only async code hops, and only once: after that, the inner layers are on a thread that may block.
        let mut may_hop = caller == Mode::Async;
        outermost.into_iter().chain(inner).map(move |(outside, bridge, reason)| {
            let cost = match bridge {
                _ if !HAS_BRIDGES => Cost::Unavailable,
                Bridge::SyncToAsync => Cost::Wait,
                Bridge::AsyncToSync if may_hop => Cost::Hop,
                Bridge::AsyncToSync => Cost::InPlace,
            };
            may_hop &= cost != Cost::Hop;
            Crossing { outside, bridge, reason, cost }
        })
    }

    /// Returns why there is a bridge directly inside the layer at this position, if there is one.
    ///
    /// The layer has a single half, and the next handler runs in the other mode. With the other half, the bridge is gone, or
    /// is further out.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let plan = Plan::of_view("hello", Mode::Async).wrapped_in("Audit", Capability::SyncOnly);
    /// assert_eq!(plan.reason(0).as_deref(), Some("`Audit` has no `acall`"));
    /// assert_eq!(plan.reason(1), None);
    /// ```
    #[must_use]
    pub fn reason(&self, position: usize) -> Option<String> {
        // A caller of the chain's own mode crosses only the bridges between its parts.
        let mut crossings = self.crossings(self.mode());
        let crossing = crossings.find(|crossing| crossing.outside == Some(position))?;
        Some(crossing.reason.to_string())
    }

    /// Returns how many bridges a request crosses if the caller's mode is `caller`, the outermost one included.
    ///
    /// No other choice of modes for the layers would need fewer.
    ///
    /// A test can assert that a chain stays in one mode:
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, Mode, middleware};
    ///
    /// #[middleware(both)]
    /// fn timing<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    ///     get_response.call(request)
    /// }
    ///
    /// let app = Chain::<u32, u32>::new().with(timing()).view(async |n: u32| n);
    /// let plan = app.plan();
    /// assert_eq!(plan.bridge_count(Mode::Async), 0, "{}", plan.advice(Mode::Async));
    /// ```
    ///
    /// For a static chain, the compiler can check the same:
    /// [`without_bridges`](crate::GetResponse::without_bridges).
    #[must_use]
    pub fn bridge_count(&self, caller: Mode) -> usize {
        self.bridges().count() + usize::from(self.outermost(caller).is_some())
    }
}
