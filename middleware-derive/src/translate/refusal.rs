//! [`Refusal`]: why code has no known meaning in the other mode.

use proc_macro2::TokenStream;
use syn::Ident;

use super::pairs::Differs;

/// Why code has no known meaning in the other mode.
pub(crate) enum Refusal {
    /// `get_response` is passed on, or bound to another name.
    UsedOtherwise,
    /// `get_response` is the name of something else here.
    Rebound,
    /// A macro that the body defines may call the next handler.
    MacroDefinition,
    /// The macro is not known, so its arguments may be anything.
    MacroArguments(String),
    UnknownExpression,
    Method(InvalidTwin),
    /// A method is passed on, and becomes an `async fn`.
    PassedOn,
    SelfPassedOn,
    Blocks(String),
    /// A call that may reach the next handler in a way that is not followed. It may be one of this field.
    MayForward(Option<Ident>),
    InClosure,
    InFuture,
    /// The guard of a span or a runtime, by the method that returns it.
    Guard,
    /// The guard of a lock, by its name, which is alive at a call of the next handler.
    GuardAcross,
    /// The guard of a lock, by the method that returns it, in a `match` whose arms call the next handler.
    GuardInMatch,
    /// An `Rc`, by its name, which is alive at a call of the next handler.
    RcAcross,
    /// A thread-local that is set at a call of the next handler.
    ThreadLocal,
    /// `#[tracing::instrument]` has been expanded already.
    Instrumented,
    /// An `async` block that is not awaited immediately.
    FutureKept,
    /// The future of a method that is not awaited immediately.
    AwaitedLater,
    AsyncClosure,
    Spawns,
    /// A macro that waits for several futures at once.
    WaitsForSeveral(String),
    /// `acall` of a field that is not known as the `get_response`.
    UnknownHandler,
    CannotAwait,
}

/// Why a method cannot have a twin.
pub(crate) enum InvalidTwin {
    /// This method has the name of the twin of another one.
    NameTaken { of: Ident },
    /// This async method is called by sync code.
    AsyncAlready(Ident),
    /// Each mode has a method, but the first one does not have the signature of the second one.
    Differs { what: Differs, first: (Ident, TokenStream), second: (Ident, TokenStream) },
    /// This async method is the second one of a pair whose first one, which sync code calls, is not in the impl.
    NoPair { sync: Ident },
    /// It is written for each mode, and this is a call on something other than `self`.
    UnknownOwner,
    /// It calls itself, which an `async fn` cannot do.
    CallsItself,
}
