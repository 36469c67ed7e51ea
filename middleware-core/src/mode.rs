//! Modes and capabilities: how a handler runs, and how it can run.
//!
//! The rule that picks a layer's mode is Django's: if a layer can run in the mode of its `get_response`, it does.
//! Otherwise there is a bridge between the two (see
//! [Django's documentation](https://docs.djangoproject.com/en/stable/topics/http/middleware/#asynchronous-support)).
//! [`Capability::mode_around`] is that rule as a function. For a chain whose types are known, the compiler applies it,
//! through the tags [`SyncMode`], [`AsyncMode`] and [`DynMode`].

use std::fmt;

/// How a handler runs in a given chain.
///
/// ```
/// use middleware_core::Mode;
///
/// assert_eq!(Mode::Async.to_string(), "async");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// As a plain function call, on the caller's thread.
    Sync,
    /// As a future.
    Async,
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sync => "sync",
            Self::Async => "async",
        })
    }
}

/// Which halves of a layer are native, that is, written, not generated.
///
/// ```
/// use middleware_core::{Capability, Mode};
///
/// assert_eq!(Capability::Both.mode_around(Mode::Async), Mode::Async);
/// assert_eq!(Capability::SyncOnly.mode_around(Mode::Async), Mode::Sync);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Capability {
    /// Only `call`.
    SyncOnly,
    /// Only `acall`.
    AsyncOnly,
    /// `call` and `acall`.
    Both,
}

impl Capability {
    /// Returns the mode in which a layer of this capability runs around a handler of mode `inner`.
    ///
    /// A layer with both halves takes the mode of the next handler and never causes a bridge.
    #[must_use]
    pub const fn mode_around(self, inner: Mode) -> Mode {
        match self {
            Self::SyncOnly => Mode::Sync,
            Self::AsyncOnly => Mode::Async,
            Self::Both => inner,
        }
    }
}

impl Capability {
    /// Returns whether the half of this mode is native.
    ///
    /// ```
    /// use middleware_core::{Capability, Mode};
    ///
    /// assert!(Capability::SyncOnly.has(Mode::Sync));
    /// assert!(!Capability::SyncOnly.has(Mode::Async));
    /// ```
    #[must_use]
    pub const fn has(self, mode: Mode) -> bool {
        match self {
            Self::SyncOnly => matches!(mode, Mode::Sync),
            Self::AsyncOnly => matches!(mode, Mode::Async),
            Self::Both => true,
        }
    }
}

impl fmt::Display for Capability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::SyncOnly => "sync only",
            Self::AsyncOnly => "async only",
            Self::Both => "both",
        })
    }
}

/// A mode as a type, for [`Handler::Mode`](crate::Handler::Mode).
///
/// Sealed: the three tags of this module implement it.
///
/// A handler that is one of two ([optional layers](crate::chain::optional)) has this mode:
///
/// | `Or` | `SyncMode` | `AsyncMode` | `DynMode` |
/// | --- | --- | --- | --- |
/// | `SyncMode` | `SyncMode` | `DynMode` | `DynMode` |
/// | `AsyncMode` | `DynMode` | `AsyncMode` | `DynMode` |
/// | `DynMode` | `DynMode` | `DynMode` | `DynMode` |
#[doc(hidden)]
pub trait Tag: sealed::Sealed + 'static {
    /// The table's entry in the row of `Self` and the column of `Other`.
    ///
    /// It is an associated type, so that it is known for every two tags without a bound.
    type Or<Other: Tag>: Tag;
    /// The row's entry in the column `SyncMode`.
    type OrSync: Tag;
    /// The row's entry in the column `AsyncMode`.
    type OrAsync: Tag;
}

/// The handler runs as a plain function call.
///
/// ```
/// use middleware_core::{Chain, GetResponse, Handler, mode};
///
/// fn is_sync<H: Handler<u32, Mode = mode::SyncMode>>(_: &GetResponse<H>) {}
///
/// is_sync(&Chain::<u32, u32>::new().view(|n: u32| n));
/// ```
#[derive(Debug)]
pub enum SyncMode {}

/// The handler runs as a future.
///
/// ```
/// use middleware_core::{Chain, GetResponse, Handler, mode};
///
/// fn is_async<H: Handler<u32, Mode = mode::AsyncMode>>(_: &GetResponse<H>) {}
///
/// is_async(&Chain::<u32, u32>::new().view(async |n: u32| n));
/// ```
#[derive(Debug)]
pub enum AsyncMode {}

/// The mode is known only at run time, from [`Handler::mode`](crate::Handler::mode).
///
/// The handler is a [`BoxHandler`](crate::BoxHandler), or a layer that [may be skipped](crate::chain::optional) and
/// differs in mode from the handler that is used without it.
///
/// ```
/// use middleware_core::{Chain, GetResponse, Handler, mode};
///
/// fn is_dynamic<H: Handler<u32, Mode = mode::DynMode>>(_: &GetResponse<H>) {}
///
/// is_dynamic(&Chain::<u32, u32>::new().view(|n: u32| n).boxed());
/// ```
#[derive(Debug)]
pub enum DynMode {}

impl Tag for SyncMode {
    type Or<Other: Tag> = Other::OrSync;
    type OrSync = Self;
    type OrAsync = DynMode;
}

impl Tag for AsyncMode {
    type Or<Other: Tag> = Other::OrAsync;
    type OrSync = DynMode;
    type OrAsync = Self;
}

impl Tag for DynMode {
    type Or<Other: Tag> = Self;
    type OrSync = Self;
    type OrAsync = Self;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::SyncMode {}
    impl Sealed for super::AsyncMode {}
    impl Sealed for super::DynMode {}
}
