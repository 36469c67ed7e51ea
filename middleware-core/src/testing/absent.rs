//! How a chain is built and called in a test, if the feature `tokio` is off.
//!
//! The chain is static up to the view. So the compiler finds the bridges in it, like in the program. A chain that needs a
//! bridge around a view of either mode does not compile in a test either:
//!
//! ```compile_fail,E0277
//! use middleware_core::{Chain, GetResponse, middleware, testing::in_every_way};
//!
//! #[middleware]
//! async fn fetch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.acall(request).await
//! }
//!
//! #[middleware]
//! fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//!
//! in_every_way(
//!     || Chain::<u32, u32>::new().with(audit()).with(fetch()),
//!     |n: u32| n,
//!     |trial| assert_eq!(trial.ask(1), 1),
//! );
//! ```
//!
//! Each of the two layers is tested alone, in the way of its mode:
//!
//! ```
//! # use middleware_core::{Chain, GetResponse, middleware, testing::in_every_way};
//! # #[middleware]
//! # async fn fetch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//! #     get_response.acall(request).await
//! # }
//! # #[middleware]
//! # fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//! #     get_response.call(request)
//! # }
//! in_every_way(
//!     || Chain::<u32, u32>::new().with(audit()),
//!     |n: u32| n,
//!     |trial| assert_eq!(trial.ask(1), 1),
//! );
//! in_every_way(
//!     || Chain::<u32, u32>::new().with(fetch()),
//!     |n: u32| n,
//!     |trial| assert_eq!(trial.ask(1), 1),
//! );
//! ```

use std::{
    fmt,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
};

use super::{
    Stub, Way,
    stub::{Answer, not_at_once},
};
use crate::{
    chain::{Chain, Layer},
    handler::{
        AsyncCall, AsyncMiddleware, BoxHandler, Call, Erase, GetResponse, Handler, SyncMiddleware,
        view::{View, kind},
    },
    mode::{AsyncMode, DynMode, Mode, SyncMode, Tag},
    plan::Plan,
};

/// Layers that [`in_every_way`](super::in_every_way) can test: in each mode of the view that they run in, they need no
/// bridge.
#[doc(hidden)]
pub trait Testable<Req, Res, Q, R>: Sized {
    /// Returns the chain around the stub in this mode, unless the chain does not exist there.
    #[doc(hidden)]
    fn around<Record>(
        layers: Chain<Req, Res, Self>,
        stub: &Stub<Q, R, Record>,
        view: Mode,
    ) -> Option<GetResponse<BoxHandler<Req, Res>>>
    where
        Record: Send + 'static;
}

impl<L, Req, Res, Q, R, S, A> Testable<Req, Res, Q, R> for L
where
    L: Layer<View<SyncStub<Q, R>, R, kind::Handler>, Handler = S>
        + Layer<View<AsyncStub<Q, R>, R, kind::Handler>, Handler = A>,
    S: Handler<Req, Response = Res, Mode: Around<SyncMode, S, Req>>,
    A: Handler<Req, Response = Res, Mode: Around<AsyncMode, A, Req>>,
    Req: 'static,
    Res: 'static,
    Q: Send + 'static,
    R: Send + 'static,
{
    fn around<Record>(
        layers: Chain<Req, Res, L>,
        stub: &Stub<Q, R, Record>,
        view: Mode,
    ) -> Option<GetResponse<BoxHandler<Req, Res>>>
    where
        Record: Send + 'static,
    {
        let answer = stub.answer();
        let app = match view {
            Mode::Sync => S::Mode::boxed(layers.view(SyncStub(answer))),
            Mode::Async => A::Mode::boxed(layers.view(AsyncStub(answer))),
        };
        // The mode of a chain with boxed layers is known only now.
        app.filter(|app| app.mode() == view)
    }
}

/// The mode of a chain `H` around a view of mode `View`.
///
/// If the two modes differ, the chain has a bridge, which the program cannot have: the chain exists around views of the
/// other mode only. If they are the same, `H` must have the half of this mode. It does not have it if there is a bridge
/// anywhere inside.
#[doc(hidden)]
pub trait Around<View, H: Handler<Req>, Req>: Tag {
    fn boxed(app: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>>;
}

impl<H, Req> Around<SyncMode, H, Req> for SyncMode
where
    H: Call<Req>,
    H::Response: 'static,
    Req: 'static,
{
    fn boxed(app: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>> {
        Some(Self::erase(app))
    }
}

impl<H, Req> Around<AsyncMode, H, Req> for AsyncMode
where
    H: AsyncCall<Req>,
    H::Response: 'static,
    Req: 'static,
{
    fn boxed(app: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>> {
        Some(Self::erase(app))
    }
}

impl<H: Handler<Req>, Req> Around<AsyncMode, H, Req> for SyncMode {
    fn boxed(_: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>> {
        None
    }
}

impl<H: Handler<Req>, Req> Around<SyncMode, H, Req> for AsyncMode {
    fn boxed(_: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>> {
        None
    }
}

// The halves that a box needs. These traits word the error of a bridge.
impl<View, H, Req> Around<View, H, Req> for DynMode
where
    H: Call<Req> + AsyncCall<Req>,
    H::Response: 'static,
    Req: 'static,
{
    fn boxed(app: GetResponse<H>) -> Option<GetResponse<BoxHandler<Req, H::Response>>> {
        Some(Self::erase(app))
    }
}

/// The stub as a sync view.
#[doc(hidden)]
pub struct SyncStub<Q, R>(Arc<Answer<Q, R>>);

/// The stub as an async view.
#[doc(hidden)]
pub struct AsyncStub<Q, R>(Arc<Answer<Q, R>>);

impl<Q: 'static, R: 'static> Handler<Q> for SyncStub<Q, R> {
    type Response = R;
    type Mode = SyncMode;

    fn mode(&self) -> Mode {
        Mode::Sync
    }

    fn plan(&self) -> Plan {
        Plan::of_view("Stub", Mode::Sync)
    }
}

impl<Q: 'static, R: 'static> Handler<Q> for AsyncStub<Q, R> {
    type Response = R;
    type Mode = AsyncMode;

    fn mode(&self) -> Mode {
        Mode::Async
    }

    fn plan(&self) -> Plan {
        Plan::of_view("Stub", Mode::Async)
    }
}

impl<Q: 'static, R: 'static> SyncMiddleware<Q> for SyncStub<Q, R> {
    fn call(&self, request: Q) -> R {
        (self.0)(request)
    }
}

impl<Q: Send + 'static, R: 'static> AsyncMiddleware<Q> for AsyncStub<Q, R> {
    async fn acall(self: &Arc<Self>, request: Q) -> R {
        not_at_once().await;
        (self.0)(request)
    }
}

impl<Q, R> fmt::Debug for SyncStub<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SyncStub").finish_non_exhaustive()
    }
}

impl<Q, R> fmt::Debug for AsyncStub<Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AsyncStub").finish_non_exhaustive()
    }
}

/// The caller of a chain.
#[derive(Clone)]
pub(super) struct Caller(Way);

impl Caller {
    pub(super) const fn new(way: Way) -> Self {
        Self(way)
    }

    /// Calls the chain. A panic of the chain propagates.
    pub(super) fn call<Req, Res>(
        &self,
        app: &GetResponse<BoxHandler<Req, Res>>,
        request: Req,
    ) -> Res
    where
        Req: Send + 'static,
        Res: Send + 'static,
    {
        match self.0.driver().mode() {
            Mode::Sync => app.call(request),
            Mode::Async => block_on(app.acall(request)),
        }
    }
}

/// Waits for a future on this thread. Timers and sockets need the runtime that the program uses; the test provides it.
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Wakes a thread that is parked.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
