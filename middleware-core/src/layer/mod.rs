//! [`Layer`]: a recipe that wraps a handler in a middleware.

mod boxed;

use std::{fmt, marker::PhantomData};

pub use boxed::BoxedLayers;

use crate::{BoxHandler, Boxable, GetResponse, Middleware, plan::layer_name};

/// A recipe that wraps a handler in a middleware.
///
/// What [`Chain::with`](crate::Chain::with) takes. These are layers:
///
/// - what `Name::layer(..)` returns, for an annotated struct `Name`;
/// - any `FnOnce(GetResponse<G>) -> M`, where `M` is a middleware;
/// - a [`Chain`](crate::Chain) that has no view yet;
/// - an `Option` of a layer, or one of two layers: see [`either`](crate::either);
/// - what implements this trait by hand, for a layer whose middleware depends on its settings.
///
/// The recipe is used up by wrapping. One that is `Clone` can be used in several chains.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
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
/// let app = Chain::<u32, u32>::new()
///     .with(Add::layer(1))
///     .with(|get_response| Add { get_response, amount: 2 })
///     .view(|n: u32| n);
/// assert_eq!(app.call(0), 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "cannot be wrapped: something in `.with(..)` is not a layer",
    note = "`.with(..)` takes `Name::layer(..)` of a struct annotated with `#[middleware]`, the name of a function annotated with it, a closure `|get_response| Name {{ get_response, .. }}`, or a `Chain` without a view; one that has a view goes into `.view(..)`",
    note = "a `Stack` is what `.with(..)` has gathered so far, innermost last; if it holds an `fn(..) -> Recipe<..>`, call that: `Name::layer(..)`, or `name(..)` for a function with settings"
)]
pub trait Layer<G> {
    /// What the layer makes: a middleware around `G`.
    type Handler;

    /// Wraps the handler behind `get_response`.
    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<Self::Handler>;

    /// The names of the layers in it, outermost first: where it is [left out](crate::either), the plan shows
    /// them as skipped, and there is nothing but its type to ask.
    #[doc(hidden)]
    #[must_use]
    fn names() -> Vec<String> {
        vec![layer_name(std::any::type_name::<Self::Handler>())]
    }
}

impl<G, F, M> Layer<G> for F
where
    F: FnOnce(GetResponse<G>) -> M,
{
    type Handler = M;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<M> {
        GetResponse::new(self(get_response))
    }
}

/// The layer that changes nothing: where a [`Chain`](crate::Chain) starts.
///
/// ```
/// use middleware_core::{Chain, layer::Identity};
///
/// let app = Chain::<u32, u32>::new().with(Identity).view(|n: u32| n);
/// assert_eq!(app.plan().layers().len(), 0);
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Identity;

impl<G> Layer<G> for Identity {
    type Handler = G;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<G> {
        get_response
    }

    fn names() -> Vec<String> {
        Vec::new()
    }
}

/// Two layers, one around the other: what [`Chain::with`](crate::Chain::with) builds.
///
/// ```
/// use middleware_core::{Chain, layer::{Identity, Stack}};
///
/// let chain: Chain<u32, u32, Stack<Identity, Identity>> = Chain::new().with(Identity);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Stack<Outer, Inner> {
    pub(crate) outer: Outer,
    pub(crate) inner: Inner,
}

impl<G, Outer, Inner> Layer<G> for Stack<Outer, Inner>
where
    Inner: Layer<G>,
    Outer: Layer<Inner::Handler>,
{
    type Handler = Outer::Handler;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<Outer::Handler> {
        self.outer.wrap(self.inner.wrap(get_response))
    }

    fn names() -> Vec<String> {
        [Outer::names(), Inner::names()].concat()
    }
}

/// The layer that `Name::layer(args..)` returns: the arguments, waiting for a handler to wrap.
///
/// `Clone` if the arguments are.
///
/// ```
/// use middleware_core::{GetResponse, layer::Recipe, middleware};
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
/// let layer: Recipe<Add<()>, (u32,)> = Add::layer(7);
/// ```
pub struct Recipe<M, Args> {
    args: Args,
    middleware: PhantomData<fn() -> M>,
}

impl<M, Args> Recipe<M, Args> {
    #[doc(hidden)]
    pub const fn new(args: Args) -> Self {
        Self { args, middleware: PhantomData }
    }
}

impl<G, M, Args> Layer<G> for Recipe<M, Args>
where
    M: Construct<G, Args>,
{
    type Handler = M::Middleware;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<M::Middleware> {
        GetResponse::new(M::construct(get_response, self.args))
    }
}

impl<M, Args: Clone> Clone for Recipe<M, Args> {
    fn clone(&self) -> Self {
        Self::new(self.args.clone())
    }
}

impl<M, Args: fmt::Debug> fmt::Debug for Recipe<M, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recipe")
            .field("middleware", &std::any::type_name::<M>())
            .field("args", &self.args)
            .finish()
    }
}

/// How a middleware is made from a handler and the arguments of `Name::layer(..)`.
///
/// `#[middleware]` on a struct implements it, and [`Recipe`] uses it.
///
/// ```
/// use middleware_core::{Chain, GetResponse, layer::Construct, middleware};
///
/// #[middleware]
/// struct Add<G> {
///     get_response: GetResponse<G>,
///     amount: u32,
/// }
///
/// let inside = Chain::<u32, u32>::new().view(|n: u32| n);
/// let add = <Add<()> as Construct<_, _>>::construct(inside, (7,));
/// assert_eq!(add.amount, 7);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot wrap `{G}`",
    label = "made by a layer that cannot wrap the handler inside of it"
)]
pub trait Construct<G, Args> {
    /// The middleware around `G`.
    type Middleware: Middleware;

    /// Makes it.
    fn construct(get_response: GetResponse<G>, args: Args) -> Self::Middleware;
}

/// What a struct without a type parameter asks of a handler: that it becomes the one that its field
/// `get_response` holds.
///
/// ```
/// use middleware_core::{BoxHandler, Chain, layer::FromHandler};
///
/// let inside = Chain::<u32, u32>::new().view(|n: u32| n);
/// let boxed = BoxHandler::<u32, u32>::from_handler(inside);
/// assert_eq!(boxed.call(7), 7);
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{H}` does not become a `{Self}`",
    note = "a middleware without a type parameter holds a `GetResponse<BoxHandler<Request, Response>>`, with the types that the handler inside of it has"
)]
pub trait FromHandler<H>: Sized {
    /// Converts.
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
