//! [`in_every_way`]: one test body, run in every way of driving.

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

/// How long an answer may take before it counts as never coming. Far longer than any takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `test` once for each [`Way`] of driving a chain: with layers of its own, made by `layers`, around a [`Stub`] that
/// answers as `answer` says.
///
/// The test itself is sync code, a `#[test]`. It asks with [`Trial::ask`], once or several times.
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
/// If the test panics: the way is printed. If the chain does, where the test asks, with its payload. If an answer does
/// not come within a minute.
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

/// A chain around a [`Stub`], to be driven in one way: what [`in_every_way`] gives to a test.
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
    /// The answer of the chain.
    ///
    /// # Panics
    ///
    /// As the chain does, with its payload; and if there is no answer within a minute.
    #[track_caller]
    pub fn ask(&self, request: Req) -> Res {
        let Self { way, app, runtime, .. } = self;
        let (way, app, runtime) = (*way, app.clone(), runtime.clone());
        let (done, answer) = channel();
        let thread = thread::spawn(move || {
            // Nobody waits for it if it took too long, which was reported.
            let _ = done.send(way.drive(runtime.as_deref(), app, request));
        });
        match answer.recv_timeout(PATIENCE) {
            Ok(response) => response,
            Err(RecvTimeoutError::Timeout) => panic!("there is no answer: {way}"),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(payload) => resume_unwind(payload),
                Ok(()) => unreachable!("it has sent no answer"),
            },
        }
    }

    /// What has come to the stub so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Q> {
        self.stub.requests()
    }

    /// The way in which the chain is driven.
    #[must_use]
    pub const fn way(&self) -> Way {
        self.way
    }

    /// The chain, for what else there is to ask.
    #[must_use]
    pub const fn app(&self) -> &GetResponse<BoxHandler<Req, Res>> {
        &self.app
    }

    /// The chain's plan.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.app.plan()
    }
}

impl<Req, Res, Q, R> Drop for Trial<Req, Res, Q, R> {
    fn drop(&mut self) {
        // Dropped as it is, a runtime would wait for what hangs, and panic in async code.
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

/// Prints the way in which a test has failed.
struct NamedIfItFails(Way);

impl Drop for NamedIfItFails {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("this was with: {}", self.0);
        }
    }
}
