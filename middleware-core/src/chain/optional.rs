//! Optional layers, and one of two layers: `Option`, [`Chain::with_if`](crate::Chain::with_if) and [`Either`].
//!
//! The layers of a static chain are part of its type. Whether one of them is skipped can still be decided at run time: an
//! `Option` of a layer is a layer, and so is an [`Either`] of two. The request and the response keep their types, and a
//! request that takes no hop needs no allocation. A skipped layer leaves no bridge: the chain runs as if the layer were
//! not listed. The [plan](crate::Plan) shows it as skipped.
//!
//! # Modes
//!
//! Modes are types, so the compiler has to support both cases. If both have the same mode, it is the mode of the whole.
//! Otherwise the mode is [`mode::DynMode`](crate::mode::DynMode), which is looked up at run time, as for a
//! [`BoxHandler`](crate::BoxHandler), but without a box. Requests and responses of async calls must then be
//! `Send + 'static`.
//!
//! | the optional layer has | next handler is sync | next handler is async |
//! | --- | --- | --- |
//! | `call` only | sync | known at run time |
//! | `acall` only | known at run time | async |
//! | both | sync | async |
//!
//! # Depth
//!
//! The compiler checks a chain with and without each optional layer, and caches the results. So the time grows with the
//! number of layers, not with the number of combinations. Under the default recursion limit, 12 optional layers in a row
//! compile; [`Chain::boxed`](crate::Chain::boxed) restarts the count. If a chain that contains such a box is itself
//! switched off, the plan shows only its outermost layer.
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
    /// The first layer.
    Left(L),
    /// The second layer.
    Right(R),
}

/// The handler that an [`Either`] makes of `G`, and an `Option` of a layer, whose second layer is [`Identity`].
///
/// Its parameters are the layers, not the handlers that they make of `G`. So `G`, the type of the inner chain, occurs in it
/// once. Otherwise it would double with every optional layer.
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
        EitherHandler::wrap(self, get_response, "the other of two layers is used")
    }

    fn names() -> Vec<String> {
        [L::names(), R::names()].concat()
    }

    fn boxes(&self) -> usize {
        match self {
            Self::Left(layer) => layer.boxes(),
            Self::Right(layer) => layer.boxes(),
        }
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

    fn boxes(&self) -> usize {
        self.as_ref().map_or(0, Layer::boxes)
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

// An optional layer: without a bridge in either case, and with one mode in both cases.
impl<L, R, G, Req> SingleMode<Req> for EitherHandler<L, R, G>
where
    Self: Handler<Req>,
    L: Layer<G, Handler: Handler<Req>>,
    R: Layer<G, Handler: Handler<Req>>,
    ModeOf<L::Handler, Req>: Replaces<ModeOf<R::Handler, Req>, L::Handler, R::Handler, Req, L>,
{
}
