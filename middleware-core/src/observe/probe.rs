//! [`Probe`]: what measures one layer.

use std::sync::Arc;

use super::figures::{Figures, Meter};

/// Measures one layer of an observed chain: as a layer around it.
///
/// [`Chain::observe`](crate::Chain::observe) adds them. A plan does not show them.
#[derive(Clone, Debug)]
pub struct Probe {
    pub(crate) figures: Arc<Figures>,
    pub(crate) meter: Arc<Meter>,
    /// Whether it is around the outermost layer. Then it observes hops too.
    pub(crate) is_outermost: bool,
}

impl Probe {
    /// Adds a row to the figures.
    pub(crate) fn around_a_layer(figures: &Arc<Figures>, is_outermost: bool) -> Self {
        Self { figures: Arc::clone(figures), meter: figures.add_meter(), is_outermost }
    }

    pub(crate) fn around_the_view(figures: &Arc<Figures>, is_outermost: bool) -> Self {
        Self { figures: Arc::clone(figures), meter: figures.view_meter(), is_outermost }
    }
}
