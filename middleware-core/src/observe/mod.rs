//! Figures of a running chain: which layer costs the time, where requests wait for a thread, and what fails.
//!
//! A plan describes what a chain is. An [`Observation`] measures what it does. One call switches it on, for a chain in code
//! ([`Chain::observe`](crate::Chain::observe)) and for chains from settings
//! ([`Registry::observe`](crate::settings::Registry::observe)). [`Observation::snapshot`] returns the figures as a plain value.
//!
//! # What is measured
//!
//! | figure | meaning |
//! | --- | --- |
//! | self time | the time of a layer without the next handler and without waiting for a thread, before and after the call |
//! | outcomes | responses, short circuits, errors, panics, futures that were dropped |
//! | in flight | requests that are in the layer now |
//! | hop | waiting for a thread, on the thread, and until the caller went on |
//! | total | from the beginning of the outermost layer to its end, with the hop that leads to it |
//!
//! The self times and the hops of all layers add up to the total. A layer that calls the next handler more than once at a
//! time, such as a race, makes the sum of the inner times longer than the time that passed. Its own self time is then
//! zero.
//!
//! An async layer's self time is elapsed time. It includes the time in which the layer waits, and in which the runtime runs
//! other tasks.
//!
//! If a layer spawns the next handler as a task of its own, the inner layers do not belong to the request any more. They
//! are counted, but not in the total.
//!
//! # Export
//!
//! With the feature `metrics`, [`ObservationBuilder::export`] passes the figures of each request to the recorder of the
//! crate [`metrics`](https://docs.rs/metrics). Names follow OpenTelemetry's style. Durations are in seconds.
//!
//! | name | kind | unit | labels |
//! | --- | --- | --- | --- |
//! | `middleware.request.duration` | histogram | seconds | `chain` |
//! | `middleware.layer.duration` | histogram | seconds | `chain`, `layer`, `kind` (`layer`, `view`), `phase` (`before`, `after`) |
//! | `middleware.layer.requests` | counter | requests | `chain`, `layer`, `kind`, `outcome` (`response`, `short_circuit`, `error`, `panic`, `dropped`) |
//! | `middleware.hop.wait.duration` | histogram | seconds | `chain`, `layer`, `kind` |
//! | `middleware.hop.run.duration` | histogram | seconds | `chain`, `layer`, `kind` |
//! | `middleware.layer.active_requests` | gauge | requests | `chain`, `layer` |
//! | `middleware.pool.max_threads`, `middleware.pool.busy_threads` | gauge | threads | `chain` |
//! | `middleware.pool.waiting_jobs` | gauge | jobs | `chain` |
//!
//! # Cost
//!
//! A chain that is not observed contains nothing of this module. An observed layer costs two clock readings per request,
//! and no allocation: records of requests are reused. A hop costs up to four more readings and two allocations.
//!
//! A probe is around each layer, so an observed chain is twice as deep for the compiler. Put
//! [`.boxed()`](crate::Chain::boxed) between the layers of a long chain.

mod durations;
#[cfg(feature = "metrics")]
mod export;
mod figures;
mod hops;
mod observation;
mod place;
mod probe;
mod record;
mod snapshot;
mod text;
mod window;

pub use durations::Durations;
pub(crate) use figures::{Figures, Meter};
pub(crate) use hops::Hops;
use observation::{Config, Shared};
pub use observation::{Observation, ObservationBuilder};
pub(crate) use place::Visit;
pub use probe::Probe;
pub(crate) use record::Ending;
pub use snapshot::{
    HopSnapshot, LayerSnapshot, Outcomes, PoolSnapshot, Rates, SkippedLayer, SlowLayer,
    SlowRequest, Snapshot,
};
