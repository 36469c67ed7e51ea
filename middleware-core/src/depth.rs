//! [`Awaited`]: what makes the compiler say early, and in words that help, that a chain is too deep for it.

#[cfg(feature = "tokio")]
use crate::SyncMiddleware;
use crate::{
    AsyncCall, AsyncMiddleware, Handler,
    layer::{BoxedLayers, Identity, Stack},
    mode,
};

/// [`AsyncCall`], of a handler whose future an `async fn` awaits and so holds: the bound of the async halves that
/// `#[middleware]` takes over or generates.
///
/// To lay out an `async fn` in an `async fn`, the compiler goes five levels deep, and one more where the mode is
/// known at run time. Past its limit it says so without a place, and of generic code only when that is built. So
/// this bound takes one more to prove, or as many as `LEVELS` says: what is too deep fails in `cargo check` already, and
/// the error shows the bound of [`GetResponse::acall`](crate::GetResponse::acall), which says what to do. Where the
/// bound is somebody else's, as in axum's `Router::layer`, the error shows what it tried to prove at last, which is
/// [`IfTooDeepPutBoxedBetweenLayers`].
#[cfg_attr(
    feature = "tokio",
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from async code",
        label = "cannot be called with `.acall(..)` here",
        note = "a sync layer or view is called from async code in a thread pool: for that, its request and response must be `Send + 'static`",
        note = "`#[middleware]` on the impl adds the bound for `get_response`; any other handler states its own: `F: AsyncCall<Request, Response = ..>`",
        note = "if this is inside of `call`, use `.call(..)`: each half calls inwards in its own mode only"
    )
)]
#[cfg_attr(
    not(feature = "tokio"),
    diagnostic::on_unimplemented(
        message = "`{Self}` cannot be called with a `{Req}` from async code",
        label = "cannot be called with `.acall(..)` here",
        note = "a sync chain is called from async code over a bridge: enable the feature `tokio` of `middleware-core`"
    )
)]
#[doc(hidden)]
pub trait Awaited<Req, const LEVELS: usize = 6>: AsyncCall<Req> {}

/// The levels of [`Awaited`] that are left for what lies in between.
#[doc(hidden)]
pub trait Nested<H: Handler<Req>, Req, const LEVELS: usize>: mode::Tag {}

/// Holds for whatever has an `acall`, and takes so many levels to prove.
#[doc(hidden)]
pub trait IfTooDeepPutBoxedBetweenLayers<Req, const LEVELS: usize>: AsyncMiddleware<Req> {}

macro_rules! levels {
    ($($levels:literal: $asynchronous:literal, $dynamic:literal;)*) => {$(
        // In this order: what is proved is remembered, and takes no levels afterwards. `AsyncCall` alone would take
        // one more in sync mode.
        #[diagnostic::do_not_recommend]
        impl<H, Req> Awaited<Req, $levels> for H
        where
            H: Handler<Req>,
            H::Mode: Nested<H, Req, $levels>,
            H: AsyncMiddleware<Req>,
            H: AsyncCall<Req>,
        {
        }

        // It runs in the thread pool, and its future does not lie in another one.
        impl<H: Handler<Req>, Req> Nested<H, Req, $levels> for mode::Sync {}
        impl<H, Req> Nested<H, Req, $levels> for mode::Async where
            H: IfTooDeepPutBoxedBetweenLayers<Req, $asynchronous>
        {
        }
        impl<H, Req> Nested<H, Req, $levels> for mode::Dynamic where
            H: IfTooDeepPutBoxedBetweenLayers<Req, $dynamic>
        {
        }
    )*};
}

// Three levels are for `Awaited`, `Nested` and `AsyncMiddleware` themselves; a mode that is known at run time takes one
// more.
levels! {
    4: 1, 2;
    6: 3, 4;
    7: 4, 5;
    8: 5, 6;
    9: 6, 7;
    10: 7, 8;
    12: 9, 10;
}

impl<H: AsyncMiddleware<Req>, Req> IfTooDeepPutBoxedBetweenLayers<Req, 1> for H {}

macro_rules! one_more {
    ($($levels:literal, $less:literal;)*) => {$(
        impl<H, Req> IfTooDeepPutBoxedBetweenLayers<Req, $levels> for H where
            H: IfTooDeepPutBoxedBetweenLayers<Req, $less>
        {
        }
    )*};
}

one_more! {
    2, 1;
    3, 2;
    4, 3;
    5, 4;
    6, 5;
    7, 6;
    8, 7;
    9, 8;
    10, 9;
}

/// Holds for whatever has a `call`: what [`Offload`](crate::bridge::Offload) shows where too many sync and async layers
/// alternate.
#[cfg(feature = "tokio")]
#[doc(hidden)]
pub trait IfManyAlternatePutBoxedBetweenLayers<Req>: SyncMiddleware<Req> {}

#[cfg(feature = "tokio")]
impl<H: SyncMiddleware<Req>, Req> IfManyAlternatePutBoxedBetweenLayers<Req> for H {}

/// Holds for the layers of any chain, and takes two levels for each of them and some more: more than to call such a
/// chain takes, where its layers have hooks or are sync. So what is too long fails where it gets its view, at a bound
/// of ours, and not at somebody else's or without a place.
#[doc(hidden)]
pub trait IfTooLongPutBoxedBetweenLayers<const LEVEL: usize> {}

impl<Outer, Inner> IfTooLongPutBoxedBetweenLayers<1> for Stack<Outer, Inner> where
    Self: IfTooLongPutBoxedBetweenLayers<2>
{
}

impl<Outer, Inner> IfTooLongPutBoxedBetweenLayers<2> for Stack<Outer, Inner> where
    Outer: IfTooLongPutBoxedBetweenLayers<1>
{
}

impl IfTooLongPutBoxedBetweenLayers<1> for Identity where (): IfTooLongPutBoxedBetweenLayers<1> {}

impl<H, Req, Res> IfTooLongPutBoxedBetweenLayers<1> for BoxedLayers<'_, H, Req, Res> where
    (): IfTooLongPutBoxedBetweenLayers<1>
{
}

// So many levels further.
macro_rules! further {
    ($($level:literal $next:literal,)* then $last:literal) => {
        $(impl IfTooLongPutBoxedBetweenLayers<$level> for () where
            (): IfTooLongPutBoxedBetweenLayers<$next>
        {
        })*
        impl IfTooLongPutBoxedBetweenLayers<$last> for () {}
    };
}

further! {
    1 2, 2 3, 3 4, 4 5, 5 6, 6 7, 7 8, 8 9, 9 10, 10 11, 11 12, 12 13, 13 14, 14 15, 15 16, 16 17, 17 18, 18 19, 19 20, then 20
}
