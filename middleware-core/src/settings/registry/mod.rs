//! [`Registry`]: layers by name, and chains from a list of names.
//!
//! | a layer comes | by |
//! | --- | --- |
//! | with its name, and options that are the arguments of `layer` | [`register`](Registry::register) |
//! | with its name, and options of a type of its own, or a constructor that may fail or be skipped | [`register_with`](Registry::register_with) |
//! | under a name given here, without options | [`add`](Registry::add) |
//! | under a name given here, with options | [`add_with`](Registry::add_with) |
//!
//! A constructor returns the layer; one that may be skipped a [`Built`]; one that may fail a `Result` of either.

mod built;
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
use built::Wrap;
pub use built::{Built, Construction, kind};
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
    settings::{
        self, Arguments, Entry, Mistake, Node, Problem, Settings, SettingsError, SettingsErrors,
    },
};

/// Layers by name: what a list of names is looked up in.
///
/// All its layers take `Req` and answer with `Res`, as a list may put any of them next to any other.
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
    layers: BTreeMap<String, Entered<Req, Res>>,
    /// Names that were given to a second layer.
    twice: Vec<String>,
}

/// A layer that is registered.
struct Entered<Req, Res> {
    make: Box<Make<Req, Res>>,
    rules: Rules,
}

/// Makes a layer of its options, which may be left out.
type Make<Req, Res> = dyn Fn(Option<&Node>) -> Made<Req, Res> + Send + Sync;

/// A layer made of its options, or what is wrong with them.
type Made<Req, Res> = Result<Built<Wrap<Req, Res>>, Vec<Mistake>>;

/// The layers of a list, each made or skipped.
type Layers<'a, Req, Res> = Vec<(&'a Entry, Built<Wrap<Req, Res>>)>;

impl<Req: 'static, Res: 'static> Registry<Req, Res> {
    /// A registry without layers.
    #[must_use]
    pub const fn new() -> Self {
        Self { layers: BTreeMap::new(), twice: Vec::new() }
    }

    /// Registers a middleware under the name that it has with it. Its options are the arguments of `layer`: the
    /// fields of the struct, or the settings of the function. One that is an `Option` may be left out.
    ///
    /// `M` is the struct, with `()` for the parameter of `get_response`.
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
    /// If `M` has not as many names of options as types, which happens only where [`Registered`] is implemented by
    /// hand.
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

    /// Registers a middleware under the name that it has with it, by a constructor of its own.
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
        let place = <<C::Layer as RegisteredLayer>::Middleware as Middleware>::ORDERING;
        let rules = self.add_with(place.name, constructor);
        rules.extend(place.rules);
        rules
    }

    /// Registers a layer that has no options under this name.
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

    /// Registers a layer under this name. Its options are of a type of its own: what `constructor` takes.
    ///
    /// Options that the type does not know are mistakes, whether it says so or not. What it leaves out by
    /// `#[serde(flatten)]` cannot be seen.
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

    /// The names of the layers, in alphabetic order.
    pub fn names(&self) -> impl Iterator<Item = &str> + '_ {
        self.layers.keys().map(String::as_str)
    }

    /// The layers of the list around `view`, outermost first.
    ///
    /// Each layer is boxed: that is at most one allocation a request. One that is skipped costs a request nothing.
    ///
    /// # Errors
    ///
    /// If anything is wrong with the list: all of it is told at once. A name that was registered twice is an error
    /// too, as nobody can say which of the two is meant.
    pub fn build<V, R, K>(
        &self,
        settings: &Settings,
        view: V,
    ) -> Result<GetResponse<BoxHandler<Req, Res>>, SettingsErrors>
    where
        K: ViewKind<V>,
        View<V, R, K>: Boxable<Req, Response = Res>,
    {
        let layers = self.make(settings)?;
        let view = Chain::<Req, Res>::new().view(view).boxed();
        let app = layers.into_iter().rev().fold(view, |inside, (entry, built)| match built {
            Built::Layer(wrap) => self.listed(entry, &inside, wrap(inside.clone())),
            Built::Skipped { reason } => inside.handler().skipping(entry.name.clone(), reason),
        });
        Ok(app)
    }

    /// Whether a chain can be built of the list. Constructors run, and what they make is dropped.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build).
    pub fn check(&self, settings: &Settings) -> Result<(), SettingsErrors> {
        self.make(settings).map(drop)
    }

    /// The layers of the list, each made or skipped.
    fn make<'a>(&self, settings: &'a Settings) -> Result<Layers<'a, Req, Res>, SettingsErrors> {
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
                Err(mistakes) => {
                    let mistakes = mistakes.into_iter();
                    errors.extend(
                        mistakes.map(|(line, problem)| settings.error(entry, line, problem)),
                    );
                }
            }
        }
        let listed = settings.entries().iter().map(|entry| Listed {
            entry,
            rules: self.layers.get(&entry.name).map(|layer| &layer.rules),
            skipped: reasons.get(&entry.number).map(String::as_str),
        });
        let listed: Vec<_> = listed.collect();
        let misplaced = order::check(&listed).into_iter();
        errors.extend(misplaced.map(|(entry, problem)| settings.error(entry, None, problem)));
        SettingsErrors::of(errors)?;
        Ok(made)
    }

    /// The handler that an entry has made of `inside`, with the entry's name in the plan. A layer that is a whole
    /// chain gives it to its outermost part, and one that adds nothing to the plan has none.
    fn listed(
        &self,
        entry: &Entry,
        inside: &GetResponse<BoxHandler<Req, Res>>,
        made: GetResponse<BoxHandler<Req, Res>>,
    ) -> GetResponse<BoxHandler<Req, Res>> {
        if made.plan().layers().len() == inside.plan().layers().len() {
            return made;
        }
        let rules = self.layers.get(&entry.name).map(|layer| layer.rules.asked.clone());
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

/// The options of an entry. They may all have defaults, and be left out.
fn given(options: Option<&Node>) -> Cow<'_, Node> {
    match options {
        Some(options) => Cow::Borrowed(options),
        None => Cow::Owned(Node::empty_table(None)),
    }
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
