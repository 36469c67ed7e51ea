//! The spans of `#[middleware(span)]` and `#[middleware(span(..))]`.

#[cfg(not(feature = "tracing"))]
mod absent;
#[cfg(feature = "tracing")]
mod in_span;
#[cfg(feature = "tracing")]
mod of_request;

#[cfg(feature = "tracing")]
pub use {
    in_span::{InSpan, Open, Opened, eager, future},
    of_request::{OfRequest, of_request},
    tracing::{debug_span, error_span, info_span, trace_span, warn_span},
};
