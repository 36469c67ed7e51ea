//! [`GetResponse::boxed`], and the handlers that can be boxed.

use std::any::Any;
#[cfg(feature = "observe")]
use std::sync::Arc;

use super::{
    AsyncMiddleware, BoxHandler, GetResponse, Handler, SyncMiddleware, inference::BoxedBy,
};
use crate::mode::{self, Mode};
#[cfg(feature = "observe")]
use crate::{observe::Probe, plan::Plan};

/// The request of a [`BoxHandler`].
///
/// The macro uses it for a struct that holds a `BoxHandler`, because an impl that changes types does not name the request
/// of the next handler.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `BoxHandler`",
    label = "the struct's `get_response` has another type",
    note = "a middleware without a type parameter holds a `GetResponse<BoxHandler<Request, Response>>`"
)]
pub trait Boxed {
    type Request;
}

impl<Req, Res> Boxed for BoxHandler<Req, Res> {
    type Request = Req;
}

/// A handler that can be boxed.
///
/// Every handler implements it that has the halves of its [mode](Handler::Mode), and whose request and response are
/// `'static`. [`App`](crate::App) includes it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be boxed as a handler of `{Req}`",
    note = "a boxed handler is `'static`; if its mode is known only at run time, its request and response must also be `Send`"
)]
pub trait Boxable<Req>: Handler<Req> {
    #[doc(hidden)]
    fn erase(get_response: GetResponse<Self>) -> GetResponse<BoxHandler<Req, Self::Response>>
    where
        Self: Sized;

    /// Boxes it together with a probe, so that both are one box.
    #[cfg(feature = "observe")]
    #[doc(hidden)]
    fn erase_observed(
        get_response: GetResponse<Self>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, Self::Response>>
    where
        Self: Sized;
}

#[diagnostic::do_not_recommend]
impl<H, Req> Boxable<Req> for H
where
    H: Handler<Req>,
    H::Mode: Erase<H, Req>,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>> {
        <H::Mode as Erase<H, Req>>::erase(get_response)
    }

    #[cfg(feature = "observe")]
    fn erase_observed(
        get_response: GetResponse<H>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, H::Response>> {
        <H::Mode as Erase<H, Req>>::erase_observed(get_response, probe)
    }
}

impl<H> GetResponse<H> {
    /// Erases the type of the handler. Its mode is then looked up at run time, and each async call costs at most one
    /// allocation.
    ///
    /// The request and the response must be `'static`. A boxed handler is returned unchanged. Between two layers of a
    /// chain, use [`Chain::boxed`](crate::Chain::boxed).
    ///
    /// ```
    /// use middleware_core::{BoxHandler, Chain, GetResponse};
    ///
    /// fn app(is_async: bool) -> GetResponse<BoxHandler<u32, u32>> {
    ///     let chain = Chain::<u32, u32>::new();
    ///     if is_async {
    ///         chain.view(async |n: u32| n + 1).boxed()
    ///     } else {
    ///         chain.view(|n: u32| n + 1).boxed()
    ///     }
    /// }
    ///
    /// assert_eq!(app(true).call(1), app(false).call(1));
    /// ```
    ///
    /// # Panics
    ///
    /// If the handler has more than [`Plan::MAX_LAYERS`](crate::Plan::MAX_LAYERS) layers.
    #[must_use]
    #[track_caller]
    // `Res` names `H::Response`. With `H::Response` in the signature, the compiler looks for it before it knows the
    // request. `BoxedBy` makes it check whether `H` is `Boxable` after it knows the request.
    pub fn boxed<Req, Res>(self) -> GetResponse<BoxHandler<Req, Res>>
    where
        H: Handler<Req, Response = Res>,
        Req: BoxedBy<H, Res>,
    {
        self.plan().assert_depth();
        Req::erase(self)
    }

    /// [Boxes](Self::boxed) the handler of an unfinished chain: its layers are counted when it is finished.
    pub(crate) fn erased<Req, Res>(self) -> GetResponse<BoxHandler<Req, Res>>
    where
        H: Boxable<Req, Response = Res>,
    {
        H::erase(self)
    }
}

#[diagnostic::do_not_recommend]
impl<H, Req, Res> BoxedBy<H, Res> for Req
where
    H: Boxable<Req, Response = Res>,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, Res>> {
        H::erase(get_response)
    }
}

/// Boxes a handler of this mode, by the half that the mode names.
#[doc(hidden)]
pub trait Erase<H: Handler<Req>, Req>: mode::Tag {
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>>;

    #[cfg(feature = "observe")]
    fn erase_observed(
        get_response: GetResponse<H>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, H::Response>>
    where
        H: Handler<Req, Mode = Self>;
}

impl<H, Req> Erase<H, Req> for mode::SyncMode
where
    H: SyncMiddleware<Req>,
    Req: 'static,
    H::Response: 'static,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>> {
        BoxHandler::sync(get_response)
    }

    #[cfg(feature = "observe")]
    fn erase_observed(
        get_response: GetResponse<H>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, H::Response>>
    where
        H: Handler<Req, Mode = Self>,
    {
        BoxHandler::sync(get_response.with_probe(probe))
    }
}

impl<H, Req> Erase<H, Req> for mode::AsyncMode
where
    H: AsyncMiddleware<Req>,
    Req: 'static,
    H::Response: 'static,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>> {
        BoxHandler::r#async(get_response)
    }

    #[cfg(feature = "observe")]
    fn erase_observed(
        get_response: GetResponse<H>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, H::Response>>
    where
        H: Handler<Req, Mode = Self>,
    {
        BoxHandler::r#async(get_response.with_probe(probe))
    }
}

impl<H, Req> Erase<H, Req> for mode::DynMode
where
    H: SyncMiddleware<Req> + AsyncMiddleware<Req>,
    Req: 'static,
    H::Response: 'static,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>> {
        // A box in a box would cost a second allocation per request.
        let boxed = (&get_response as &dyn Any).downcast_ref::<GetResponse<BoxHandler<_, _>>>();
        match (boxed, get_response.mode()) {
            (Some(boxed), _) => boxed.clone(),
            (None, Mode::Sync) => BoxHandler::sync(get_response),
            (None, Mode::Async) => BoxHandler::r#async(get_response),
        }
    }

    #[cfg(feature = "observe")]
    fn erase_observed(
        get_response: GetResponse<H>,
        probe: Probe,
    ) -> GetResponse<BoxHandler<Req, H::Response>>
    where
        H: Handler<Req, Mode = Self>,
    {
        match get_response.mode() {
            Mode::Sync => BoxHandler::sync(get_response.with_probe(probe)),
            Mode::Async => {
                BoxHandler::r#async(GetResponse::new(KnownAsync(get_response)).with_probe(probe))
            }
        }
    }
}

/// A handler whose mode is known at run time, and is async.
///
/// By its type, it might be sync. Then async code could call it only with requests that are `Send`.
#[cfg(feature = "observe")]
struct KnownAsync<H>(GetResponse<H>);

#[cfg(feature = "observe")]
impl<H: Handler<Req>, Req> Handler<Req> for KnownAsync<H> {
    type Response = H::Response;
    type Mode = mode::AsyncMode;

    fn mode(&self) -> Mode {
        Mode::Async
    }

    fn plan(&self) -> Plan {
        self.0.plan()
    }
}

#[cfg(feature = "observe")]
impl<H: AsyncMiddleware<Req>, Req> AsyncMiddleware<Req> for KnownAsync<H> {
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = H::Response> + Send {
        self.0.handler().acall(request)
    }
}
