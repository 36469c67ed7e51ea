//! `Registry::observe`: chains from settings that are observed.

use super::{Registry, built::Probe};
#[cfg(feature = "observe")]
use crate::observe::{Figures, Observation};
use crate::{plan::Plan, settings::Settings};

/// The probes of a chain, from the view outwards. None, if the chain is not observed.
pub(super) struct Probes {
    #[cfg(feature = "observe")]
    figures: Option<std::sync::Arc<Figures>>,
    #[cfg(feature = "observe")]
    handed_out: usize,
    #[cfg(feature = "observe")]
    layers: usize,
}

#[cfg(feature = "observe")]
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

impl<Req, Res> Registry<Req, Res> {
    /// The probes of a chain with so many layers.
    pub(super) fn probes(&self, settings: &Settings, layers: usize) -> Probes {
        #[cfg(feature = "observe")]
        {
            let observation = self.observation.as_ref().filter(|_| settings.observes());
            Probes { figures: observation.map(Observation::start), handed_out: 0, layers }
        }
        #[cfg(not(feature = "observe"))]
        {
            let _ = (self, settings, layers);
            Probes {}
        }
    }
}

impl Probes {
    /// The chain is built.
    pub(super) fn finish(self, plan: impl FnOnce() -> Plan) {
        #[cfg(feature = "observe")]
        if let Some(figures) = self.figures {
            figures.learn(plan);
        }
        #[cfg(not(feature = "observe"))]
        let _ = plan;
    }
}

impl Iterator for Probes {
    type Item = Probe;

    #[cfg(feature = "observe")]
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

    #[cfg(not(feature = "observe"))]
    fn next(&mut self) -> Option<Probe> {
        None
    }
}
