//! Layers that may be left out, and one of two layers: `Option`, [`Chain::with_if`](crate::Chain::with_if) and
//! [`Either`].
//!
//! Which layers a static chain has is part of its type, but what is left out may be decided at run time: an
//! `Option` of a layer is a layer, and so is an [`Either`] of two. The request and the response keep their
//! types, nothing is allocated for a request that takes no hop, and a layer that is left out leaves no bridge
//! behind: the chain runs as if it were not listed. The [plan](crate::Plan) shows it as skipped.
//!
//! # Modes
//!
//! Modes are types, and the compiler has to provide for both outcomes. Where both run in the same mode, that is
//! the mode of the whole. Otherwise it is [`mode::DynMode`](crate::mode::DynMode), looked up at run time, as for a
//! [`BoxHandler`](crate::BoxHandler) but without a box; then requests and responses that are called from async
//! code are `Send + 'static`.
//!
//! | the optional layer has | inside is sync | inside is async |
//! | --- | --- | --- |
//! | `call` only | sync | known at run time |
//! | `acall` only | known at run time | async |
//! | both | sync | async |
//!
//! # Depth
//!
//! The compiler looks at a chain with and without each optional layer, and remembers what it has seen, so the
//! time grows with the number of layers and not with that of their combinations. 12 optional layers in a row compile
//! under the default recursion limit; [`Chain::boxed`](crate::Chain::boxed) starts anew. If a chain that contains such a
//! point is itself switched off, the plan shows its outermost layer only.
//!
//! # Examples
//!
//! ```
//! use middleware_core::{Chain, Either, GetResponse, Mode, middleware};
//!
//! #[middleware]
//! struct Audit<G> {
//!     get_response: GetResponse<G>,
//! }
//!
//! #[middleware]
//! impl<G> Audit<G> {
//!     fn call(&self, request: u32) -> u32 {
//!         self.get_response.call(request) + 1
//!     }
//! }
//!
//! #[middleware(both)]
//! fn double<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request) * 2
//! }
//!
//! let app = |is_audited: bool| {
//!     Chain::<u32, u32>::new().with_if(is_audited, Audit::layer()).with(double()).view(async |n: u32| n)
//! };
//! assert_eq!((app(true).mode(), app(true).call(1)), (Mode::Sync, 3));
//! assert_eq!((app(false).mode(), app(false).call(1)), (Mode::Async, 2));
//! assert_eq!(app(false).plan().bridges().count(), 0);
//!
//! let one_of_two = |is_audited: bool| {
//!     let layer = if is_audited { Either::Left(Audit::layer()) } else { Either::Right(double()) };
//!     Chain::<u32, u32>::new().with(layer).view(|n: u32| n)
//! };
//! assert_eq!((one_of_two(true).call(1), one_of_two(false).call(1)), (2, 2));
//! ```

use std::{fmt, ops::ControlFlow, sync::Arc};

use super::{Identity, Layer};
#[cfg(feature = "tokio")]
use crate::bridge::Offload;
use crate::{
    handler::{
        AsyncMiddleware, FromAsync, FromSync, GetResponse, Handler, ModeOf, Replaces, SingleMode,
        SyncMiddleware, one_of,
    },
    mode::{Mode, Tag},
    plan::Plan,
};

/// One of two layers.
///
/// ```
/// use middleware_core::{Chain, Either, GetResponse, middleware};
///
/// #[middleware(both)]
/// fn add<G>(request: u32, get_response: &GetResponse<G>, amount: u32) -> u32 {
///     get_response.call(request) + amount
/// }
///
/// #[middleware(both)]
/// fn double<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
///     get_response.call(request) * 2
/// }
///
/// let app = |amount: Option<u32>| {
///     let layer = match amount {
///         Some(amount) => Either::Left(add(amount)),
///         None => Either::Right(double()),
///     };
///     Chain::<u32, u32>::new().with(layer).view(|n: u32| n)
/// };
/// assert_eq!((app(Some(7)).call(1), app(None).call(1)), (8, 2));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Either<L, R> {
    /// This one.
    Left(L),
    /// The other one.
    Right(R),
}

/// The handler that an [`Either`] makes of `G`, and an `Option` of a layer, whose other side is [`Identity`].
///
/// Its parameters are the layers and not what they make of `G`, so that `G`, the type of the chain inside, stands
/// in it once: it would double with every optional layer otherwise.
///
/// ```
/// use middleware_core::{Chain, GetResponse, chain::{Identity, optional::EitherHandler}};
///
/// fn is_optional<L, G>(_: &GetResponse<EitherHandler<L, Identity, G>>)
/// where
///     L: middleware_core::Layer<G>,
/// {
/// }
///
/// is_optional(&Chain::<u32, u32>::new().with(Some(Identity)).view(|n: u32| n));
/// ```
pub struct EitherHandler<L: Layer<G>, R: Layer<G>, G> {
    handler: Either<GetResponse<L::Handler>, GetResponse<R::Handler>>,
    reason: &'static str,
}

impl<L: Layer<G>, R: Layer<G>, G> EitherHandler<L, R, G> {
    fn wrap(
        layer: Either<L, R>,
        get_response: GetResponse<G>,
        reason: &'static str,
    ) -> GetResponse<Self> {
        let handler = match layer {
            Either::Left(layer) => Either::Left(layer.wrap(get_response)),
            Either::Right(layer) => Either::Right(layer.wrap(get_response)),
        };
        GetResponse::new(Self { handler, reason })
    }
}

impl<L: Layer<G>, R: Layer<G>, G> Layer<G> for Either<L, R> {
    type Handler = EitherHandler<L, R, G>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<EitherHandler<L, R, G>> {
        EitherHandler::wrap(self, get_response, "the other of two layers is there")
    }

    fn names() -> Vec<String> {
        [L::names(), R::names()].concat()
    }
}

impl<L: Layer<G>, G> Layer<G> for Option<L> {
    type Handler = EitherHandler<L, Identity, G>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<EitherHandler<L, Identity, G>> {
        let layer = self.map_or(Either::Right(Identity), Either::Left);
        EitherHandler::wrap(layer, get_response, "switched off")
    }

    fn names() -> Vec<String> {
        L::names()
    }
}

#[diagnostic::do_not_recommend]
impl<L, R, G, Req> Handler<Req> for EitherHandler<L, R, G>
where
    L: Layer<G, Handler: Handler<Req>> + 'static,
    R: Layer<G, Handler: Handler<Req, Response = Response<L, G, Req>>> + 'static,
    G: 'static,
{
    type Response = Response<L, G, Req>;
    type Mode = <HandlerMode<L, G, Req> as Tag>::Or<HandlerMode<R, G, Req>>;

    fn mode(&self) -> Mode {
        match &self.handler {
            Either::Left(handler) => handler.mode(),
            Either::Right(handler) => handler.mode(),
        }
    }

    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload> {
        match &self.handler {
            Either::Left(handler) => handler.handler().offload(),
            Either::Right(handler) => handler.handler().offload(),
        }
    }

    fn plan(&self) -> Plan {
        let (plan, absent) = match &self.handler {
            Either::Left(handler) => (handler.plan(), R::names()),
            Either::Right(handler) => (handler.plan(), L::names()),
        };
        absent.into_iter().rev().fold(plan, |plan, name| plan.with_skipped(name, self.reason))
    }
}

type Response<L, G, Req> = <<L as Layer<G>>::Handler as Handler<Req>>::Response;
type HandlerMode<L, G, Req> = <<L as Layer<G>>::Handler as Handler<Req>>::Mode;

impl<L, R, G, Req> SyncMiddleware<Req> for EitherHandler<L, R, G>
where
    L: Layer<G, Handler: Handler<Req, Mode: FromSync<L::Handler, Req>>> + 'static,
    R: Layer<G> + 'static,
    R::Handler: Handler<Req, Response = Response<L, G, Req>, Mode: FromSync<R::Handler, Req>>,
    G: 'static,
{
    #[inline]
    fn call(&self, request: Req) -> Self::Response {
        match &self.handler {
            Either::Left(handler) => HandlerMode::<L, G, Req>::run(handler.handler(), request),
            Either::Right(handler) => HandlerMode::<R, G, Req>::run(handler.handler(), request),
        }
    }
}

impl<L, R, G, Req> AsyncMiddleware<Req> for EitherHandler<L, R, G>
where
    L: Layer<G, Handler: Handler<Req, Mode: FromAsync<L::Handler, Req>>> + 'static,
    R: Layer<G> + 'static,
    R::Handler: Handler<Req, Response = Response<L, G, Req>, Mode: FromAsync<R::Handler, Req>>,
    G: 'static,
{
    #[inline]
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send {
        one_of(match &self.handler {
            Either::Left(handler) => {
                ControlFlow::Break(HandlerMode::<L, G, Req>::run(handler.handler(), request))
            }
            Either::Right(handler) => {
                ControlFlow::Continue(HandlerMode::<R, G, Req>::run(handler.handler(), request))
            }
        })
    }

    #[inline]
    fn acall_now(self: &Arc<Self>, request: Req) -> impl Future<Output = Self::Response> + Send {
        one_of(match &self.handler {
            Either::Left(handler) => {
                ControlFlow::Break(HandlerMode::<L, G, Req>::run_now(handler.handler(), request))
            }
            Either::Right(handler) => {
                ControlFlow::Continue(HandlerMode::<R, G, Req>::run_now(handler.handler(), request))
            }
        })
    }
}

impl<L: Layer<G>, R: Layer<G>, G> fmt::Debug for EitherHandler<L, R, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EitherHandler").field(&self.handler).finish()
    }
}

// A layer that may be left out: without a bridge in either case, and of the same mode.
impl<L, R, G, Req> SingleMode<Req> for EitherHandler<L, R, G>
where
    Self: Handler<Req>,
    L: Layer<G, Handler: SingleMode<Req>>,
    R: Layer<G, Handler: SingleMode<Req>>,
    ModeOf<L::Handler, Req>: Replaces<ModeOf<R::Handler, Req>, L::Handler, R::Handler>,
{
}
