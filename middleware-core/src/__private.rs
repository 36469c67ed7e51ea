//! The items that the output of `#[middleware]` names, and those that its macros use. They may change in any release.

#[cfg(feature = "tokio")]
pub use crate::handler::{Offloadable, offload};
#[cfg(feature = "settings")]
pub use crate::settings::{Arguments, Construction, RegisteredLayer, kind};
#[cfg(feature = "derive")]
pub use crate::span;
/// The functions that run the hooks of a middleware.
#[cfg(feature = "derive")]
pub mod hooks {
    pub use crate::{
        __start as start,
        hooks::{Ending, Fallible, HeldByFuture, HooksFuture, Watched, acall, call, next, take},
    };
}
pub use crate::{
    chain::{FromHandler, FromParts, MiddlewareLayer},
    handler::{
        AnsweredBy, Boxable, Boxed, FurtherHandler, JoinedInMode, Middleware, Missing,
        OneAnnotatedImplPerRequest, StructName, further,
    },
};

/// Runs an `async` block of an `acall`, which the generated `call` has as a closure. What it captured is dropped when it
/// is done, and not at the end of the statement.
#[inline]
pub fn block<T>(body: impl FnOnce() -> T) -> T {
    body()
}
