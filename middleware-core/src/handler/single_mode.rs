//! [`SingleMode`]: the handlers whose parts all run in one mode.

use super::{BoxHandler, Forwards, Handler, Middleware};
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
    message = "`.without_bridges()` cannot see whether `{Self}` has a bridge",
    label = "there may be a bridge in it",
    note = "the mode of a `BoxHandler`, and of an optional layer that differs in mode, is known only at run time: assert `app.plan().bridge_count(Mode::Async) == 0` in a test instead, or call `.without_bridges()` before `.boxed()`",
    note = "for a handler written by hand that wraps no other one, add `impl SingleMode<Request> for Name {{}}`"
)]
pub trait SingleMode<Req>: Handler<Req> {}

// Without `do_not_recommend`, so that errors name the layer in question, not the whole chain.
impl<M, Req> SingleMode<Req> for M
where
    M: Handler<Req> + Middleware + Forwards<Req>,
    M::Inner: SingleMode<M::Request>,
    M::Mode: Meets<ModeOf<M::Inner, M::Request>, M, M::Inner>,
{
}

/// A handler whose mode is known when it is compiled. Nothing implements it: the only use is on a [`BoxHandler`], whose mode
/// is known at run time.
#[doc(hidden)]
pub trait KnownMode {}

// It never applies. With it, a box is an error about `SingleMode`, and not about the annotation of a struct.
impl<Req, Res> SingleMode<Req> for BoxHandler<Req, Res> where Self: Handler<Req> + KnownMode {}

pub(crate) type ModeOf<H, Req> = <H as Handler<Req>>::Mode;

/// A layer of this mode around a handler of mode `Inner`, without a bridge.
#[diagnostic::on_unimplemented(
    message = "this chain has a bridge, and `.without_bridges()` forbids it: a layer runs in `{Self}`, and the next handler in `{Inner}`",
    label = "there is a bridge between `{Layer}` and the next handler",
    note = "write the missing half of the layer or of the next handler (`call` or `acall`, or `#[middleware(both)]` if its body does not block); or move the layer; or remove `.without_bridges()`",
    note = "`println!(\"{{}}\", app.plan().advice(Mode::Async))` prints the change that removes the most bridges"
)]
#[doc(hidden)]
pub trait Meets<Inner, Layer: ?Sized, G: ?Sized>: mode::Tag {}

impl<M: ?Sized, G: ?Sized> Meets<Self, M, G> for mode::SyncMode {}
impl<M: ?Sized, G: ?Sized> Meets<Self, M, G> for mode::AsyncMode {}

// If the mode of the next handler is known only at run time, that is an error of its own, and is reported once.
impl<M: ?Sized, G: ?Sized> Meets<mode::DynMode, M, G> for mode::SyncMode {}
impl<M: ?Sized, G: ?Sized> Meets<mode::DynMode, M, G> for mode::AsyncMode {}
impl<Inner, M: ?Sized, G: ?Sized> Meets<Inner, M, G> for mode::DynMode {}

/// The mode of an optional layer, or of one of two layers: the same as that of the alternative.
#[diagnostic::on_unimplemented(
    message = "this chain may have a bridge, and `.without_bridges()` forbids it: an optional layer runs in `{Self}`, and without it the chain runs in `{Instead}`",
    label = "there may be a bridge at `{Layer}`",
    note = "write the missing half of the layer (`call` or `acall`, or `#[middleware(both)]` if its body does not block), or remove `.without_bridges()`"
)]
#[doc(hidden)]
pub trait Replaces<Instead, Layer: ?Sized, Other: ?Sized>: mode::Tag {}

impl<L: ?Sized, R: ?Sized> Replaces<Self, L, R> for mode::SyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<Self, L, R> for mode::AsyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<mode::DynMode, L, R> for mode::SyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<mode::DynMode, L, R> for mode::AsyncMode {}
impl<Instead, L: ?Sized, R: ?Sized> Replaces<Instead, L, R> for mode::DynMode {}
