//! [`GetResponse`]: the next handler inwards.

use std::{fmt, sync::Arc};

use super::{AsyncCall, Call, Handler, SingleMode};
#[cfg(feature = "tokio")]
use crate::bridge::{self, CannotBlock};
use crate::{mode::Mode, plan::Plan};

/// The next handler inwards: what a middleware holds, and what a finished chain is.
///
/// [`call`](Self::call) and [`acall`](Self::acall) go to the half that the handler's
/// [mode](Handler::Mode) names, through a [bridge](crate::bridge) if that is the other one. Nowhere
/// else do modes meet.
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
    /// A `GetResponse` that hands requests to `handler`.
    ///
    /// [`Chain`](crate::Chain) does this for you; tests of a single middleware do it by hand:
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
    /// let inside = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// let app = GetResponse::new(Double { get_response: inside });
    /// assert_eq!(app.call(1), 4);
    /// ```
    #[must_use]
    pub fn new(handler: H) -> Self {
        Self(Arc::new(handler))
    }

    /// Answers `request`, from sync code.
    ///
    /// If the handler is async, this blocks the thread until the answer is there.
    ///
    /// ```
    /// let app = middleware_core::Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// assert_eq!(app.call(1), 2);
    /// ```
    ///
    /// # Panics
    ///
    /// If the handler panics; and if it or anything inside of it is async and the thread can't be
    /// blocked, because it drives a current-thread runtime (see [`bridge`](crate::bridge)).
    /// [`try_call`](Self::try_call) returns an error there.
    #[inline]
    #[track_caller]
    // The type parameter `Res` stands for `H::Response`: with that in the signature, rustc reports a
    // handler that cannot be called as a method that does not exist.
    pub fn call<Req, Res>(&self, request: Req) -> Res
    where
        H: Call<Req, Response = Res>,
    {
        H::call_from_sync(&self.0, request)
    }

    /// Answers `request`, from sync code, as [`call`](Self::call) does; or gives it back if this thread cannot be
    /// blocked and the chain would have to.
    ///
    /// A chain that is sync throughout is called on any thread. To know that, it makes the [plan](Self::plan), which
    /// costs some allocations; what a layer calls besides its `get_response` is not in it.
    ///
    /// ```
    /// use middleware_core::Chain;
    ///
    /// let app = Chain::<u32, u32>::new().view(async |n: u32| n + 1);
    /// assert_eq!(app.try_call(1).unwrap(), 2);
    ///
    /// // Here nobody would drive the runtime meanwhile.
    /// let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    /// let refused = runtime.block_on(async { app.try_call(1) }).unwrap_err();
    /// println!("{refused}");
    /// assert_eq!(refused.into_inner(), 1);
    /// ```
    ///
    /// # Errors
    ///
    /// If this thread cannot be blocked: the table in [`bridge`](crate::bridge) says where. The error has the
    /// request, and says what to do.
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
    /// If the handler is sync, it runs in the library's thread pool, for which the request and the
    /// response must be `Send + 'static`.
    ///
    /// As with any future, nothing runs before it is polled.
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
    /// If the handler panics.
    #[inline]
    pub fn acall<Req, Res>(&self, request: Req) -> impl Future<Output = Res> + Send
    where
        H: AsyncCall<Req, Response = Res>,
    {
        H::call_from_async(&self.0, request)
    }

    /// How the handler runs.
    ///
    /// Where a handler answers several types of request, name the one that is meant:
    /// `app.mode::<Request>()`.
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

    /// The layers from here to the view, with their modes and the bridges between them.
    ///
    /// Where a handler answers several types of request, name the one that is meant:
    /// `app.plan::<Request>()`.
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

    /// The same handler, if the compiler knows that its parts all run in one mode; otherwise a compile error,
    /// which names the layer that differs from what lies inside of it.
    ///
    /// It costs nothing, and holds a static chain to its mode: who adds a layer that would block or hop learns of
    /// it. What a chain does that is called in the other mode, and in hooks that are marked as blocking, is not
    /// looked at; [`Plan::bridge_count`] and [`Plan::hops`] tell that at run time.
    ///
    /// Where a handler answers several types of request, name the one that is meant:
    /// `app.without_bridges::<Request>()`.
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
    // `Handler` says it again: it settles which request is meant before the compiler looks for a bridge.
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
