//! How a chain is built and called in a test, if the feature `tokio` is on.

use std::{panic::resume_unwind, sync::Arc};

use tokio::runtime::{Builder, Runtime};

use super::{Driver, Stub, Way};
use crate::{
    chain::{Chain, Layer},
    handler::{
        BoxHandler, Boxable, GetResponse,
        view::{View, kind},
    },
    mode::Mode,
};

/// Layers that [`in_every_way`](super::in_every_way) can test.
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

impl<L, Req, Res, Q, R> Testable<Req, Res, Q, R> for L
where
    L: Layer<
            View<GetResponse<BoxHandler<Q, R>>, R, kind::Chain>,
            Handler: Boxable<Req, Response = Res>,
        >,
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
        Some(layers.view(stub.get_response(view)).boxed())
    }
}

/// The caller of a chain, with the runtime that it needs.
#[derive(Clone)]
pub(super) struct Caller {
    way: Way,
    runtime: Option<Arc<Runtime>>,
}

impl Caller {
    /// # Panics
    ///
    /// If the system has no resources for a runtime.
    pub(super) fn new(way: Way) -> Self {
        let runtime = match way.driver() {
            Driver::Thread => None,
            Driver::Worker | Driver::Task => {
                Some(Builder::new_multi_thread().worker_threads(2).enable_all().build())
            }
            Driver::BlockingThread | Driver::BlockOn => {
                Some(Builder::new_current_thread().enable_all().build())
            }
        };
        let runtime =
            runtime.map(|runtime| runtime.expect("the system has resources for a runtime"));
        Self { way, runtime: runtime.map(Arc::new) }
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
        let Some(runtime) = &self.runtime else { return app.call(request) };
        let shared = app.clone();
        let task = match self.way.driver() {
            Driver::Thread => return app.call(request),
            Driver::BlockOn => return runtime.block_on(app.acall(request)),
            Driver::Worker => runtime.spawn(async move { shared.call(request) }),
            Driver::BlockingThread => runtime.spawn_blocking(move || shared.call(request)),
            Driver::Task => runtime.spawn(async move { shared.acall(request).await }),
        };
        match runtime.block_on(task) {
            Ok(response) => response,
            Err(error) => resume_unwind(error.into_panic()),
        }
    }
}

impl Drop for Caller {
    fn drop(&mut self) {
        // Without this, the runtime would wait for tasks that hang, and panic in async code.
        if let Some(runtime) = self.runtime.take().and_then(Arc::into_inner) {
            runtime.shutdown_background();
        }
    }
}
