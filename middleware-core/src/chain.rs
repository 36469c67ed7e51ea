//! [`Chain`]: layers composed in code, outermost first.

use std::{fmt, marker::PhantomData};

use crate::{
    GetResponse, Handler, Layer,
    layer::{Identity, Stack},
    place::{Places, assert_in_place},
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
///
/// # Layers from a function
///
/// A function may give layers without a view. Its type says what they make of a handler `G`:
///
/// ```
/// # use middleware_core::{Chain, GetResponse, Layer, middleware};
/// # #[middleware]
/// # struct Timing<G> { get_response: GetResponse<G> }
/// # #[middleware]
/// # impl<G> Timing<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
/// # #[middleware]
/// # struct Audit<G> { get_response: GetResponse<G> }
/// # #[middleware]
/// # impl<G> Audit<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
/// fn common<G>() -> impl Layer<G, Handler = Timing<Audit<G>>> {
///     Chain::<u32, u32>::new().with(Timing::layer()).with(Audit::layer())
/// }
///
/// let app = Chain::<u32, u32>::new().with(common()).view(|n: u32| n + 1);
/// assert_eq!(app.call(1), 2);
/// ```
///
/// # Keeping a finished chain
///
/// A static chain is kept under a type parameter, or returned as `impl`; one whose type should not
/// show is [boxed](GetResponse::boxed).
///
/// ```
/// use middleware_core::{AsyncCall, Call, Chain, GetResponse};
///
/// struct Server<H> {
///     app: GetResponse<H>,
/// }
///
/// impl<H: AsyncCall<u32, Response = u32>> Server<H> {
///     async fn serve(&self, request: u32) -> u32 {
///         self.app.acall(request).await
///     }
/// }
///
/// fn app() -> GetResponse<impl Call<u32, Response = u32> + AsyncCall<u32, Response = u32>> {
///     Chain::<u32, u32>::new().view(|n: u32| n + 1)
/// }
///
/// let server = Server { app: app() };
/// assert_eq!(server.app.call(1), 2);
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
    ///
    /// A middleware with a constructor of its own comes as a closure. What can fail is checked before:
    ///
    /// ```
    /// # use middleware_core::{Chain, GetResponse, middleware};
    /// # #[middleware]
    /// # struct Cap<G> { get_response: GetResponse<G>, limit: std::num::NonZero<u32> }
    /// # #[middleware]
    /// # impl<G> Cap<G> {
    /// #     fn call(&self, request: u32) -> u32 { self.get_response.call(request.min(self.limit.get())) }
    /// # }
    /// # impl<G> Cap<G> {
    /// #     fn new(get_response: GetResponse<G>, limit: std::num::NonZero<u32>) -> Self {
    /// #         Self { get_response, limit }
    /// #     }
    /// # }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let limit = "5".parse()?;
    /// let app = Chain::<u32, u32>::new()
    ///     .with(|get_response| Cap::new(get_response, limit))
    ///     .view(|n: u32| n);
    /// assert_eq!(app.call(7), 5);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with<N>(self, layer: N) -> Chain<Req, Res, Stack<L, N>> {
        Chain { layers: Stack { outer: self.layers, inner: layer }, types: PhantomData }
    }

    /// Adds a layer, inside of those added before, if `condition` holds. Otherwise the chain is as if it were
    /// not listed, and the [plan](crate::Plan) shows it as skipped.
    ///
    /// The same as `.with(condition.then_some(layer))`. For one of two layers, and for what this means for the
    /// chain's mode, see [`either`](crate::either).
    ///
    /// ```
    /// # use middleware_core::{Chain, GetResponse, middleware};
    /// # #[middleware]
    /// # struct Timing<G> { get_response: GetResponse<G> }
    /// # #[middleware]
    /// # impl<G> Timing<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) } }
    /// let is_verbose = std::env::args().any(|arg| arg == "--verbose");
    /// let app = Chain::<u32, u32>::new().with_if(is_verbose, Timing::layer()).view(|n: u32| n);
    /// assert_eq!(app.plan().layers().len(), usize::from(is_verbose));
    /// ```
    #[must_use]
    pub fn with_if<N>(self, condition: bool, layer: N) -> Chain<Req, Res, Stack<L, Option<N>>> {
        self.with(condition.then_some(layer))
    }

    /// Puts the layers around `view`, which finishes the chain.
    ///
    /// `view` is a sync or async function or closure, a [`Handler`], or a finished chain (see
    /// [`AsView`](crate::view::AsView)). A closure states the type of its argument:
    /// `|request: Request| ..`.
    ///
    /// The innermost layer decides which request the view gets. In a chain without bridges the mode
    /// is the view's. A request may be borrowed; the view's response owns what it holds (`'static`).
    ///
    /// A layer that is not where it [asks to be](crate::place) is a compile error.
    ///
    /// An async closure that captures something lends it to its future, which a view cannot do. Write
    /// a closure that gives each future its own:
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use middleware_core::Chain;
    ///
    /// let greeting = Arc::new("hello".to_owned());
    /// let app = Chain::<String, String>::new().view(move |name: String| {
    ///     let greeting = Arc::clone(&greeting);
    ///     async move { format!("{greeting}, {name}") }
    /// });
    /// assert_eq!(app.call("Ada".to_owned()), "hello, Ada");
    /// ```
    // The type parameter `H` stands for `L::Handler`: with that in the signature, rustc reports a layer
    // that does not fit as a method that does not exist.
    pub fn view<V, R, K, H>(self, view: V) -> GetResponse<H>
    where
        K: ViewKind<V>,
        L: Layer<View<V, R, K>, Handler = H>,
        H: Handler<Req, Response = Res>,
    {
        const { assert_in_place(&L::PLACES) };
        self.layers.wrap(GetResponse::new(View::new(view)))
    }
}

impl<G, Req, Res, L: Layer<G>> Layer<G> for Chain<Req, Res, L> {
    type Handler = L::Handler;

    const PLACES: Places = L::PLACES;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<L::Handler> {
        self.layers.wrap(get_response)
    }

    fn names() -> Vec<String> {
        L::names()
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
