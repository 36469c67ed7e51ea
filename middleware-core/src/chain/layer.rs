//! [`Layer`]: a recipe that wraps a handler in a middleware.

use crate::{handler::GetResponse, plan::layer_name};

/// A recipe that wraps a handler in a middleware.
///
/// What [`Chain::with`](crate::Chain::with) takes. These are layers:
///
/// - what `Name::layer(..)` returns, for an annotated struct `Name`;
/// - any `FnOnce(GetResponse<G>) -> M`, where `M` is a middleware;
/// - a [`Chain`](crate::Chain) that has no view yet;
/// - an `Option` of a layer, or one of two layers: see [`either`](crate::chain::optional);
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
    note = "`.with(..)` takes `Name::layer(..)` of a struct annotated with `#[middleware]`, `name(..)` of a function annotated with it, a closure `|get_response| Name {{ get_response, .. }}`, or a `Chain` without a view; one that has a view goes into `.view(..)`",
    note = "a `Stack` is the list of layers so far, innermost last; if it holds an `fn(..) -> MiddlewareLayer<..>`, add the parentheses: `name()`, or `Name::layer()`"
)]
pub trait Layer<G> {
    /// What the layer makes: a middleware around `G`.
    type Handler;

    /// Wraps the handler behind `get_response`.
    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<Self::Handler>;

    /// The names of the layers in it, outermost first: where it is [left out](crate::chain::optional), the plan shows
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
/// use middleware_core::{Chain, chain::Identity};
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
/// use middleware_core::{Chain, chain::{Identity, Stack}};
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
