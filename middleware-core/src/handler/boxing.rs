//! [`GetResponse::boxed`], and what can be boxed.

use std::any::Any;

use super::{
    AsyncMiddleware, BoxHandler, GetResponse, Handler, SyncMiddleware, inference::BoxedBy,
};
use crate::mode::{self, Mode};

/// What a [`BoxHandler`] takes. The macro asks for it where a struct holds one: an impl that changes types
/// does not say what it hands inwards.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `BoxHandler`",
    label = "the struct's `get_response` holds something else",
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
/// Holds for every handler that has the halves which its [mode](Handler::Mode) names, if its request and response are
/// `'static`. [`App`](crate::App) includes it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be boxed as a handler of `{Req}`",
    note = "what is boxed is `'static`, and if its mode is known only at run time its request and response are `Send`"
)]
pub trait Boxable<Req>: Handler<Req> {
    #[doc(hidden)]
    fn erase(get_response: GetResponse<Self>) -> GetResponse<BoxHandler<Req, Self::Response>>
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
}

impl<H> GetResponse<H> {
    /// The same handler with its type forgotten: its mode is then looked up at run time, and each
    /// async call allocates once at most.
    ///
    /// The request and the response must be `'static`. What is boxed already is returned as it is. Between two layers
    /// of a chain, [`Chain::boxed`](crate::Chain::boxed) does the same.
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
    #[must_use]
    // `Res` stands for `H::Response`: with that in the signature the compiler looks for it before it knows the request.
    // And it looks whether `H` is `Boxable` when it knows it.
    pub fn boxed<Req, Res>(self) -> GetResponse<BoxHandler<Req, Res>>
    where
        H: Handler<Req, Response = Res>,
        Req: BoxedBy<H, Res>,
    {
        Req::erase(self)
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

/// How a handler of this mode is boxed: by the half that the mode names.
#[doc(hidden)]
pub trait Erase<H: Handler<Req>, Req>: mode::Tag {
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>>;
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
}

impl<H, Req> Erase<H, Req> for mode::DynMode
where
    H: SyncMiddleware<Req> + AsyncMiddleware<Req>,
    Req: 'static,
    H::Response: 'static,
{
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Req, H::Response>> {
        // A box in a box would cost a second allocation a request.
        let boxed = (&get_response as &dyn Any).downcast_ref::<GetResponse<BoxHandler<_, _>>>();
        match (boxed, get_response.mode()) {
            (Some(boxed), _) => boxed.clone(),
            (None, Mode::Sync) => BoxHandler::sync(get_response),
            (None, Mode::Async) => BoxHandler::r#async(get_response),
        }
    }
}
