//! [`Registry`]: layers by name, and chains from a list of names.
//!
//! | the layer has | register it with |
//! | --- | --- |
//! | a name of its own, and options that are the arguments of `layer` | [`register`](Registry::register) |
//! | a name of its own, and options of a type of their own, or a constructor that can fail or opt out | [`register_with`](Registry::register_with) |
//! | a name that is given at registration, and no options | [`add`](Registry::add) |
//! | a name that is given at registration, and options | [`add_with`](Registry::add_with) |
//!
//! A constructor returns the layer. One that can opt out returns a [`Built`], and one that can fail a `Result` of either.

mod built;
#[cfg(not(feature = "observe"))]
mod not_observed;
#[cfg(feature = "observe")]
mod observed;
mod order;
mod registered;
mod rules;

use std::{
    borrow::Cow,
    collections::{BTreeMap, btree_map},
    fmt,
};

#[doc(hidden)]
pub use built::RegisteredLayer;
pub use built::{Built, Construction, kind};
use built::{Wrap, box_with};
#[cfg(not(feature = "observe"))]
use not_observed::Probes;
#[cfg(feature = "observe")]
use observed::Probes;
use order::Listed;
pub use registered::Registered;
pub use rules::Rules;
use serde_core::de::DeserializeOwned;

use crate::{
    chain::{Chain, MiddlewareLayer},
    handler::{
        BoxHandler, Boxable, GetResponse, Middleware,
        view::{View, ViewKind},
    },
    plan::Plan,
    settings::{
        self, Arguments, Entry, Node, OptionError, Problem, Settings, SettingsError, SettingsErrors,
    },
};

/// Layers by name, for chains from a list of names.
///
/// All its layers take `Req` and answer with `Res`, because a list can combine them in any order.
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use middleware_core::{GetResponse, middleware, settings::{Format, Registry, Settings}};
///
/// #[middleware(name = "shop.Greet")]
/// struct Greet<G> {
///     get_response: GetResponse<G>,
///     greeting: String,
/// }
///
/// #[middleware(both)]
/// impl<G> Greet<G> {
///     fn call(&self, request: String) -> String {
///         format!("{}, {}", self.greeting, self.get_response.call(request))
///     }
/// }
///
/// #[middleware(both)]
/// fn shout<G>(request: String, get_response: &GetResponse<G>) -> String {
///     get_response.call(request).to_uppercase()
/// }
///
/// let mut registry = Registry::<String, String>::new();
/// registry.register::<Greet<()>>();
/// registry.add("shop.shout", shout).unique();
///
/// let settings = Settings::parse(r#"
///     middleware = ["shop.shout", { name = "shop.Greet", options = { greeting = "hello" } }]
/// "#, Format::Toml)?;
/// let app = registry.build(&settings, |name: String| name)?;
/// assert_eq!(app.call("Ada".to_owned()), "HELLO, ADA");
/// # }
/// # Ok::<(), middleware_core::settings::SettingsErrors>(())
/// ```
pub struct Registry<Req, Res> {
    #[cfg(feature = "observe")]
    observation: Option<crate::observe::Observation>,
    layers: BTreeMap<String, Entered<Req, Res>>,
    /// Names that are registered twice.
    twice: Vec<String>,
}

/// A registered layer.
struct Entered<Req, Res> {
    make: Box<Make<Req, Res>>,
    rules: Rules,
}

/// Makes a layer from its options, which can be omitted.
type Make<Req, Res> = dyn Fn(Option<&Node>) -> Made<Req, Res> + Send + Sync;

/// A layer made from its options, or the errors in them.
type Made<Req, Res> = Result<Built<Wrap<Req, Res>>, Vec<OptionError>>;

/// The layers of a list, each made or skipped.
type Layers<'a, Req, Res> = Vec<(&'a Entry, Built<Wrap<Req, Res>>)>;

impl<Req: 'static, Res: 'static> Registry<Req, Res> {
    /// Creates a registry without layers.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            #[cfg(feature = "observe")]
            observation: None,
            layers: BTreeMap::new(),
            twice: Vec::new(),
        }
    }

    /// Registers a middleware under its own name.
    ///
    /// Its options are the arguments of `layer`: the fields of the struct, or the settings of the function. One that is an
    /// `Option` can be omitted.
    ///
    /// `M` is the struct, with `()` for the type parameter of `get_response`.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// # use middleware_core::{GetResponse, middleware, settings::Registry};
    /// #[middleware(both, name = "shop.limit")]
    /// fn limit<G>(request: u32, get_response: &GetResponse<G>, most: u32) -> u32 {
    ///     get_response.call(request.min(most))
    /// }
    ///
    /// let mut registry = Registry::<u32, u32>::new();
    /// registry.register::<limit<()>>();
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If `M` has a different number of names and types of options. That is only possible if [`Registered`] is implemented
    /// by hand.
    pub fn register<M>(&mut self) -> &mut Rules
    where
        M: Registered + 'static,
        M::Options: Arguments + 'static,
        M::State: Default,
        MiddlewareLayer<M, M::Options, M::State>: Construction<Req, Res, kind::Layer>,
    {
        assert_eq!(
            M::OPTIONS.len(),
            M::Options::COUNT,
            "options of `{}`: names and types",
            M::ORDERING.name
        );
        let rules = self.enter(M::ORDERING.name.to_owned(), |options| {
            let options = settings::read_arguments(given(options).as_ref(), M::OPTIONS)?;
            finish(MiddlewareLayer::<M, M::Options, M::State>::new(options))
        });
        rules.extend(M::ORDERING.rules);
        rules
    }

    /// Registers a middleware under its own name, with a constructor.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// # use middleware_core::{GetResponse, middleware, settings::{Built, Registry}};
    /// #[middleware(both, name = "shop.limit")]
    /// fn limit<G>(request: u32, get_response: &GetResponse<G>, most: u32) -> u32 {
    ///     get_response.call(request.min(most))
    /// }
    ///
    /// #[derive(serde::Deserialize)]
    /// struct LimitOptions {
    ///     #[serde(default)]
    ///     most: u32,
    /// }
    ///
    /// let mut registry = Registry::<u32, u32>::new();
    /// registry.register_with(|options: LimitOptions| match options.most {
    ///     0 => Built::skip("there is no limit"),
    ///     most => Built::Layer(limit(most)),
    /// });
    /// # }
    /// ```
    pub fn register_with<Options, C, Kind>(
        &mut self,
        constructor: impl Fn(Options) -> C + Send + Sync + 'static,
    ) -> &mut Rules
    where
        Options: DeserializeOwned,
        C: Construction<Req, Res, Kind, Layer: RegisteredLayer>,
    {
        let ordering = <<C::Layer as RegisteredLayer>::Middleware as Middleware>::ORDERING;
        let rules = self.add_with(ordering.name, constructor);
        rules.extend(ordering.rules);
        rules
    }

    /// Registers a layer without options under this name.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// # use middleware_core::{GetResponse, middleware, settings::Registry};
    /// # #[middleware]
    /// # struct Timing<G> { get_response: GetResponse<G> }
    /// # #[middleware]
    /// # impl<G> Timing<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
    /// let mut registry = Registry::<u32, u32>::new();
    /// registry.add("shop.Timing", Timing::layer).outermost();
    /// # }
    /// ```
    pub fn add<C, Kind>(
        &mut self,
        name: impl Into<String>,
        constructor: impl Fn() -> C + Send + Sync + 'static,
    ) -> &mut Rules
    where
        C: Construction<Req, Res, Kind>,
    {
        self.enter(name.into(), move |options| {
            let unknown = options.map(settings::refuse_all).unwrap_or_default();
            if unknown.is_empty() { finish(constructor()) } else { Err(unknown) }
        })
    }

    /// Registers a layer with options under this name. `constructor` takes the options as a type of its own.
    ///
    /// Options that the type does not have are errors, even without `#[serde(deny_unknown_fields)]`. Options that
    /// `#[serde(flatten)]` collects cannot be checked.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// # use std::num::NonZero;
    /// # use middleware_core::{GetResponse, middleware, settings::Registry};
    /// # #[middleware]
    /// # struct RateLimit<G> { get_response: GetResponse<G>, limit: u32 }
    /// # #[middleware]
    /// # impl<G> RateLimit<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
    /// #[derive(serde::Deserialize)]
    /// struct RateOptions {
    ///     limit: NonZero<u32>,
    /// }
    ///
    /// let mut registry = Registry::<u32, u32>::new();
    /// registry.add_with("shop.RateLimit", |options: RateOptions| RateLimit::layer(options.limit.get()));
    /// # }
    /// ```
    pub fn add_with<Options, C, Kind>(
        &mut self,
        name: impl Into<String>,
        constructor: impl Fn(Options) -> C + Send + Sync + 'static,
    ) -> &mut Rules
    where
        Options: DeserializeOwned,
        C: Construction<Req, Res, Kind>,
    {
        self.enter(name.into(), move |options| {
            finish(constructor(settings::read(given(options).as_ref())?))
        })
    }

    /// Returns the names of the layers, in alphabetic order.
    pub fn names(&self) -> impl Iterator<Item = &str> + '_ {
        self.layers.keys().map(String::as_str)
    }

    /// Builds a chain: the layers of the list around `view`, outermost first.
    ///
    /// Each layer is boxed, which costs at most one allocation per request. A skipped layer costs nothing per request.
    ///
    /// # Errors
    ///
    /// If there is any error in the list: all errors are reported together. A name that was registered twice is an error too,
    /// because it is ambiguous.
    pub fn build<V, R, K>(
        &self,
        settings: &Settings,
        view: V,
    ) -> Result<GetResponse<BoxHandler<Req, Res>>, SettingsErrors>
    where
        K: ViewKind<V>,
        View<V, R, K>: Boxable<Req, Response = Res>,
    {
        let view = Chain::<Req, Res>::new().view(view);
        let plan = view.plan();
        let layers = self.make(settings, &plan.ordering_names().collect::<Vec<_>>())?;
        let built = layers.iter().filter(|(_, built)| matches!(built, Built::Layer(_)));
        let mut probes = Probes::new(self, settings, built.count());
        let view = box_with(view, probes.next());
        let app = layers.into_iter().rev().try_fold(view, |inner, (entry, built)| match built {
            Built::Layer(wrap) => {
                let app = self.listed(entry, &inner, wrap(inner.clone(), probes.next()));
                // An entry may be a whole chain.
                check_depth(settings, app.plan().layers().len())?;
                Ok::<_, SettingsErrors>(app)
            }
            Built::Skipped { reason } => Ok(inner.handler().skipping(entry.name.clone(), reason)),
        })?;
        probes.finish(|| app.plan());
        Ok(app)
    }

    /// Checks whether a chain can be built from the list. Constructors run, and the layers are dropped.
    ///
    /// A layer that needs one of the view's own layers is an error here, because the view is not known.
    ///
    /// # Errors
    ///
    /// The same as for [`build`](Self::build).
    pub fn check(&self, settings: &Settings) -> Result<(), SettingsErrors> {
        self.make(settings, &[]).map(drop)
    }

    /// Makes the layers of the list, around a view with these layers.
    fn make<'a>(
        &self,
        settings: &'a Settings,
        view: &[&str],
    ) -> Result<Layers<'a, Req, Res>, SettingsErrors> {
        let mut errors: Vec<_> = self.twice.iter().map(|name| registered_twice(name)).collect();
        errors.extend(settings.broken());
        let mut made = Vec::new();
        let mut reasons = BTreeMap::new();
        for entry in settings.entries() {
            match self.make_one(entry) {
                Ok(built) => {
                    if let Built::Skipped { reason } = &built {
                        reasons.insert(entry.number, reason.clone());
                    }
                    made.push((entry, built));
                }
                Err(wrong) => {
                    let wrong = wrong.into_iter();
                    errors
                        .extend(wrong.map(|(line, problem)| settings.error(entry, line, problem)));
                }
            }
        }
        let listed = settings.entries().iter().map(|entry| Listed {
            entry,
            rules: self.layers.get(&entry.name).map(|layer| &layer.rules),
            skipped: reasons.get(&entry.number).map(String::as_str),
        });
        let listed: Vec<_> = listed.collect();
        let misplaced = order::check(&listed, view).into_iter();
        errors.extend(misplaced.map(|(entry, problem)| settings.error(entry, None, problem)));
        SettingsErrors::of(errors)?;
        check_depth(settings, made.len() - reasons.len() + view.len())?;
        Ok(made)
    }

    /// Names the handler that an entry has made around `inner` after the entry, in the plan.
    ///
    /// If the layer is a whole chain, its outermost layer gets the name. A layer that adds nothing to the plan gets none.
    fn listed(
        &self,
        entry: &Entry,
        inner: &GetResponse<BoxHandler<Req, Res>>,
        made: GetResponse<BoxHandler<Req, Res>>,
    ) -> GetResponse<BoxHandler<Req, Res>> {
        if made.plan().layers().len() == inner.plan().layers().len() {
            return made;
        }
        let rules = self.layers.get(&entry.name).map(|layer| layer.rules.required.clone());
        made.handler().listed_as(entry.name.clone(), rules.unwrap_or_default())
    }

    fn make_one(&self, entry: &Entry) -> Made<Req, Res> {
        let Some(layer) = self.layers.get(&entry.name) else {
            let near = settings::nearest(&entry.name, self.names());
            let known = self.names().map(str::to_owned).collect();
            return Err(vec![(None, Problem::UnknownName { near, known })]);
        };
        (layer.make)(entry.options.as_ref())
    }

    fn enter(
        &mut self,
        name: String,
        make: impl Fn(Option<&Node>) -> Made<Req, Res> + Send + Sync + 'static,
    ) -> &mut Rules {
        let entered = Entered { make: Box::new(make), rules: Rules::default() };
        let entered = match self.layers.entry(name) {
            btree_map::Entry::Vacant(vacant) => vacant.insert(entered),
            btree_map::Entry::Occupied(mut taken) => {
                self.twice.push(taken.key().clone());
                taken.insert(entered);
                taken.into_mut()
            }
        };
        &mut entered.rules
    }
}

/// Returns the options of an entry. If it has none, an empty table, because all options may have defaults.
fn given(options: Option<&Node>) -> Cow<'_, Node> {
    match options {
        Some(options) => Cow::Borrowed(options),
        None => Cow::Owned(Node::empty_table(None)),
    }
}

/// Returns an error if a chain may not have this number of layers.
fn check_depth(settings: &Settings, layers: usize) -> Result<(), SettingsErrors> {
    let limit = Plan::MAX_LAYERS;
    if layers <= limit {
        return Ok(());
    }
    Err(settings.error_of_list(Problem::TooManyLayers { layers, limit }).into())
}

fn finish<Req, Res, Kind>(constructed: impl Construction<Req, Res, Kind>) -> Made<Req, Res> {
    constructed.finish().map_err(|error| vec![(None, Problem::Constructor(error))])
}

fn registered_twice(name: &str) -> SettingsError {
    SettingsError {
        file: None,
        line: None,
        entry: None,
        name: Some(name.to_owned()),
        problem: Problem::RegisteredTwice,
    }
}

impl<Req: 'static, Res: 'static> Default for Registry<Req, Res> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Req, Res> fmt::Debug for Registry<Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.layers.keys()).finish()
    }
}
