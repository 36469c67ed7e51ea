//! [`MiddlewareLayer`]: the layer that `Name::layer(..)` returns.

use std::{fmt, marker::PhantomData};

use super::Layer;
use crate::handler::{BoxHandler, Boxable, GetResponse, Middleware};

/// A layer of an annotated struct or function: what `Name::layer(args..)` returns.
///
/// It owns the arguments, and the state: the fields that are marked `#[middleware(default)]`. A clone of the layer has
/// clones of both. So state in an [`Arc`](std::sync::Arc) is shared by all middlewares that the clones make, for example
/// by all routes of an axum router. A layer is `Clone` if its arguments and its state are.
///
/// ```
/// use std::sync::{Arc, atomic::{AtomicU32, Ordering}};
///
/// use middleware_core::{Chain, GetResponse, chain::MiddlewareLayer, middleware};
///
/// #[middleware]
/// struct Count<G> {
///     get_response: GetResponse<G>,
///     step: u32,
///     #[middleware(default)]
///     count: Arc<AtomicU32>,
/// }
///
/// #[middleware]
/// impl<G> Count<G> {
///     fn call(&self, request: u32) -> u32 {
///         self.count.fetch_add(self.step, Ordering::Relaxed) + self.get_response.call(request)
///     }
/// }
///
/// let layer: MiddlewareLayer<Count<()>, (u32,), (Arc<AtomicU32>,)> = Count::layer(2);
/// let one = Chain::<u32, u32>::new().with(layer.clone()).view(|n: u32| n);
/// let other = Chain::<u32, u32>::new().with(layer).view(|n: u32| n);
/// assert_eq!((one.call(0), other.call(0)), (0, 2));
/// ```
pub struct MiddlewareLayer<M, Args, State = ()> {
    args: Args,
    state: State,
    middleware: PhantomData<fn() -> M>,
}

impl<M, Args, State: Default> MiddlewareLayer<M, Args, State> {
    #[doc(hidden)]
    pub fn new(args: Args) -> Self {
        Self { args, state: State::default(), middleware: PhantomData }
    }
}

impl<G, M, Args, State> Layer<G> for MiddlewareLayer<M, Args, State>
where
    M: FromParts<G, Args, State>,
{
    type Handler = M::Middleware;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<M::Middleware> {
        GetResponse::new(M::from_parts(get_response, self.args, self.state))
    }
}

impl<M, Args: CloneSettings, State: CloneState> Clone for MiddlewareLayer<M, Args, State> {
    fn clone(&self) -> Self {
        Self { args: self.args.clone(), state: self.state.clone(), middleware: PhantomData }
    }
}

impl<M, Args: fmt::Debug, State> fmt::Debug for MiddlewareLayer<M, Args, State> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MiddlewareLayer")
            .field("middleware", &std::any::type_name::<M>())
            .field("args", &self.args)
            .finish_non_exhaustive()
    }
}

/// The arguments of a layer, which are cloned with it. A trait of its own, so that the error can suggest a fix.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`.boxed()` and `.clone()` clone this layer, and its settings `{Self}` are not `Clone`",
    label = "the layer is cloned here",
    note = "the settings belong to the layer, and each clone of the layer has a clone of them: wrap the type that is not `Clone` in an `Arc`, such as `Arc<Mutex<..>>` for a field, or `&Arc<Mutex<..>>` for an argument of a function"
)]
pub trait CloneSettings: Clone {}

#[diagnostic::do_not_recommend]
impl<Args: Clone> CloneSettings for Args {}

/// State that is cloned with its layer. A trait of its own, so that the error says what to do.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`.boxed()` and `.clone()` clone this layer, and its state `{Self}` is not `Clone`",
    label = "the layer is cloned here",
    note = "a field marked `#[middleware(default)]` belongs to the layer, and all clones of the layer share it: wrap its type in an `Arc`"
)]
pub trait CloneState: Clone {}

#[diagnostic::do_not_recommend]
impl<State: Clone> CloneState for State {}

/// Makes a middleware from a handler, the arguments of `Name::layer(..)` and the layer's state.
///
/// `#[middleware]` on a struct implements it, for [`MiddlewareLayer`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wrap `{G}`",
    label = "made by a layer that cannot wrap the next handler"
)]
pub trait FromParts<G, Args, State = ()> {
    /// The middleware around `G`.
    type Middleware: Middleware;

    /// Makes the middleware.
    fn from_parts(get_response: GetResponse<G>, args: Args, state: State) -> Self::Middleware;
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
        get_response.erased()
    }
}
