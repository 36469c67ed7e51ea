//! [`MiddlewareLayer`]: the layer that `Name::layer(..)` returns.

use std::{fmt, marker::PhantomData};

use super::Layer;
use crate::handler::{BoxHandler, Boxable, GetResponse, Middleware};

/// The layer that `Name::layer(args..)` returns. It keeps the arguments until there is a handler to wrap.
///
/// It is `Clone` if the arguments are.
///
/// ```
/// use middleware_core::{GetResponse, chain::MiddlewareLayer, middleware};
///
/// #[middleware]
/// struct Add<G> {
///     get_response: GetResponse<G>,
///     amount: u32,
/// }
///
/// #[middleware]
/// impl<G> Add<G> {
///     fn call(&self, request: u32) -> u32 {
///         self.get_response.call(request) + self.amount
///     }
/// }
///
/// let layer: MiddlewareLayer<Add<()>, (u32,)> = Add::layer(7);
/// ```
pub struct MiddlewareLayer<M, Args> {
    args: Args,
    middleware: PhantomData<fn() -> M>,
}

impl<M, Args> MiddlewareLayer<M, Args> {
    #[doc(hidden)]
    pub const fn new(args: Args) -> Self {
        Self { args, middleware: PhantomData }
    }
}

impl<G, M, Args> Layer<G> for MiddlewareLayer<M, Args>
where
    M: FromParts<G, Args>,
{
    type Handler = M::Middleware;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<M::Middleware> {
        GetResponse::new(M::from_parts(get_response, self.args))
    }
}

impl<M, Args: Clone> Clone for MiddlewareLayer<M, Args> {
    fn clone(&self) -> Self {
        Self::new(self.args.clone())
    }
}

impl<M, Args: fmt::Debug> fmt::Debug for MiddlewareLayer<M, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareLayer")
            .field("middleware", &std::any::type_name::<M>())
            .field("args", &self.args)
            .finish()
    }
}

/// Makes a middleware from a handler and the arguments of `Name::layer(..)`.
///
/// `#[middleware]` on a struct implements it, for [`MiddlewareLayer`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wrap `{G}`",
    label = "made by a layer that cannot wrap the next handler"
)]
pub trait FromParts<G, Args> {
    /// The middleware around `G`.
    type Middleware: Middleware;

    /// Makes the middleware.
    fn from_parts(get_response: GetResponse<G>, args: Args) -> Self::Middleware;
}

/// Makes the handler in the field `get_response` of a struct without a type parameter.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{H}` cannot be converted to `{Self}`",
    note = "a middleware without a type parameter holds a `GetResponse<BoxHandler<Request, Response>>`, with the types of the next handler"
)]
pub trait FromHandler<H>: Sized {
    /// Converts the handler.
    fn from_handler(get_response: GetResponse<H>) -> GetResponse<Self>;
}

impl<H, Req, Res> FromHandler<H> for BoxHandler<Req, Res>
where
    H: Boxable<Req, Response = Res>,
{
    fn from_handler(get_response: GetResponse<H>) -> GetResponse<Self> {
        get_response.boxed()
    }
}
