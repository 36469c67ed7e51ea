//! [`SingleMode`]: the handlers whose parts all run in one mode.

use super::{BoxHandler, Handler, Middleware, OneAnnotatedImplPerRequest};
use crate::mode;

/// A handler whose parts, from here to the view, all run in one mode: there is no bridge between them.
///
/// [`GetResponse::without_bridges`](crate::GetResponse::without_bridges) requires it. Views and layers that are annotated
/// with `#[middleware]` implement it if it is true of them. So does every static chain of such parts. For a handler written
/// by hand that wraps no other one, implement it by hand:
///
/// ```
/// use middleware_core::{Chain, Handler, Mode, SingleMode, SyncMiddleware, mode};
///
/// struct Greeter;
///
/// impl Handler<String> for Greeter {
///     type Response = String;
///     type Mode = mode::SyncMode;
///
///     fn mode(&self) -> Mode {
///         Mode::Sync
///     }
/// }
///
/// impl SyncMiddleware<String> for Greeter {
///     fn call(&self, name: String) -> String {
///         format!("hello, {name}")
///     }
/// }
///
/// impl SingleMode<String> for Greeter {}
///
/// let app = Chain::<String, String>::new().view(Greeter).without_bridges();
/// assert_eq!(app.call("Ada".to_owned()), "hello, Ada");
/// ```
///
/// As a bound, it restricts the users of a library to one mode:
/// `H: SingleMode<Request> + Handler<Request, Mode = mode::AsyncMode>`.
#[diagnostic::on_unimplemented(
    message = "`.without_bridges()` cannot rule out a bridge in this chain",
    label = "there may be a bridge in `{Self}`",
    note = "for a handler written by hand that wraps no other one, add `impl SingleMode<Request> for Name {{}}`"
)]
pub trait SingleMode<Req>: Handler<Req> {}

/// A layer that is in the mode of the next handler, all of whose parts run in one mode.
///
/// The implementation of [`SingleMode`] that `#[middleware]` writes requires it. If this were that implementation, for all
/// layers, it would be a second one for views and boxes too, and errors would name neither the layer nor the box.
#[doc(hidden)]
pub trait JoinedInMode<Req> {}

impl<M, Req> JoinedInMode<Req> for M
where
    M: Handler<Req> + Middleware + OneAnnotatedImplPerRequest<Req>,
    M::Inner: SingleMode<M::Request>,
    M::Mode: Meets<ModeOf<M::Inner, M::Request>, M::Layer>,
{
}

/// A handler whose mode is known when it is compiled. Nothing implements it: the only use is on a [`BoxHandler`], whose mode
/// is known at run time.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`.without_bridges()` cannot rule out a bridge in this chain",
    label = "the mode of `{Self}` is known only at run time",
    note = "for a finished chain, call it before `.boxed()`; if the box is in the view or in a chain inside, call `.without_bridges()` there, before its `.boxed()`, and not here",
    note = "for boxed layers, assert `app.plan().bridge_count(Mode::Async) == 0` in a test instead"
)]
pub trait KnownMode {}

impl<Req, Res> SingleMode<Req> for BoxHandler<Req, Res> where Self: Handler<Req> + KnownMode {}

pub(crate) type ModeOf<H, Req> = <H as Handler<Req>>::Mode;

/// A layer of this mode around a handler of mode `Inner`, without a bridge.
#[diagnostic::on_unimplemented(
    message = "this chain has a bridge, and `.without_bridges()` forbids it: a layer runs in `{Self}`, and the next handler in `{Inner}`",
    label = "between `{Layer}` and the next handler",
    note = "write the missing half of the layer or of the next handler (`call` or `acall`, or `#[middleware(both)]` if its body does not block); or move the layer",
    note = "without this call, `println!(\"{{}}\", app.plan())` shows where, and `app.plan().advice(Mode::Async)` prints the change that removes the most bridges"
)]
#[doc(hidden)]
pub trait Meets<Inner, Layer: ?Sized>: mode::Tag {}

impl<M: ?Sized> Meets<Self, M> for mode::SyncMode {}
impl<M: ?Sized> Meets<Self, M> for mode::AsyncMode {}

// If the mode of the next handler is known only at run time, that is an error of its own, and is reported once.
impl<M: ?Sized> Meets<mode::DynMode, M> for mode::SyncMode {}
impl<M: ?Sized> Meets<mode::DynMode, M> for mode::AsyncMode {}
impl<Inner, M: ?Sized> Meets<Inner, M> for mode::DynMode {}

/// The mode of the handler `L` that an optional layer makes, or one of two layers: the same as that of the alternative, `R`.
///
/// That each of them has one mode is required by the implementations, so that layers of different modes are one error.
#[diagnostic::on_unimplemented(
    message = "this chain may have a bridge, and `.without_bridges()` forbids it: an optional layer runs in `{Self}`, and without it the chain runs in `{Instead}`",
    label = "at the optional layer `{Layer}`",
    note = "give the optional layer both halves: write the missing one (`call` or `acall`, or `#[middleware(both)]` if its body does not block)"
)]
#[doc(hidden)]
pub trait Replaces<Instead, L, R, Req, Layer: ?Sized>: mode::Tag {}

impl<L: SingleMode<Req>, R: SingleMode<Req>, Req, M: ?Sized> Replaces<Self, L, R, Req, M>
    for mode::SyncMode
{
}
impl<L: SingleMode<Req>, R: SingleMode<Req>, Req, M: ?Sized> Replaces<Self, L, R, Req, M>
    for mode::AsyncMode
{
}
impl<L: SingleMode<Req>, R: SingleMode<Req>, Req, M: ?Sized> Replaces<mode::DynMode, L, R, Req, M>
    for mode::SyncMode
{
}
impl<L: SingleMode<Req>, R: SingleMode<Req>, Req, M: ?Sized> Replaces<mode::DynMode, L, R, Req, M>
    for mode::AsyncMode
{
}
impl<Instead, L: SingleMode<Req>, R: SingleMode<Req>, Req, M: ?Sized>
    Replaces<Instead, L, R, Req, M> for mode::DynMode
{
}
