//! [`Registry::observe`]: chains from settings that are observed.

use std::sync::Arc;

use super::Registry;
use crate::{
    observe::{Figures, Observation, Probe},
    plan::Plan,
    settings::Settings,
};

impl<Req, Res> Registry<Req, Res> {
    /// Observes the chains that it builds from now on.
    ///
    /// Settings can switch it off: `observe = false`, beside `middleware`. Each chain that is built starts the figures
    /// again. A layer and its probe are one box, so an observed layer allocates no more than one that is not.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// use middleware_core::{
    ///     GetResponse, middleware,
    ///     observe::Observation,
    ///     settings::{Registry, Settings},
    /// };
    ///
    /// #[middleware(both, name = "shop.Double")]
    /// fn double<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    ///     get_response.call(request) * 2
    /// }
    ///
    /// let observation = Observation::new("shop");
    /// let mut registry = Registry::<u32, u32>::new();
    /// registry.register::<double<()>>();
    /// registry.observe(&observation);
    ///
    /// let app = registry.build(&Settings::from_iter(["shop.Double"]), |n: u32| n).unwrap();
    /// assert_eq!(app.call(2), 4);
    /// assert_eq!(observation.snapshot().layers[0].outcomes.responses, 1);
    /// # }
    /// ```
    pub fn observe(&mut self, observation: &Observation) {
        self.observation = Some(observation.clone());
    }
}

/// The probes of a chain, the view's first. There are none if the chain is not observed.
pub(super) struct Probes {
    figures: Option<Arc<Figures>>,
    handed_out: usize,
    layers: usize,
}

impl Probes {
    /// The probes of a chain with so many layers.
    pub(super) fn new<Req, Res>(
        registry: &Registry<Req, Res>,
        settings: &Settings,
        layers: usize,
    ) -> Self {
        let observation = registry.observation.as_ref().filter(|_| settings.observes());
        Self { figures: observation.map(Observation::start), handed_out: 0, layers }
    }

    /// The chain is built.
    pub(super) fn finish(self, plan: impl FnOnce() -> Plan) {
        if let Some(figures) = self.figures {
            figures.learn(plan);
        }
    }
}

impl Iterator for Probes {
    type Item = Probe;

    fn next(&mut self) -> Option<Probe> {
        let figures = self.figures.as_ref()?;
        let is_outermost = self.handed_out == self.layers;
        let probe = match self.handed_out {
            0 => Probe::around_the_view(figures, is_outermost),
            _ => Probe::around_a_layer(figures, is_outermost),
        };
        self.handed_out += 1;
        Some(probe)
    }
}
