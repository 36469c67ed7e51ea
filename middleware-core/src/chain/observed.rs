//! [`Chain::observe`], and the chain that is observed.

use std::sync::Arc;

use super::{Chain, Identity, Layer, Stack};
use crate::{
    handler::{
        GetResponse, Handler, WithProbe,
        view::{View, ViewKind},
    },
    observe::{Figures, Observation, Probe},
};

impl<G> Layer<G> for Probe {
    type Handler = WithProbe<G>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<WithProbe<G>> {
        get_response.with_probe(self)
    }

    fn names() -> Vec<String> {
        Vec::new()
    }
}

/// A chain whose layers are observed, as returned by [`Chain::observe`].
#[derive(Clone, Debug)]
pub struct ObservedChain<Req, Res, L = Identity> {
    chain: Chain<Req, Res, L>,
    figures: Arc<Figures>,
    is_empty: bool,
}

/// The layers of an [`ObservedChain`], when one more is added: a probe, and the layer.
pub type With<L, N> = Stack<Stack<L, Probe>, N>;

impl<Req, Res, L> Chain<Req, Res, L> {
    /// Observes the layers that are added from here on, and the view.
    ///
    /// When the chain is built, its figures replace those of an earlier chain of the same observation.
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, middleware, observe::Observation};
    ///
    /// #[middleware(both)]
    /// fn double<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    ///     get_response.call(request) * 2
    /// }
    ///
    /// let observation = Observation::new("numbers");
    /// let app = Chain::<u32, u32>::new().observe(&observation).with(double()).view(|n: u32| n + 1);
    /// assert_eq!(app.call(1), 4);
    ///
    /// let snapshot = observation.snapshot();
    /// assert_eq!(snapshot.layers[0].name, "double");
    /// assert_eq!(snapshot.layers[0].outcomes.responses, 1);
    /// println!("{snapshot}");
    /// ```
    #[must_use]
    pub fn observe(self, observation: &Observation) -> ObservedChain<Req, Res, L> {
        ObservedChain { chain: self, figures: observation.start(), is_empty: true }
    }
}

impl<Req, Res, L> ObservedChain<Req, Res, L> {
    /// Adds an observed layer inside those added before, as [`Chain::with`] does.
    #[must_use]
    pub fn with<N>(self, layer: N) -> ObservedChain<Req, Res, With<L, N>> {
        let probe = Probe::around_a_layer(&self.figures, self.is_empty);
        ObservedChain {
            chain: self.chain.with(probe).with(layer),
            figures: self.figures,
            is_empty: false,
        }
    }

    /// Adds an observed layer if `condition` is true, as [`Chain::with_if`] does.
    #[must_use]
    pub fn with_if<N>(
        self,
        condition: bool,
        layer: N,
    ) -> ObservedChain<Req, Res, With<L, Option<N>>> {
        self.with(condition.then_some(layer))
    }

    /// Ends the observed part: the layers that are added to the result are not observed one by one. They count as the view.
    #[must_use]
    pub fn into_chain(self) -> Chain<Req, Res, Stack<L, Probe>> {
        let probe = Probe::around_the_view(&self.figures, self.is_empty);
        self.chain.with(probe)
    }

    /// Finishes the chain with its view, as [`Chain::view`] does.
    ///
    /// # Panics
    ///
    /// Like [`Chain::view`], if a layer is misplaced, or if there are too many.
    #[track_caller]
    pub fn view<V, R, K, H>(self, view: V) -> GetResponse<H>
    where
        K: ViewKind<V>,
        Stack<L, Probe>: Layer<View<V, R, K>, Handler = H>,
        H: Handler<Req, Response = Res>,
    {
        let figures = Arc::clone(&self.figures);
        let app = self.into_chain().view(view);
        figures.learn(|| app.plan());
        app
    }
}
