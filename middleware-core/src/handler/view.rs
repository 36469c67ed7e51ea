//! [`View`]: the innermost handler, made from a function, a closure or any other handler.

use std::{fmt, marker::PhantomData, sync::Arc};

use super::{
    AsyncMiddleware, GetResponse, Handler, SingleMode, SyncMiddleware,
    call::{FromAsync, FromSync},
};
#[cfg(feature = "tokio")]
use crate::bridge::{Offload, block_on, run_blocking};
use crate::{
    mode::{self, Mode},
    plan::Plan,
};

/// The innermost handler of a chain, created by [`Chain::view`](crate::Chain::view).
///
/// `Kind` is a marker from [`kind`] that distinguishes a sync function from an async one. The compiler infers it: once the
/// response type is known, only one kind fits.
///
/// Programs name it only to write out the type of a static chain:
///
/// ```
/// use middleware_core::{Chain, GetResponse, view::{View, kind}};
///
/// struct Server {
///     app: GetResponse<View<fn(u32) -> u32, u32, kind::SyncFn>>,
/// }
///
/// fn double(n: u32) -> u32 {
///     n * 2
/// }
///
/// let server = Server { app: Chain::<u32, u32>::new().view(double as fn(u32) -> u32) };
/// assert_eq!(server.app.call(2), 4);
/// ```
pub struct View<V, Res, Kind: ViewKind<V>> {
    view: Kind::Stored,
    response: PhantomData<fn() -> Res>,
}

impl<V, Res, Kind: ViewKind<V>> View<V, Res, Kind> {
    pub(crate) fn new(view: V) -> Self {
        Self { view: Kind::store(view), response: PhantomData }
    }
}

impl<V, Res, Kind: ViewKind<V>> fmt::Debug for View<V, Res, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("View").field(&std::any::type_name::<V>()).finish()
    }
}

/// The kinds of views.
///
/// The compiler infers the kind. It is visible in the type of a [`View`] and in error messages.
pub mod kind {
    /// A `Fn(Req) -> Res`.
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, view::{View, kind}};
    ///
    /// fn is_sync_fn<F: Send + Sync + 'static>(_: &GetResponse<View<F, u32, kind::SyncFn>>) {}
    ///
    /// is_sync_fn(&Chain::<u32, u32>::new().view(|n: u32| n));
    /// ```
    #[derive(Debug)]
    pub enum SyncFn {}

    /// A `Fn(Req) -> impl Future<Output = Res> + Send`.
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, view::{View, kind}};
    ///
    /// fn is_async_fn<F: Send + Sync + 'static>(_: &GetResponse<View<F, u32, kind::AsyncFn>>) {}
    ///
    /// is_async_fn(&Chain::<u32, u32>::new().view(async |n: u32| n));
    /// ```
    #[derive(Debug)]
    pub enum AsyncFn {}

    /// A [`Handler`](crate::Handler).
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, Handler, Mode, SyncMiddleware, mode};
    /// use middleware_core::view::{View, kind};
    ///
    /// struct Double;
    ///
    /// impl Handler<u32> for Double {
    ///     type Response = u32;
    ///     type Mode = mode::SyncMode;
    ///
    ///     fn mode(&self) -> Mode {
    ///         Mode::Sync
    ///     }
    /// }
    ///
    /// impl SyncMiddleware<u32> for Double {
    ///     fn call(&self, request: u32) -> u32 {
    ///         request * 2
    ///     }
    /// }
    ///
    /// let app: GetResponse<View<Double, u32, kind::Handler>> = Chain::new().view(Double);
    /// assert_eq!(app.call(2), 4);
    /// ```
    #[derive(Debug)]
    pub enum Handler {}

    /// A finished chain, or any other [`GetResponse`](crate::GetResponse).
    ///
    /// ```
    /// use middleware_core::{BoxHandler, Chain, GetResponse, view::{View, kind}};
    ///
    /// type Boxed = GetResponse<BoxHandler<u32, u32>>;
    ///
    /// let inner: Boxed = Chain::<u32, u32>::new().view(|n: u32| n).boxed();
    /// let app: GetResponse<View<Boxed, u32, kind::Chain>> = Chain::new().view(inner);
    /// assert_eq!(app.call(2), 2);
    /// ```
    #[derive(Debug)]
    pub enum Chain {}
}

/// Stores a view of this kind.
#[doc(hidden)]
pub trait ViewKind<V>: 'static {
    type Stored: Send + Sync + 'static;
    fn store(view: V) -> Self::Stored;
}

/// The argument of [`Chain::view`](crate::Chain::view): a sync or async function or closure from `Req` to `Res`, a handler,
/// or a finished chain.
///
/// ```
/// use middleware_core::{Chain, Mode};
///
/// fn sync_fn(n: u32) -> u32 {
///     n + 1
/// }
///
/// async fn async_fn(n: u32) -> u32 {
///     n + 1
/// }
///
/// let chain = || Chain::<u32, u32>::new();
/// assert_eq!(chain().view(sync_fn).mode(), Mode::Sync);
/// assert_eq!(chain().view(async_fn).mode(), Mode::Async);
/// assert_eq!(chain().view(|n: u32| n + 1).mode(), Mode::Sync);
/// assert_eq!(chain().view(async |n: u32| n + 1).mode(), Mode::Async);
/// assert_eq!(chain().view(chain().view(async_fn)).mode(), Mode::Async);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the view of this chain, which needs a `fn({Req}) -> {Res}`, or an async one whose future is `Send`",
    label = "cannot be the view of this chain",
    note = "a view is a function, a closure, a handler or a finished chain: it takes one argument, of the type that the innermost layer passes on, and returns the response of that layer",
    note = "if the view is async and its types are right, put what is not `Send`, such as an `Rc` or a lock's guard, into a block that ends before each `.await` (`drop(..)` is not enough), and take a request that is `Send`",
    note = "if the view is a closure, what it captures must be `Send + Sync + 'static`"
)]
pub trait AsView<Req, Res, Kind: ViewKind<Self>>: Sized + 'static {
    #[doc(hidden)]
    type Mode: mode::Tag;
    #[doc(hidden)]
    fn mode(view: &Kind::Stored) -> Mode;
    #[doc(hidden)]
    #[cfg(feature = "tokio")]
    #[must_use]
    fn offload(_: &Kind::Stored) -> Option<&Offload> {
        None
    }
    #[doc(hidden)]
    fn plan(view: &Kind::Stored) -> Plan;
}

impl<Req, V, Res, Kind> Handler<Req> for View<V, Res, Kind>
where
    V: AsView<Req, Res, Kind>,
    Kind: ViewKind<V>,
    Res: 'static,
{
    type Response = Res;
    type Mode = V::Mode;

    fn mode(&self) -> Mode {
        V::mode(&self.view)
    }

    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload> {
        V::offload(&self.view)
    }

    fn plan(&self) -> Plan {
        V::plan(&self.view)
    }
}

// Sync functions.

impl<F: Send + Sync + 'static> ViewKind<F> for kind::SyncFn {
    type Stored = F;

    fn store(view: F) -> F {
        view
    }
}

impl<F, Req, Res> AsView<Req, Res, kind::SyncFn> for F
where
    F: Fn(Req) -> Res + Send + Sync + 'static,
{
    type Mode = mode::SyncMode;

    fn mode(_: &F) -> Mode {
        Mode::Sync
    }

    fn plan(_: &F) -> Plan {
        Plan::of_view(std::any::type_name::<F>(), Mode::Sync)
    }
}

impl<F, Req, Res> SyncMiddleware<Req> for View<F, Res, kind::SyncFn>
where
    F: Fn(Req) -> Res + Send + Sync + 'static,
    Res: 'static,
{
    #[inline]
    fn call(&self, request: Req) -> Res {
        (self.view)(request)
    }
}

#[cfg(feature = "tokio")]
impl<F, Req, Res> AsyncMiddleware<Req> for View<F, Res, kind::SyncFn>
where
    F: Fn(Req) -> Res + Send + Sync + 'static,
    Req: Send + 'static,
    Res: Send + 'static,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Res> + Send {
        run_blocking(self, request, Self::call)
    }
}

// Async functions.

impl<F: Send + Sync + 'static> ViewKind<F> for kind::AsyncFn {
    type Stored = F;

    fn store(view: F) -> F {
        view
    }
}

impl<F, Req, Fut> AsView<Req, Fut::Output, kind::AsyncFn> for F
where
    F: Fn(Req) -> Fut + Send + Sync + 'static,
    Fut: Future + Send,
{
    type Mode = mode::AsyncMode;

    fn mode(_: &F) -> Mode {
        Mode::Async
    }

    fn plan(_: &F) -> Plan {
        Plan::of_view(std::any::type_name::<F>(), Mode::Async)
    }
}

impl<F, Req, Fut> AsyncMiddleware<Req> for View<F, Fut::Output, kind::AsyncFn>
where
    F: Fn(Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: 'static> + Send,
{
    #[inline]
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Fut::Output> + Send {
        (self.view)(request)
    }
}

#[cfg(feature = "tokio")]
impl<F, Req, Fut> SyncMiddleware<Req> for View<F, Fut::Output, kind::AsyncFn>
where
    F: Fn(Req) -> Fut + Send + Sync + 'static,
    Fut: Future<Output: 'static> + Send,
{
    fn call(&self, request: Req) -> Fut::Output {
        block_on((self.view)(request))
    }
}

// Handlers and finished chains: both are kept as a `GetResponse`.

impl<H: Send + Sync + 'static> ViewKind<H> for kind::Handler {
    type Stored = GetResponse<H>;

    fn store(view: H) -> GetResponse<H> {
        GetResponse::new(view)
    }
}

impl<H: Send + Sync + 'static> ViewKind<GetResponse<H>> for kind::Chain {
    type Stored = GetResponse<H>;

    fn store(view: GetResponse<H>) -> GetResponse<H> {
        view
    }
}

/// The two kinds differ only in the type of the given value. With one kind for both, the compiler would have two candidates
/// and could not infer the kind.
macro_rules! view_from_handler {
    ($kind:ty, $given:ty) => {
        #[diagnostic::do_not_recommend]
        impl<H, Req> AsView<Req, H::Response, $kind> for $given
        where
            H: Handler<Req>,
        {
            type Mode = H::Mode;

            fn mode(view: &GetResponse<H>) -> Mode {
                view.mode()
            }

            #[cfg(feature = "tokio")]
            fn offload(view: &GetResponse<H>) -> Option<&Offload> {
                view.handler().offload()
            }

            fn plan(view: &GetResponse<H>) -> Plan {
                view.plan().nested()
            }
        }

        impl<H, Req> SyncMiddleware<Req> for View<$given, H::Response, $kind>
        where
            H: Handler<Req, Response: 'static, Mode: FromSync<H, Req>>,
        {
            #[inline]
            fn call(&self, request: Req) -> H::Response {
                <H::Mode as FromSync<H, Req>>::run(self.view.handler(), request)
            }
        }

        impl<H, Req> AsyncMiddleware<Req> for View<$given, H::Response, $kind>
        where
            H: Handler<Req, Response: 'static, Mode: FromAsync<H, Req>>,
        {
            #[inline]
            fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = H::Response> + Send {
                <H::Mode as FromAsync<H, Req>>::run(self.view.handler(), request)
            }

            #[inline]
            fn acall_now(
                self: &Arc<Self>,
                request: Req,
            ) -> impl Future<Output = H::Response> + Send {
                <H::Mode as FromAsync<H, Req>>::run_now(self.view.handler(), request)
            }
        }
    };
}

view_from_handler!(kind::Handler, H);
view_from_handler!(kind::Chain, GetResponse<H>);

// A function has one mode. Any other view has one mode if the handler that it wraps does.

impl<V, Res, Kind, Req> SingleMode<Req> for View<V, Res, Kind>
where
    Self: Handler<Req>,
    Kind: SingleModeView<V, Req>,
{
}

/// Views of this kind without bridges. It is a trait of kinds, so that errors name the handler that a view wraps.
#[doc(hidden)]
pub trait SingleModeView<V, Req>: ViewKind<V> {}

impl<V, Req> SingleModeView<V, Req> for kind::SyncFn where Self: ViewKind<V> {}
impl<V, Req> SingleModeView<V, Req> for kind::AsyncFn where Self: ViewKind<V> {}
impl<V: SingleMode<Req>, Req> SingleModeView<V, Req> for kind::Handler {}
impl<H: SingleMode<Req>, Req> SingleModeView<GetResponse<H>, Req> for kind::Chain {}
