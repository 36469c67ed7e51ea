//! [`Chain`]: layers composed in code, outermost first.

use std::{fmt, marker::PhantomData};

use crate::{
    GetResponse, Handler, Layer,
    layer::{Identity, Stack},
    view::{View, ViewKind},
};

/// Layers composed in code, outermost first, as in Django's `MIDDLEWARE` list.
///
/// `Req` and `Res` are what the finished chain takes and answers. The layers may change both on
/// the way, so the view may see others.
///
/// A chain without a view is itself a [`Layer`]: a chain in a chain equals the flat one.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, GetResponse, Mode, middleware};
///
/// #[middleware]
/// struct Brackets<G> {
///     get_response: GetResponse<G>,
///     open: char,
///     close: char,
/// }
///
/// #[middleware]
/// impl<G> Brackets<G> {
///     fn call(&self, request: String) -> String {
///         format!("{}{}{}", self.open, self.get_response.call(request), self.close)
///     }
///
///     async fn acall(&self, request: String) -> String {
///         format!("{}{}{}", self.open, self.get_response.acall(request).await, self.close)
///     }
/// }
///
/// let layers = Chain::<String, String>::new()
///     .with(Brackets::layer('(', ')'))
///     .with(Brackets::layer('[', ']'));
///
/// let app = layers.clone().view(|name: String| name);
/// assert_eq!(app.call("x".into()), "([x])");
/// assert_eq!(app.mode(), Mode::Sync);
///
/// let nested = Chain::new().with(layers).with(Brackets::layer('<', '>')).view(async |name: String| name);
/// assert_eq!(nested.call("x".into()), "([<x>])");
/// assert_eq!(nested.mode(), Mode::Async);
/// ```
pub struct Chain<Req, Res, L = Identity> {
    layers: L,
    types: PhantomData<fn(Req) -> Res>,
}

impl<Req, Res> Chain<Req, Res> {
    /// A chain without layers.
    #[must_use]
    pub const fn new() -> Self {
        Self { layers: Identity, types: PhantomData }
    }
}

impl<Req, Res> Default for Chain<Req, Res> {
    fn default() -> Self {
        Self::new()
    }
}

impl<Req, Res, L> Chain<Req, Res, L> {
    /// Adds a layer, inside of those added before.
    ///
    /// `layer` is a [`Layer`]: `Name::layer(..)`, a closure from [`GetResponse`] to a middleware, or
    /// a chain. Whether it fits is settled when the view is known.
    #[must_use]
    pub fn with<N>(self, layer: N) -> Chain<Req, Res, Stack<L, N>> {
        Chain { layers: Stack { outer: self.layers, inner: layer }, types: PhantomData }
    }

    /// Puts the layers around `view`, which finishes the chain.
    ///
    /// `view` is a sync or async function or closure, a [`Handler`], or a finished chain (see
    /// [`AsView`](crate::view::AsView)). A closure states the type of its argument:
    /// `|request: Request| ..`.
    ///
    /// The innermost layer decides which request the view gets. In a chain without bridges the mode
    /// is the view's.
    // The type parameter `H` stands for `L::Handler`: with that in the signature, rustc reports a layer
    // that does not fit as a method that does not exist.
    pub fn view<V, R, K, H>(self, view: V) -> GetResponse<H>
    where
        K: ViewKind<V>,
        L: Layer<View<V, R, K>, Handler = H>,
        H: Handler<Req, Response = Res>,
    {
        self.layers.layer(GetResponse::new(View::new(view)))
    }
}

impl<G, Req, Res, L: Layer<G>> Layer<G> for Chain<Req, Res, L> {
    type Handler = L::Handler;

    fn layer(self, get_response: GetResponse<G>) -> GetResponse<L::Handler> {
        self.layers.layer(get_response)
    }
}

impl<Req, Res, L: Clone> Clone for Chain<Req, Res, L> {
    fn clone(&self) -> Self {
        Self { layers: self.layers.clone(), types: PhantomData }
    }
}

impl<Req, Res, L: fmt::Debug> fmt::Debug for Chain<Req, Res, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Chain").field(&self.layers).finish()
    }
}
