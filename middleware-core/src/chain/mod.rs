//! [`Chain`]: layers composed in code, outermost first.

mod boxed_layers;
mod layer;
mod layer_fn;
mod middleware_layer;
#[cfg(feature = "observe")]
mod observed;
#[cfg(feature = "tokio")]
mod offload;
pub mod optional;

#[cfg(feature = "observe")]
pub use observed::{ObservedChain, With};
pub use {
    boxed_layers::BoxedLayers,
    layer::{Identity, Layer, Stack},
    layer_fn::{LayerFn, layer_fn},
    middleware_layer::{FromHandler, FromParts, MiddlewareLayer},
};

use std::{convert::Infallible, fmt, future::Ready, marker::PhantomData};

use crate::{
    handler::{
        BoxHandler, GetResponse, Handler,
        view::{View, ViewKind},
    },
    plan::Plan,
};

/// Layers composed in code, outermost first, as in Django's `MIDDLEWARE` list.
///
/// `Req` and `Res` are the request and the response of the finished chain. The layers may change both types, so the view
/// may have others.
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
/// A function can return layers without a view. Its type names the handler that they make of a handler `G`:
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
/// A static chain is kept under a type parameter, or returned as `impl App`. To hide its type, [box](GetResponse::boxed)
/// it.
///
/// ```
/// use middleware_core::{App, Chain, GetResponse};
///
/// struct Server<H> {
///     app: GetResponse<H>,
/// }
///
/// impl<H: App<u32, Response = u32>> Server<H> {
///     async fn serve(&self, request: u32) -> u32 {
///         self.app.acall(request).await
///     }
/// }
///
/// fn app() -> GetResponse<impl App<u32, Response = u32>> {
///     Chain::<u32, u32>::new().view(|n: u32| n + 1)
/// }
///
/// let server = Server { app: app() };
/// assert_eq!(server.app.call(1), 2);
/// ```
///
/// # Depth
///
/// A static chain is one type that contains the types of all its layers, and the compiler limits the depth of a type
/// (`recursion_limit`, 128 levels). The maximum number of layers depends on their kind. These numbers are tested, with
/// the trait solver of today's stable compilers and with the next one:
///
/// | layers | fit |
/// | --- | --- |
/// | that run in sync mode | 40 where the handler is a type parameter, 36 where its type is spelled out in a spawned task or an axum `Router` |
/// | with hooks that are plain functions | 36; 20 if the layer takes any request |
/// | sync-only and async-only ones in turn | 28 |
/// | `async fn`s, written or generated | 20 |
/// | with `process_outcome`, or with a timeout around the call of the next handler | 15 |
/// | `async fn`s with a span, or that call the next handler in an `async fn` of their own; [optional] ones | 12 |
///
/// A chain that is too deep does not compile: `overflow evaluating the requirement` or `queries overflow the depth
/// limit`. Rust's error suggests a higher limit, `#![recursion_limit = "256"]`, which helps. So does a box:
/// [`boxed`](Self::boxed) between two layers restarts the count. A box every 10 layers is always enough, up to
/// [`Plan::MAX_LAYERS`] layers:
///
/// ```
/// use middleware_core::{Chain, GetResponse, middleware};
///
/// #[middleware(both)]
/// fn add<G>(request: u32, get_response: &GetResponse<G>, amount: u32) -> u32 {
///     get_response.call(request + amount)
/// }
///
/// let app = Chain::<u32, u32>::new()
///     .with(add(1))
///     .with(add(2))
///     // .. up to 10 layers
///     .boxed()
///     .with(add(3))
///     .with(add(4))
///     .view(async |n: u32| n);
/// assert_eq!(app.call(0), 10);
/// ```
pub struct Chain<Req, Res, L = Identity> {
    layers: L,
    types: PhantomData<fn(Req) -> Res>,
}

impl<Req, Res> Chain<Req, Res> {
    /// Creates a chain without layers.
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
    /// Adds a layer, inside those added before.
    ///
    /// `layer` is a [`Layer`]: `Name::layer(..)`, `name(..)`, [`layer_fn(..)`](layer_fn), or a chain. The
    /// compiler checks whether it fits as soon as the view is known.
    ///
    /// For a middleware with a constructor of its own, use [`layer_fn`]. Check anything that can fail before:
    ///
    /// ```
    /// # use middleware_core::{Chain, GetResponse, chain::layer_fn, middleware};
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
    ///     .with(layer_fn(|get_response| Cap::new(get_response, limit)))
    ///     .view(|n: u32| n);
    /// assert_eq!(app.call(7), 5);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with<N>(self, layer: N) -> Chain<Req, Res, Stack<L, N>> {
        Chain { layers: Stack { outer: self.layers, inner: layer }, types: PhantomData }
    }

    /// Adds a layer, inside those added before, if `condition` holds.
    ///
    /// Otherwise the chain runs as if the layer were not listed, and the [plan](crate::Plan) shows it as skipped.
    ///
    /// The same as `.with(condition.then_some(layer))`. For one of two layers, and for the effect on the chain's mode, see
    /// [`optional`].
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

    /// [Boxes](GetResponse::boxed) the rest of the chain, from the next layer to the view. The compiler's depth limit
    /// restarts here.
    ///
    /// Use it for chains that are too [deep](Self#depth) for the compiler, or that take it long: each part is compiled by
    /// itself. An async request costs one allocation here, a sync one none. The plan does not show it.
    ///
    /// The mode of the inner layers is known only at run time. So an outer layer with both halves looks its mode up
    /// ([`mode::DynMode`](crate::mode::DynMode)). As for every boxed handler, the request and the response at this point are
    /// `'static`, and `Send` as well in async code. The layers must be `Clone`, and [boxed chains](BoxedLayers) are `Clone`.
    ///
    /// The layers may change types. The request and the response at this point are those of the last layer's next handler:
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, Handler, middleware};
    ///
    /// struct Signed(u32);
    ///
    /// #[middleware]
    /// struct Authenticate<G> {
    ///     get_response: GetResponse<G>,
    /// }
    ///
    /// #[middleware]
    /// impl<G> Authenticate<G>
    /// where
    ///     G: Handler<Signed, Response = u32>,
    /// {
    ///     fn call(&self, request: u32) -> u32 {
    ///         self.get_response.call(Signed(request))
    ///     }
    /// }
    ///
    /// let app = Chain::<u32, u32>::new()
    ///     .with(Authenticate::layer())
    ///     .boxed()
    ///     .view(|Signed(n)| n);
    /// assert_eq!(app.call(7), 7);
    /// ```
    ///
    /// # Panics
    ///
    /// If the chain is boxed more than [`Plan::MAX_LAYERS`] times.
    // `H` names `L::Handler`, as in `view`. The types at this point are inferred from it.
    #[must_use]
    #[track_caller]
    pub fn boxed<'a, R, S, H>(self) -> Chain<Req, Res, BoxedLayers<'a, H, R, S>>
    where
        L: Layer<BoxHandler<R, S>, Handler = H> + Clone + Send + Sync + 'a,
        H: Handler<Req, Response = Res>,
    {
        Chain { layers: BoxedLayers::new(self.layers), types: PhantomData }
    }

    /// Puts the layers around `view` and so finishes the chain.
    ///
    /// `view` is a sync or async function or closure, a [`Handler`], or a finished chain (see
    /// [`AsView`](crate::view::AsView)). A closure states the type of its argument:
    /// `|request: Request| ..`.
    ///
    /// The innermost layer decides which request the view gets. In a chain without bridges, the mode is the view's. A request
    /// may be borrowed; the view's response must be `'static`.
    ///
    /// An async closure lends its captures to its future, which is not possible in a view. Write a closure that gives each
    /// future its own copy:
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
    ///
    /// # Panics
    ///
    /// If a layer breaks an [ordering rule](crate::ordering): the message names the layers and the fix. Also if the chain has
    /// more than [`Plan::MAX_LAYERS`] layers.
    #[track_caller]
    // The type parameter `H` names `L::Handler`. With `L::Handler` in the signature, rustc reports a layer that does not
    // fit as a method that does not exist.
    pub fn view<V, R, K, H>(self, view: V) -> GetResponse<H>
    where
        K: ViewKind<V>,
        L: Layer<View<V, R, K>, Handler = H>,
        L::Handler: Handler<Req, Response = Res>,
    {
        let app = self.layers.wrap(GetResponse::new(View::new(view)));
        let plan = app.plan();
        plan.assert_depth();
        plan.assert_order();
        app
    }
}

/// Never implemented: a chain without a view has none of these methods.
#[diagnostic::on_unimplemented(
    message = "a chain without a view cannot be called, and has no plan",
    label = "this chain has layers only",
    note = "finish it with `.view(handler)`: the view is the innermost handler, which answers the request"
)]
#[doc(hidden)]
pub trait HasView {
    fn never(&self) -> &Infallible;
}

// Without these methods, the compiler would report that the method does not exist.
impl<Req, Res, L> Chain<Req, Res, L> {
    #[doc(hidden)]
    pub fn call(&self, _: Req) -> Res
    where
        Self: HasView,
    {
        match *self.never() {}
    }

    #[doc(hidden)]
    pub fn acall(&self, _: Req) -> Ready<Res>
    where
        Self: HasView,
    {
        match *self.never() {}
    }

    #[doc(hidden)]
    pub fn plan(&self) -> Plan
    where
        Self: HasView,
    {
        match *self.never() {}
    }
}

impl<G, Req, Res, L: Layer<G>> Layer<G> for Chain<Req, Res, L> {
    type Handler = L::Handler;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<L::Handler> {
        self.layers.wrap(get_response)
    }

    fn names() -> Vec<String> {
        L::names()
    }

    fn boxes(&self) -> usize {
        self.layers.boxes()
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
