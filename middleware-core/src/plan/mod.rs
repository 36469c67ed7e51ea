//! [`Plan`]: describes a finished chain.

mod advice;
mod bridge;
mod crossing;
mod depth;
mod names;
mod pictures;
mod skipped;
mod text;

use std::borrow::Cow;

pub use advice::{Advice, Change};
pub use bridge::Bridge;
use bridge::HAS_BRIDGES;
pub use crossing::{Cost, Crossing, Reason};
pub(crate) use names::layer_name;
use names::short_name;
pub use pictures::{Format, Picture, UnknownFormat};
pub use skipped::Skipped;

use crate::{
    mode::{Capability, Mode},
    ordering::{Explained, Item, OrderingRule, OrderingRules, broken_rules},
};

/// Describes a finished chain: its layers with their capabilities and modes, and the bridges between them.
///
/// Created by [`GetResponse::plan`](crate::GetResponse::plan). The plan of a chain whose types are known equals that of
/// the same chain boxed. [`Display`](std::fmt::Display) prints it for people.
///
/// It follows each layer's `get_response`: other handlers that a layer calls are not included. It lists the bridges that
/// a call crosses. Whether the request can cross them (`Send + 'static`, for the thread pool) is checked by the compiler
/// at the call. Without the feature `tokio`, the plan shows which bridges are needed and not available.
///
/// [`picture`](Self::picture) draws it. [`crossings`](Self::crossings) returns the reason and the cost of each bridge, and
/// [`advice`](Self::advice) the change that would remove the most bridges. [`bridge_count`](Self::bridge_count) and
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
    /// Innermost first, because a plan is built from the view to the outermost layer.
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
    /// The name that the ordering rules of other layers use. `None` if it is the same as `name`.
    ordering_name: Option<&'static str>,
    rules: Cow<'static, [OrderingRule]>,
    tag: Option<usize>,
    note: String,
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
    tag: Option<usize>,
    note: String,
}

impl Layer {
    /// Returns the name of the layer's struct, or the name under which it is listed in settings.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the ordering rules of the layer.
    #[must_use]
    pub fn rules(&self) -> &[OrderingRule] {
        &self.rules
    }

    /// The name that the ordering rules of other layers use.
    fn ordering_name(&self) -> &str {
        self.ordering_name.unwrap_or(&self.name)
    }

    /// Returns which halves of the layer are native.
    #[must_use]
    pub const fn capability(&self) -> Capability {
        self.capability
    }

    /// Returns how the layer runs in this chain.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the number that [`Plan::tagged`] gave to it.
    #[must_use]
    pub const fn tag(&self) -> Option<usize> {
        self.tag
    }

    /// Returns the note of [`Plan::with_notes`], or an empty string.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }

    /// Returns how many hooks of the layer are marked as blocking.
    #[must_use]
    pub const fn blocking_hooks(&self) -> usize {
        self.blocking_hooks
    }

    /// Returns how many hooks of the layer are async. If the layer runs sync, it blocks on them.
    #[must_use]
    pub const fn async_hooks(&self) -> usize {
        self.async_hooks
    }

    /// Counts the hooks that wait in the layer's mode, in words. Hooks of the layer's own mode do not wait.
    fn waiting_hooks(&self) -> Option<String> {
        match (self.mode, self.blocking_hooks, self.async_hooks) {
            (Mode::Sync, _, 0) | (Mode::Async, 0, _) => None,
            (Mode::Sync, _, 1) => Some("an async hook".to_owned()),
            (Mode::Sync, _, hooks) => Some(format!("{hooks} async hooks")),
            (Mode::Async, 1, _) => Some("a blocking hook".to_owned()),
            (Mode::Async, hooks, _) => Some(format!("{hooks} blocking hooks")),
        }
    }

    /// Describes the hooks that wait in the layer's mode.
    fn hooks_that_wait(&self) -> Option<String> {
        let hooks = self.waiting_hooks()?;
        Some(match self.mode {
            _ if !HAS_BRIDGES => format!("{hooks}, {}", Cost::Unavailable),
            Mode::Sync => format!("blocks on {hooks}"),
            Mode::Async => format!("{hooks} in the thread pool"),
        })
    }
}

impl View {
    /// Returns the name of the view's function or type.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns how the view runs.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Returns the number that [`Plan::tagged`] gave to it.
    #[must_use]
    pub const fn tag(&self) -> Option<usize> {
        self.tag
    }

    /// Returns the note of [`Plan::with_notes`], or an empty string.
    #[must_use]
    pub fn note(&self) -> &str {
        &self.note
    }
}

impl Plan {
    /// Creates the plan of a view alone.
    ///
    /// `type_name` is the full name of its type, as [`std::any::type_name`] returns it. The plan shows the last part.
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
    ///
    /// ```
    /// use middleware_core::{Mode, Plan};
    ///
    /// assert_eq!(Plan::of_view("shop::views::hello", Mode::Sync).view().name(), "hello");
    /// ```
    #[must_use]
    pub fn of_view(type_name: &str, mode: Mode) -> Self {
        let name = short_name(type_name).into();
        let view = View { name, mode, tag: None, note: String::new() };
        Self { layers: Vec::new(), nested: 0, skipped: Vec::new(), view }
    }

    /// Adds a layer around this plan.
    ///
    /// The layer's mode follows from the rule, [`Capability::mode_around`].
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
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
            ordering_name: None,
            rules: Cow::Borrowed(&[]),
            tag: None,
            note: String::new(),
        });
        self
    }

    /// Sets the ordering rules of the outermost layer.
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
    ///
    /// ```
    /// use middleware_core::{Capability, Mode, Plan, ordering::{OrderingRule, OrderingRules}};
    ///
    /// let view = Plan::of_view("shop::views::hello", Mode::Async);
    /// let ordering = OrderingRules { name: "shop.Session", rules: &[OrderingRule::Unique] };
    /// let plan = view.wrapped_in("Session", Capability::Both).with_ordering(ordering);
    /// assert_eq!(plan.layers().next().unwrap().rules(), [OrderingRule::Unique]);
    /// ```
    #[must_use]
    pub fn with_ordering(mut self, ordering: OrderingRules) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.ordering_name = Some(ordering.name).filter(|name| *name != outermost.name);
            outermost.rules = Cow::Borrowed(ordering.rules);
        }
        self
    }

    /// Sets the listed name and the ordering rules of the outermost layer.
    #[cfg(feature = "settings")]
    pub(crate) fn listed_as(mut self, name: String, rules: Vec<OrderingRule>) -> Self {
        if let Some(outermost) = self.layers.last_mut() {
            outermost.name = name.into();
            outermost.ordering_name = None;
            outermost.rules = rules.into();
        }
        self
    }

    /// Sets how many hooks of the outermost layer are marked as blocking.
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
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

    /// Sets how many hooks of the outermost layer are async.
    ///
    /// For manual implementations of [`Handler::plan`](crate::Handler::plan).
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

    /// Gives a number to the outermost layer, or to the view if there is no layer. It keeps a number that it has already.
    ///
    /// A handler that is not listed itself finds the layer that it is around again by this number. Such a handler calls it
    /// in its [`Handler::plan`](crate::Handler::plan).
    ///
    /// ```
    /// use middleware_core::{Chain, Handler};
    ///
    /// let app = Chain::<u32, u32>::new().view(|n: u32| n);
    /// assert_eq!(app.plan().tagged(7).view().tag(), Some(7));
    /// ```
    #[must_use]
    pub fn tagged(mut self, tag: usize) -> Self {
        match self.layers.last_mut() {
            Some(outermost) => outermost.tag.get_or_insert(tag),
            None => self.view.tag.get_or_insert(tag),
        };
        self
    }

    /// Writes a note beside each layer, outermost first, and beside the view. An empty note is not shown.
    ///
    /// [`Display`](std::fmt::Display) and [`Format::Svg`] show notes. The image shortens a long one.
    ///
    /// ```
    /// let app = middleware_core::Chain::<u32, u32>::new().view(|n: u32| n);
    /// let plan = app.plan().with_notes(["12 requests".to_owned()]);
    /// assert!(plan.to_string().ends_with("12 requests\n"));
    /// ```
    #[must_use]
    pub fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        let rows = self.layers.iter_mut().rev().map(|layer| &mut layer.note);
        for (row, note) in rows.chain([&mut self.view.note]).zip(notes) {
            *row = note;
        }
        self
    }

    /// Marks this plan as that of a finished chain that is the view of another one.
    pub(crate) fn nested(mut self) -> Self {
        self.nested = self.layers.len();
        self
    }

    /// Returns the names by which ordering rules mean the layers, outermost first.
    #[cfg(feature = "settings")]
    pub(crate) fn ordering_names(&self) -> impl Iterator<Item = &str> {
        self.layers().map(Layer::ordering_name)
    }

    /// Returns the layers, outermost first, for a check of their order, and how many of them are not nested.
    fn order(&self) -> (Vec<Item<'_>>, usize) {
        let items =
            self.layers().map(|layer| Item { name: layer.ordering_name(), rules: layer.rules() });
        (items.collect(), self.layers.len() - self.nested)
    }

    /// Checks the ordering rules of the chain.
    ///
    /// # Panics
    ///
    /// If an ordering rule is broken.
    #[track_caller]
    pub(crate) fn assert_order(&self) {
        self.assert_order_of(|_| true);
    }

    /// Checks the ordering rules of a part of a chain. A required layer may be in another part.
    ///
    /// # Panics
    ///
    /// If an ordering rule is broken.
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

    /// Returns how the chain runs: the mode of its outermost layer, or of the view.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.layers.last().map_or(self.view.mode, |outermost| outermost.mode)
    }

    /// Returns the layers, outermost first.
    #[must_use]
    pub fn layers(&self) -> impl DoubleEndedIterator<Item = &Layer> + ExactSizeIterator {
        self.layers.iter().rev()
    }

    /// Returns the view.
    #[must_use]
    pub const fn view(&self) -> &View {
        &self.view
    }

    /// Returns the bridges between the parts of the chain, outermost first.
    ///
    /// Each has the position of the layer directly outside it, counted from 0 for the outermost layer.
    pub fn bridges(&self) -> impl Iterator<Item = (usize, Bridge)> + '_ {
        let inner = self.layers().skip(1).map(Layer::mode).chain([self.view.mode]);
        let pairs = self.layers().map(Layer::mode).zip(inner);
        pairs.enumerate().filter_map(|(at, (outer, inner))| {
            Bridge::between(outer, inner).map(|bridge| (at, bridge))
        })
    }

    /// Returns the bridge between a caller of mode `caller` and the chain, if one is needed.
    #[must_use]
    pub fn outermost(&self, caller: Mode) -> Option<Bridge> {
        Bridge::between(caller, self.mode())
    }

    /// Returns whether sync code that calls the chain has to wait for async code.
    ///
    /// That is so if a layer or the view is async, or if a layer that runs sync has async hooks.
    ///
    /// Such a call needs a thread that may block: see
    /// [where a chain can be called from](crate::bridge#where-a-chain-can-be-called-from). Other calls can be made from
    /// anywhere.
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

    /// Returns how many times a request changes to a pool thread if the caller's mode is `caller`.
    ///
    /// That is at most once, plus once for each blocking hook outside the first sync layer.
    ///
    /// From sync code it is never: the caller's thread drives everything. From async code, the first bridge to sync code is
    /// a hop. The inner layers stay on that thread, blocking hooks included.
    ///
    /// An [interruptible](crate::bridge::Offload::interruptible) chain may take further hops if threads are free. They are
    /// not counted here.
    ///
    /// Without the feature `tokio`, it is 0, because the pool does not exist.
    #[must_use]
    pub fn hops(&self, caller: Mode) -> usize {
        if caller == Mode::Sync || !HAS_BRIDGES {
            return 0;
        }
        let outer = self.layers().take_while(|layer| layer.mode == Mode::Async);
        let hooks: usize = outer.map(|layer| layer.blocking_hooks).sum();
        let modes = self.layers().map(Layer::mode).chain([self.view.mode]);
        hooks + usize::from(modes.into_iter().any(|mode| mode == Mode::Sync))
    }
}
