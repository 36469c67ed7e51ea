//! [`in_every_way`]: one test body, run in every way of driving a chain.

use std::{
    fmt,
    panic::resume_unwind,
    sync::{
        Arc,
        mpsc::{RecvTimeoutError, channel},
    },
    thread,
    time::Duration,
};

use tokio::runtime::Runtime;

use super::{Stub, Way};
use crate::{
    chain::{Chain, Layer},
    handler::{
        BoxHandler, Boxable, GetResponse,
        view::{View, kind},
    },
    plan::Plan,
};

/// The time after which a test fails because there is no response. Far longer than any response takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `test` once for each [`Way`] of driving a chain.
///
/// Each run has its own layers, made by `layers`, around a [`Stub`] that answers with `answer`. The test itself is sync
/// code, a `#[test]`. It sends requests with [`Trial::ask`], once or several times.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use middleware_core::{Chain, GetResponse, middleware, testing::in_every_way};
///
/// #[middleware(both)]
/// fn add<G>(request: u32, get_response: &GetResponse<G>, amount: u32) -> u32 {
///     get_response.call(request) + amount
/// }
///
/// in_every_way(
///     || Chain::<u32, u32>::new().with(add(7)),
///     |n: u32| n * 10,
///     |trial| assert_eq!(trial.ask(1), 17),
/// );
/// # }
/// ```
///
/// # Panics
///
/// If the test panics; the way is then printed. If the chain panics, [`Trial::ask`] panics with the same payload. Also if
/// there is no response within a minute.
pub fn in_every_way<Req, Res, L, Q, R>(
    layers: impl Fn() -> Chain<Req, Res, L>,
    answer: impl Fn(Q) -> R + Send + Sync + 'static,
    test: impl Fn(&Trial<Req, Res, Q, R>),
) where
    L: Layer<
            View<GetResponse<BoxHandler<Q, R>>, R, kind::Chain>,
            Handler: Boxable<Req, Response = Res>,
        >,
    Q: Clone + Send + 'static,
    R: Send + 'static,
{
    let answer = Arc::new(answer);
    for way in Way::all() {
        let answer = Arc::clone(&answer);
        let stub = Stub::new(move |request| answer(request));
        let app = layers().view(stub.get_response(way.view())).boxed();
        let named = NamedIfItFails(way);
        test(&Trial { way, app, stub, runtime: way.runtime().map(Arc::new) });
        drop(named);
    }
}

/// A chain around a [`Stub`], driven in one way, as [`in_every_way`] passes it to a test.
pub struct Trial<Req, Res, Q = Req, R = Res> {
    way: Way,
    app: GetResponse<BoxHandler<Req, Res>>,
    stub: Stub<Q, R>,
    runtime: Option<Arc<Runtime>>,
}

impl<Req, Res, Q, R> Trial<Req, Res, Q, R>
where
    Req: Send + 'static,
    Res: Send + 'static,
    Q: Clone + Send + 'static,
    R: Send + 'static,
{
    /// Returns the chain's response.
    ///
    /// # Panics
    ///
    /// If the chain panics, with the same payload. Also if there is no response within a minute.
    #[track_caller]
    pub fn ask(&self, request: Req) -> Res {
        let Self { way, app, runtime, .. } = self;
        let (way, app, runtime) = (*way, app.clone(), runtime.clone());
        let (done, answer) = channel();
        let thread = thread::spawn(move || {
            // If it took too long, that is reported, and nobody receives the response.
            let _ = done.send(way.drive(runtime.as_deref(), app, request));
        });
        match answer.recv_timeout(PATIENCE) {
            Ok(response) => response,
            Err(RecvTimeoutError::Timeout) => panic!("there is no response: {way}"),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(payload) => resume_unwind(payload),
                Ok(()) => unreachable!("it has sent no response"),
            },
        }
    }

    /// Returns the requests to the stub so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Q> {
        self.stub.requests()
    }

    /// Returns the way in which the chain is driven.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// Returns the chain.
    #[must_use]
    pub const fn app(&self) -> &GetResponse<BoxHandler<Req, Res>> {
        &self.app
    }

    /// Returns the chain's plan.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.app.plan()
    }
}

impl<Req, Res, Q, R> Drop for Trial<Req, Res, Q, R> {
    fn drop(&mut self) {
        // Without this, the runtime would wait for tasks that hang, and panic in async code.
        if let Some(runtime) = self.runtime.take().and_then(Arc::into_inner) {
            runtime.shutdown_background();
        }
    }
}

impl<Req, Res, Q, R> fmt::Debug for Trial<Req, Res, Q, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial").field("way", &self.way).finish_non_exhaustive()
    }
}

/// Prints the way in which a test failed.
struct NamedIfItFails(Way);

impl Drop for NamedIfItFails {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the test failed with: {}", self.0);
        }
    }
}
