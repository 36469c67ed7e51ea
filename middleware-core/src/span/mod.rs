//! The spans of `#[middleware(span)]`.

#[cfg(not(feature = "tracing"))]
mod absent;
#[cfg(feature = "tracing")]
mod in_span;

#[cfg(feature = "tracing")]
pub use {
    in_span::{InSpan, eager, future},
    tracing::info_span,
};
