//! [`Observation`]: the name and the figures of an observed chain.

use std::{
    any::Any,
    fmt,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use super::{Snapshot, figures::Figures};
use crate::bridge::pool::Pool;

/// Returns whether a response counts as an error.
pub(super) type ErrorTest = Box<dyn Fn(&dyn Any) -> bool + Send + Sync>;

/// Measures the layers of one chain.
///
/// A clone shares the figures. Each chain has an observation of its own. If a chain is built again with the same
/// observation, its figures start again.
///
/// ```
/// use std::time::Duration;
///
/// use middleware_core::{Chain, observe::Observation};
///
/// let observation = Observation::builder("shop")
///     .slow(Duration::from_millis(100), 20)
///     .errors(|response: &Result<u32, String>| response.is_err())
///     .build();
/// let app = Chain::<u32, Result<u32, String>>::new().observe(&observation).view(|n: u32| {
///     if n == 0 { Err("nothing".to_owned()) } else { Ok(n) }
/// });
/// app.call(0).unwrap_err();
/// assert_eq!(observation.snapshot().view.outcomes.errors, 1);
/// ```
#[derive(Clone)]
pub struct Observation(Arc<Shared>);

pub(super) struct Shared {
    config: Arc<Config>,
    /// The figures of the chain that was built last.
    current: Mutex<Arc<Figures>>,
}

impl Shared {
    /// Shows these figures from now on.
    pub(super) fn show(&self, figures: &Arc<Figures>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(figures);
    }
}

pub(super) struct Config {
    pub(super) name: String,
    pub(super) errors: Vec<ErrorTest>,
    pub(super) pool: Option<Pool>,
    #[cfg(feature = "metrics")]
    pub(super) is_exported: bool,
    slow_beyond: Option<u64>,
    pub(super) slow_kept: usize,
}

impl Config {
    pub(super) fn is_slow(&self, total: u64) -> bool {
        self.slow_beyond.is_some_and(|threshold| total > threshold)
    }
}

/// Configures an [`Observation`]. Created by [`Observation::builder`].
#[must_use]
pub struct ObservationBuilder {
    config: Config,
}

impl Observation {
    /// Creates an observation with default settings: no response is an error, and no request is slow.
    ///
    /// The name identifies the chain in exports and on pages. If another observation of this process has the same name, a
    /// number is appended: `shop 2`.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self::builder(name).build()
    }

    /// Configures an observation.
    pub fn builder(name: impl Into<String>) -> ObservationBuilder {
        let config = Config {
            name: name.into(),
            errors: Vec::new(),
            pool: None,
            #[cfg(feature = "metrics")]
            is_exported: false,
            slow_beyond: None,
            slow_kept: 0,
        };
        ObservationBuilder { config }
    }

    /// Returns the name, with its number if it has one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.config.name
    }

    /// Returns the figures at this moment.
    ///
    /// It locks each part of the figures in turn, for as long as it takes to copy it. Requests that end meanwhile are in it
    /// or not.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.current())
    }

    /// Sets the gauges of the crate `metrics`: requests in flight, and the state of the pool.
    ///
    /// Call it before an exporter renders, or at intervals. All other figures are passed on as each request ends.
    #[cfg(feature = "metrics")]
    pub fn update_gauges(&self) {
        super::export::update_gauges(&self.snapshot());
    }

    /// Starts the figures of another chain. They are shown when it is built.
    pub(crate) fn start(&self) -> Arc<Figures> {
        Figures::new(Arc::clone(&self.0.config), Arc::downgrade(&self.0))
    }

    fn current(&self) -> Arc<Figures> {
        Arc::clone(&self.0.current.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl ObservationBuilder {
    /// Counts a response as an error if `is_error` returns true for it.
    ///
    /// It is called with each response of the type `Res`, of all layers. If layers have responses of different types, call
    /// this once for each type.
    pub fn errors<Res: 'static>(
        mut self,
        is_error: impl Fn(&Res) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.config.errors.push(Box::new(move |response: &dyn Any| {
            response.downcast_ref().is_some_and(&is_error)
        }));
        self
    }

    /// Keeps the last `count` requests that take longer than `threshold`, with their paths through the layers.
    ///
    /// Default: none. A slow request costs an allocation.
    pub fn slow(mut self, threshold: Duration, count: usize) -> Self {
        self.config.slow_beyond = Some(u64::try_from(threshold.as_nanos()).unwrap_or(u64::MAX));
        self.config.slow_kept = count;
        self
    }

    /// The pool whose state a snapshot shows. Default: [`Pool::global`].
    pub fn pool(mut self, pool: &Pool) -> Self {
        self.config.pool = Some(pool.clone());
        self
    }

    /// Passes the figures of each request to the recorder of the crate `metrics`, when the request ends.
    ///
    /// Install the recorder before the chain answers its first request. The [module](super) lists the names.
    #[cfg(feature = "metrics")]
    pub const fn export(mut self) -> Self {
        self.config.is_exported = true;
        self
    }

    /// Creates the observation.
    #[must_use]
    pub fn build(self) -> Observation {
        static LIVE: Mutex<Vec<Weak<Shared>>> = Mutex::new(Vec::new());
        let mut live = LIVE.lock().unwrap_or_else(PoisonError::into_inner);
        live.retain(|other| other.strong_count() > 0);
        let others: Vec<_> = live.iter().filter_map(Weak::upgrade).collect();
        let is_taken = |name: &str| others.iter().any(|other| other.config.name == name);
        let mut config = self.config;
        if is_taken(&config.name) {
            let numbered = (2_u64..).map(|number| format!("{} {number}", config.name));
            config.name = numbered.into_iter().find(|name| !is_taken(name)).unwrap_or_default();
        }
        let config = Arc::new(config);
        let observation = Observation(Arc::new_cyclic(|this| {
            let current = Mutex::new(Figures::new(Arc::clone(&config), Weak::clone(this)));
            Shared { config, current }
        }));
        live.push(Arc::downgrade(&observation.0));
        observation
    }
}

impl fmt::Debug for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observation").field("name", &self.name()).finish_non_exhaustive()
    }
}

impl fmt::Debug for ObservationBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ObservationBuilder")
            .field("name", &self.config.name)
            .finish_non_exhaustive()
    }
}
