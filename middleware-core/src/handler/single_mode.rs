//! [`SingleMode`]: the handlers whose parts all run in one mode.

use super::{Forwards, Handler, Middleware};
use crate::mode;

/// A handler whose parts, from here to the view, all run in one mode: there is no bridge between them.
///
/// [`GetResponse::without_bridges`](crate::GetResponse::without_bridges) asks for it. It holds by itself for every static chain of which it is true, of
/// views and of layers that are annotated with `#[middleware]`. For a handler written by hand that wraps no other,
/// it is implemented by hand:
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
/// As a bound it holds a library's users to one mode: `H: SingleMode<Request> + Handler<Request, Mode = mode::AsyncMode>`.
#[diagnostic::on_unimplemented(
    message = "it is not known at compile time whether `{Self}` is without bridges",
    label = "there may be a bridge in it",
    note = "behind a `BoxHandler`, and around a layer that may be left out and differs in mode, modes are known at run time: assert `app.plan().bridge_count(Mode::Async) == 0` in a test instead",
    note = "a handler written by hand that wraps no other says so: `impl SingleMode<Request> for Name {{}}`"
)]
pub trait SingleMode<Req>: Handler<Req> {}

// Recommended, so that errors name the layer in question and not the whole chain.
impl<M, Req> SingleMode<Req> for M
where
    M: Handler<Req> + Middleware + Forwards<Req>,
    M::Inner: SingleMode<M::Request>,
    M::Mode: Meets<ModeOf<M::Inner, M::Request>, M, M::Inner>,
{
}

pub(crate) type ModeOf<H, Req> = <H as Handler<Req>>::Mode;

/// A layer of this mode around a handler of mode `Inside`, without a bridge.
#[diagnostic::on_unimplemented(
    message = "there is a bridge inside of `{Layer}`: it runs in `{Self}`, and `{G}` inside of it in `{Inside}`",
    label = "this chain has a bridge",
    note = "write the half that the layer or what is inside of it lacks (`call` or `acall`, or `#[middleware(both)]` if its body does not block); move the layer; or do without `.without_bridges()`",
    note = "`println!(\"{{}}\", app.plan().advice(Mode::Async))` says which change helps most"
)]
#[doc(hidden)]
pub trait Meets<Inside, Layer: ?Sized, G: ?Sized>: mode::Tag {}

impl<M: ?Sized, G: ?Sized> Meets<Self, M, G> for mode::SyncMode {}
impl<M: ?Sized, G: ?Sized> Meets<Self, M, G> for mode::AsyncMode {}

// That what is inside is known only at run time is an error of its own, and reported once.
impl<M: ?Sized, G: ?Sized> Meets<mode::DynMode, M, G> for mode::SyncMode {}
impl<M: ?Sized, G: ?Sized> Meets<mode::DynMode, M, G> for mode::AsyncMode {}
impl<Inside, M: ?Sized, G: ?Sized> Meets<Inside, M, G> for mode::DynMode {}

/// The mode of a layer that may be left out, or is one of two: the same as of what is there instead.
#[diagnostic::on_unimplemented(
    message = "an optional layer makes a bridge: `{Layer}` runs in `{Self}`, and without it `{Other}` in `{Instead}`",
    label = "this chain may have a bridge",
    note = "write the half that the layer lacks (`call` or `acall`, or `#[middleware(both)]` if its body does not block), or do without `.without_bridges()`"
)]
#[doc(hidden)]
pub trait Replaces<Instead, Layer: ?Sized, Other: ?Sized>: mode::Tag {}

impl<L: ?Sized, R: ?Sized> Replaces<Self, L, R> for mode::SyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<Self, L, R> for mode::AsyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<mode::DynMode, L, R> for mode::SyncMode {}
impl<L: ?Sized, R: ?Sized> Replaces<mode::DynMode, L, R> for mode::AsyncMode {}
impl<Instead, L: ?Sized, R: ?Sized> Replaces<Instead, L, R> for mode::DynMode {}
