//! [`Plan`]: a finished chain, laid open.

mod advice;
mod bridge;
mod crossing;
mod names;
mod pictures;
mod skipped;
mod text;

use std::borrow::Cow;

pub use advice::{Advice, Change};
pub use bridge::Bridge;
pub use crossing::{Cost, Crossing, Reason};
pub(crate) use names::layer_name;
use names::short_name;
pub use pictures::{Format, Picture, UnknownFormat};
pub use skipped::Skipped;

use crate::{
    mode::{Capability, Mode},
    ordering::{Explained, Item, OrderingRule, OrderingRules, broken_rules},
};

/// A finished chain, laid open: its layers with their capabilities and modes, and the bridges
/// between them.
///
/// Made by [`GetResponse::plan`](crate::GetResponse::plan). Equal for a chain whose types are known
/// and the same chain boxed. [`Display`](std::fmt::Display) prints it for people.
///
/// It follows each layer's `get_response`: what a layer calls besides is not in it. It tells which bridges
/// a call goes over; whether the request can cross them (`Send + 'static`, for the thread pool) the
/// compiler tells at the call.
///
/// [`picture`](Self::picture) draws it, [`crossings`](Self::crossings) tells what each bridge comes from and costs,
/// and [`advice`](Self::advice) which change would remove most of them. [`bridge_count`](Self::bridge_count) and
/// [`hops`](Self::hops) are for assertions in tests.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, Mode, middleware, plan::Bridge};
///
/// #[middleware]
/// struct Audit<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Audit<G> {
///     fn call(&self, request: u32) -> u32 {
///         self.get_response.call(request)
///     }
/// }
///
/// async fn hello(n: u32) -> u32 {
///     n
/// }
///
/// let plan = Chain::<u32, u32>::new().with(Audit::layer()).view(hello).plan();
/// assert_eq!(plan.mode(), Mode::Sync);
/// assert_eq!(plan.bridges().collect::<Vec<_>>(), [(0, Bridge::SyncToAsync)]);
/// assert_eq!(plan.hops(Mode::Async), 1);
/// assert_eq!(plan.to_string(), "\
/// called from sync code: direct, no hop
/// called from async code: bridge async to sync, because `Audit` has no `acall`: one hop to a pool thread
///  │
///  │  layer   capability   mode
///  ├─ Audit   sync only    sync
///  ╪  sync to async, because `Audit` has no `acall`: blocks until the response is ready
///  └─ hello   view         async
/// ");
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    /// Innermost first: a plan is made from the view outwards.
    layers: Vec<Layer>,
    /// How many of them are the layers of a finished chain that is the view.
    nested: usize,
    /// Innermost first, too.
    skipped: Vec<Skipped>,
    view: View,
}

// A chain whose view is a chain has the plan of the flat one.
impl PartialEq for Plan {
    fn eq(&self, other: &Self) -> bool {
        let Self { layers, nested: _, skipped, view } = self;
        *layers == other.layers && *skipped == other.skipped && *view == other.view
    }
}

impl Eq for Plan {}

/// A layer of a [`Plan`].
///
/// ```
/// # use middleware_core::{Chain, GetResponse, middleware};
/// # #[middleware]
/// # struct Audit<G> { get_response: GetResponse<G> }
/// # #[middleware]
/// # impl<G> Audit<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
/// use middleware_core::{Capability, Mode};
///
/// let plan = Chain::<u32, u32>::new().with(Audit::layer()).view(|n: u32| n).plan();
/// let audit = plan.layers().next().unwrap();
/// assert_eq!(audit.name(), "Audit");
/// assert_eq!((audit.capability(), audit.mode()), (Capability::SyncOnly, Mode::Sync));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    name: Cow<'static, str>,
    capability: Capability,
    mode: Mode,
    blocking_hooks: usize,
    async_hooks: usize,
    /// By which name the rules of others mean it: that of its place. None if it is the same as `name`.
    place_name: Option<&'static str>,
    rules: Cow<'static, [OrderingRule]>,
}

/// The view of a [`Plan`].
///
/// ```
/// use middleware_core::{Chain, Mode};
///
/// fn hello(n: u32) -> u32 {
///     n
/// }
///
/// let plan = Chain::<u32, u32>::new().view(hello).plan();
/// assert_eq!((plan.view().name(), plan.view().mode()), ("hello", Mode::Sync));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    name: Cow<'static, str>,
    mode: Mode,
}

impl Layer {
    /// The name of the layer's struct, or under which it is listed in settings.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the layer asks of its place.
    #[must_use]
    pub fn rules(&self) -> &[OrderingRule] {
        &self.rules
    }

    /// By which name the rules of others mean it.
    fn place_name(&self) -> &str {
        self.place_name.unwrap_or(&self.name)
    }

    /// Which halves the layer has.
    #[must_use]
    pub const fn capability(&self) -> Capability {
        self.capability
    }

    /// How the layer runs in this chain.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How many hooks of the layer are marked as blocking.
    #[must_use]
    pub const fn blocking_hooks(&self) -> usize {
        self.blocking_hooks
    }

    /// How many hooks of the layer are async. Where the layer runs sync, it blocks on them.
    #[must_use]
    pub const fn async_hooks(&self) -> usize {
        self.async_hooks
    }

    /// The hooks that wait in the mode of the layer, in words. In the other mode each of them is at home.
    fn hooks_that_wait(&self) -> Option<String> {
        match (self.mode, self.blocking_hooks, self.async_hooks) {
            (Mode::Sync, _, 0) | (Mode::Async, 0, _) => None,
            (Mode::Sync, _, 1) => Some("an async hook that is blocked on".to_owned()),
            (Mode::Sync, _, hooks) => Some(format!("{hooks} async hooks that are blocked on")),
            (Mode::Async, 1, _) => Some("a blocking hook in the thread pool".to_owned()),
            (Mode::Async, hooks, _) => Some(format!("{hooks} blocking hooks in the thread pool")),
        }
    }
}

impl View {
    /// The name of the view's function or type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How the view runs.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }
}

impl Plan {
    /// The plan of a view alone. `type_name` is the full name of its type, as
    /// [`std::any::type_name`] gives it; the plan shows its last part.
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Mode, Plan};
    ///
    /// assert_eq!(Plan::of_view("shop::views::hello", Mode::Sync).view().name(), "hello");
    /// ```
    #[must_use]
    pub fn of_view(type_name: &str, mode: Mode) -> Self {
        let view = View { name: short_name(type_name).into(), mode };
        Self { layers: Vec::new(), nested: 0, skipped: Vec::new(), view }
    }

    /// This plan with one more layer around it. The layer's mode follows from the rule,
    /// [`Capability::mode_around`].
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let view = Plan::of_view("shop::views::hello", Mode::Async);
    /// let plan = view.wrapped_in("Audit", Capability::SyncOnly);
    /// assert_eq!(plan.mode(), Mode::Sync);
    /// ```
    #[must_use]
    pub fn wrapped_in(
        mut self,
        name: impl Into<Cow<'static, str>>,
        capability: Capability,
    ) -> Self {
        let mode = capability.mode_around(self.mode());
        self.layers.push(Layer {
            name: name.into(),
            capability,
            mode,
            blocking_hooks: 0,
            async_hooks: 0,
            place_name: None,
            rules: Cow::Borrowed(&[]),
        });
        self
    }

    /// This plan, whose outermost layer asks this of its place.
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan, ordering::{OrderingRule, OrderingRules}};
    ///
    /// let view = Plan::of_view("shop::views::hello", Mode::Async);
    /// let place = OrderingRules { name: "shop.Session", rules: &[OrderingRule::Unique] };
    /// let plan = view.wrapped_in("Session", Capability::Both).with_ordering(place);
    /// assert_eq!(plan.layers().next().unwrap().rules(), [OrderingRule::Unique]);
    /// ```
    #[must_use]
    pub fn with_ordering(mut self, place: OrderingRules) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.place_name = Some(place.name).filter(|name| *name != outermost.name);
            outermost.rules = Cow::Borrowed(place.rules);
        }
        self
    }

    /// This plan, whose outermost layer is listed under this name and asks this of its place.
    #[cfg(feature = "settings")]
    pub(crate) fn listed_as(mut self, name: String, rules: Vec<OrderingRule>) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.name = name.into();
            outermost.place_name = None;
            outermost.rules = rules.into();
        }
        self
    }

    /// This plan, whose outermost layer has so many hooks that are marked as blocking.
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let view = Plan::of_view("shop::views::hello", Mode::Async);
    /// let plan = view.wrapped_in("Session", Capability::Both).with_blocking_hooks(2);
    /// assert_eq!(plan.hops(Mode::Async), 2);
    /// assert_eq!(plan.hops(Mode::Sync), 0);
    /// ```
    #[must_use]
    pub fn with_blocking_hooks(mut self, count: usize) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.blocking_hooks = count;
        }
        self
    }

    /// This plan, whose outermost layer has so many hooks that are async.
    ///
    /// For who implements [`Handler::plan`](crate::Handler::plan) by hand.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let view = Plan::of_view("shop::views::hello", Mode::Sync);
    /// let plan = view.wrapped_in("Session", Capability::Both).with_async_hooks(1);
    /// assert_eq!(plan.mode(), Mode::Sync);
    /// assert!(plan.waits());
    /// ```
    #[must_use]
    pub fn with_async_hooks(mut self, count: usize) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.async_hooks = count;
        }
        self
    }

    /// The same plan, of a finished chain that is the view of another one.
    pub(crate) fn nested(mut self) -> Self {
        self.nested = self.layers.len();
        self
    }

    /// The layers, outermost first, for a check of their order; and how many of them are not nested.
    fn order(&self) -> (Vec<Item<'_>>, usize) {
        let items =
            self.layers().map(|layer| Item { name: layer.place_name(), rules: layer.rules() });
        (items.collect(), self.layers.len() - self.nested)
    }

    /// # Panics
    ///
    /// If a layer is not where it asks to be.
    #[track_caller]
    pub(crate) fn assert_order(&self) {
        self.assert_order_of(|_| true);
    }

    /// The same for a part of a chain: what a layer needs may be in another part.
    ///
    /// # Panics
    ///
    /// If a layer is not where it asks to be.
    #[cfg(feature = "tower")]
    #[track_caller]
    pub(crate) fn assert_order_of_part(&self) {
        self.assert_order_of(|rule| {
            !matches!(rule, OrderingRule::NeedsInside(_) | OrderingRule::NeedsOutside(_))
        });
    }

    #[track_caller]
    fn assert_order_of(&self, counts: impl Fn(OrderingRule) -> bool) {
        let (items, own) = self.order();
        let broken = broken_rules(&items, own).into_iter().find(|broken| counts(broken.rule));
        if let Some(broken) = broken {
            panic!("{}", Explained { broken, items: &items });
        }
    }

    /// How the chain runs: the mode of its outermost part.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.layers.last().map_or(self.view.mode, |outermost| outermost.mode)
    }

    /// The layers, outermost first.
    #[must_use]
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &Layer> + ExactSizeIterator {
        self.layers.iter().rev()
    }

    /// The view.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// The bridges inside the chain, outermost first: each with the position of the layer that it
    /// lies directly inside of, counted from 0 for the outermost layer.
    pub fn bridges(&self) -> impl Iterator<Item = (usize, Bridge)> + '_ {
        let inside = self.layers().skip(1).map(Layer::mode).chain([self.view.mode]);
        let pairs = self.layers().map(Layer::mode).zip(inside);
        pairs.enumerate().filter_map(|(at, (outside, inside))| {
            Bridge::between(outside, inside).map(|bridge| (at, bridge))
        })
    }

    /// The bridge over which the chain is called from code of mode `caller`, if one is needed.
    #[must_use]
    pub fn outermost(&self, caller: Mode) -> Option<Bridge> {
        Bridge::between(caller, self.mode())
    }

    /// Whether sync code that calls the chain has to wait for async code: a layer or the view is async, or
    /// a layer that runs sync has async hooks.
    ///
    /// Such a call needs a thread that may block, as told [there](crate::bridge#where-a-chain-can-be-called-from).
    /// One that does not wait can be made from anywhere.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan};
    ///
    /// let sync_view = Plan::of_view("shop::views::hello", Mode::Sync);
    /// assert!(!sync_view.clone().wrapped_in("Timing", Capability::Both).waits());
    /// assert!(sync_view.wrapped_in("Fetch", Capability::AsyncOnly).waits());
    ///
    /// let async_view = Plan::of_view("shop::views::hello", Mode::Async);
    /// assert!(async_view.wrapped_in("Audit", Capability::SyncOnly).waits());
    /// ```
    #[must_use]
    pub fn waits(&self) -> bool {
        self.view.mode == Mode::Async
            || self.layers.iter().any(|layer| layer.mode == Mode::Async || layer.async_hooks > 0)
    }

    /// How many times a request changes to a pool thread, if the chain is called from code of mode
    /// `caller`: at most once, and once more for each blocking hook further out.
    ///
    /// From sync code never: the caller's thread drives everything. From async code the first bridge
    /// to sync code is a hop; what lies further in stays on that thread, blocking hooks included.
    ///
    /// A chain that is [interruptible](crate::bridge::Offload::interruptible) may take further hops, if threads are free.
    /// They are not counted here.
    #[must_use]
    pub fn hops(&self, caller: Mode) -> usize {
        if caller == Mode::Sync {
            return 0;
        }
        let outside = self.layers().take_while(|layer| layer.mode == Mode::Async);
        let hooks: usize = outside.map(|layer| layer.blocking_hooks).sum();
        let modes = self.layers().map(Layer::mode).chain([self.view.mode]);
        hooks + usize::from(modes.into_iter().any(|mode| mode == Mode::Sync))
    }
}
