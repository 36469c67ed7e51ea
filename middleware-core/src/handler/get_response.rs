//! [`GetResponse`]: the next handler.

use std::{fmt, sync::Arc};

use super::{AsyncCall, Call, Handler, SingleMode};
#[cfg(feature = "tokio")]
use crate::bridge::{self, CannotBlock};
use crate::{mode::Mode, plan::Plan};

/// The next handler: the field of a middleware, and the type of a finished chain.
///
/// [`call`](Self::call) and [`acall`](Self::acall) run the half that the handler's [mode](Handler::Mode) names. If that is
/// the other half, they cross a [bridge](crate::bridge). Only here do modes meet.
///
/// It is an [`Arc`]: a clone shares the handler and costs one atomic increment.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, Mode};
///
/// fn hello(name: String) -> String {
///     format!("hello, {name}")
/// }
///
/// let app = Chain::<String, String>::new().view(hello);
/// assert_eq!(app.mode(), Mode::Sync);
/// assert_eq!(app.call("Ada".into()), "hello, Ada");
/// ```
pub struct GetResponse<H>(Arc<H>);

impl<H> GetResponse<H> {
    /// Creates a `GetResponse` that passes requests to `handler`.
    ///
    /// [`Chain`](crate::Chain) does this for you. Tests of a single middleware do it by hand:
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, middleware};
    ///
    /// #[middleware]
    /// struct Double<G> {
    ///     get_response: GetResponse<G>,
    /// }
    ///
    /// #[middleware]
    /// impl<G> Double<G> {
    ///     fn call(&self, request: u32) -> u32 {
    ///         self.get_response.call(request) * 2
    ///     }
    /// }
    ///
    /// let inner = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// let app = GetResponse::new(Double { get_response: inner });
    /// assert_eq!(app.call(1), 4);
    /// ```
    #[must_use]
    pub fn new(handler: H) -> Self {
        Self(Arc::new(handler))
    }

    /// Answers `request`, from sync code.
    ///
    /// If the handler is async, this blocks the thread until the response is ready.
    ///
    /// ```
    /// let app = middleware_core::Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// assert_eq!(app.call(1), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// If the handler panics. Also if it or an inner handler is async and the thread cannot be blocked, for example because
    /// it drives a current-thread runtime (see [`bridge`](crate::bridge)). [`try_call`](Self::try_call) returns an error instead.
    #[inline]
    #[track_caller]
    // The type parameter `Res` names `H::Response`. With `H::Response` in the signature, rustc reports a handler that
    // cannot be called as a method that does not exist.
    pub fn call<Req, Res>(&self, request: Req) -> Res
    where
        H: Call<Req, Response = Res>,
    {
        H::call_from_sync(&self.0, request)
    }

    /// Answers `request`, from sync code, as [`call`](Self::call) does, but returns the request if the chain would have to
    /// block this thread and cannot.
    ///
    /// A chain that is purely sync can be called on any thread. To check that, this function makes the
    /// [plan](Self::plan), which costs some allocations. Other handlers that a layer calls are not included in it.
    ///
    /// ```
    /// use middleware_core::Chain;
    ///
    /// let app = Chain::<u32, u32>::new().view(async |n: u32| n + 1);
    /// assert_eq!(app.try_call(1).unwrap(), 2);
    ///
    /// // This would deadlock the runtime.
    /// let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    /// let refused = runtime.block_on(async { app.try_call(1) }).unwrap_err();
    /// println!("{refused}");
    /// assert_eq!(refused.into_inner(), 1);
    /// ```
    ///
    /// # Errors
    ///
    /// If this thread cannot be blocked: see the table in [`bridge`](crate::bridge). Also if there is no runtime and the
    /// system refuses the embedded one its thread: [`Reason::NoRuntime`](crate::bridge::Reason::NoRuntime). The error
    /// has the request, and its message has the fix.
    ///
    /// # Panics
    ///
    /// If the handler panics.
    #[cfg(feature = "tokio")]
    pub fn try_call<Req, Res>(&self, request: Req) -> Result<Res, CannotBlock<Req>>
    where
        H: Call<Req, Response = Res>,
    {
        let possible = if self.0.plan().waits() { bridge::check() } else { Ok(()) };
        match possible {
            Ok(()) => Ok(self.call(request)),
            Err(reason) => Err(CannotBlock::new(reason, request)),
        }
    }

    /// Answers `request`, from async code.
    ///
    /// If the handler is sync, it runs in the library's thread pool, so the request and the response must be
    /// `Send + 'static`.
    ///
    /// As with any future, nothing runs before the first poll.
    ///
    /// ```
    /// # #[tokio::main]
    /// # async fn main() {
    /// let app = middleware_core::Chain::<u32, u32>::new().view(async |n: u32| n + 1);
    /// assert_eq!(app.acall(1).await, 2);
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// If the handler panics. Also if it or an inner handler is sync and the system refuses the threads for the hop: the
    /// first one of the pool, or that of the [embedded runtime](crate::bridge#where-a-chain-can-be-called-from).
    #[inline]
    // `use<..>` states the default. Without it, rustc suggests to add one to this function if a request is borrowed.
    pub fn acall<Req, Res>(
        &self,
        request: Req,
    ) -> impl Future<Output = Res> + Send + use<'_, Req, Res, H>
    where
        H: AsyncCall<Req, Response = Res>,
    {
        H::call_from_async(&self.0, request)
    }

    /// Returns the mode in which the handler runs.
    ///
    /// If a handler answers several types of request, name one: `app.mode::<Request>()`.
    ///
    /// ```
    /// use middleware_core::{Chain, Mode};
    ///
    /// let app = Chain::<u32, u32>::new().view(async |n: u32| n + 1);
    /// assert_eq!(app.mode(), Mode::Async);
    /// ```
    #[must_use]
    pub fn mode<Req>(&self) -> Mode
    where
        H: Handler<Req>,
    {
        self.0.mode()
    }

    /// Returns the layers from here to the view, with their modes and the bridges between them.
    ///
    /// If a handler answers several types of request, name one: `app.plan::<Request>()`.
    ///
    /// ```
    /// let app = middleware_core::Chain::<u32, u32>::new().view(async |n: u32| n + 1);
    /// println!("{}", app.plan());
    /// ```
    #[must_use]
    pub fn plan<Req>(&self) -> Plan
    where
        H: Handler<Req>,
    {
        self.0.plan()
    }

    /// Returns the same handler, but compiles only if all its parts run in one mode. The compile error names the layer that
    /// differs from the next handler.
    ///
    /// It costs nothing. It keeps a static chain in its mode, because adding a layer that would block or hop is a compile
    /// error. It ignores the bridge of a caller in the other mode, and hooks that are marked as blocking.
    /// [`Plan::bridge_count`] and [`Plan::hops`] report those at run time.
    ///
    /// If a handler answers several types of request, name one: `app.without_bridges::<Request>()`.
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, middleware};
    ///
    /// #[middleware(both)]
    /// fn timing<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    ///     get_response.call(request)
    /// }
    ///
    /// let app = Chain::<u32, u32>::new().with(timing()).view(async |n: u32| n).without_bridges();
    /// assert_eq!(app.call(1), 1);
    /// ```
    ///
    /// A sync layer around an async view does not compile:
    ///
    /// ```compile_fail,E0277
    /// use middleware_core::{Chain, GetResponse, middleware};
    ///
    /// #[middleware]
    /// fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    ///     get_response.call(request)
    /// }
    ///
    /// Chain::<u32, u32>::new().with(audit()).view(async |n: u32| n).without_bridges();
    /// ```
    #[must_use]
    // `SingleMode` implies `Handler`. The explicit bound settles the request before the compiler looks for a bridge.
    pub fn without_bridges<Req>(self) -> Self
    where
        H: Handler<Req> + SingleMode<Req>,
    {
        self
    }

    #[inline]
    pub(crate) fn handler(&self) -> &Arc<H> {
        &self.0
    }
}

impl<H> Clone for GetResponse<H> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<H> fmt::Debug for GetResponse<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("GetResponse").field(&std::any::type_name::<H>()).finish()
    }
}
