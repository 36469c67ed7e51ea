//! [`Layer`]: wraps a handler in a middleware.

use crate::{handler::GetResponse, plan::layer_name};

/// Wraps a handler in a middleware.
///
/// The argument of [`Chain::with`](crate::Chain::with). These are layers:
///
/// - the return value of `Name::layer(..)`, for an annotated struct `Name`, and of `name(..)`, for an annotated function;
/// - a constructor in [`layer_fn`](crate::chain::layer_fn), for a middleware that is built by hand;
/// - a [`Chain`](crate::Chain) without a view;
/// - an `Option` of a layer, or one of two layers: see [`optional`](crate::chain::optional);
/// - any type that implements this trait by hand, for a layer whose middleware depends on its settings.
///
/// Wrapping consumes the layer. A layer that is `Clone` can be used in several chains.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, chain::layer_fn, middleware};
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
///     .with(layer_fn(|get_response| Add { get_response, amount: 2 }))
///     .view(|n: u32| n);
/// assert_eq!(app.call(0), 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a layer",
    label = "a `.with(..)` of this chain has a `{Self}`",
    note = "a name alone is not a layer: call it with its settings, `name(..)` for a function with `#[middleware]`, or `Name::layer(..)` for a struct",
    note = "for a middleware that is built by hand, write `layer_fn(|get_response| Name {{ get_response, .. }})`",
    note = "if it is a chain with a view, pass it to `.view(..)`"
)]
pub trait Layer<G> {
    /// The handler that the layer makes: a middleware around `G`.
    type Handler;

    /// Wraps the handler behind `get_response`.
    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<Self::Handler>;

    /// Returns the names of the layers in it, outermost first.
    ///
    /// If the layer is [skipped](crate::chain::optional), the plan lists these names. They come from the type, because a
    /// skipped layer has no handler.
    #[doc(hidden)]
    #[must_use]
    fn names() -> Vec<String> {
        vec![layer_name(std::any::type_name::<Self::Handler>())]
    }

    /// Returns how often the layers in it are [boxed](crate::Chain::boxed), one box in the other.
    #[doc(hidden)]
    #[must_use]
    fn boxes(&self) -> usize {
        0
    }
}

/// The layer that changes nothing. A [`Chain`](crate::Chain) starts with it.
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

/// Two layers, one around the other, as built by [`Chain::with`](crate::Chain::with).
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

    fn boxes(&self) -> usize {
        self.outer.boxes() + self.inner.boxes()
    }
}
