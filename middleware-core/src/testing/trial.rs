//! [`in_every_way`]: one test body, run in every way of driving a chain.

use std::{
    fmt,
    panic::resume_unwind,
    sync::mpsc::{RecvTimeoutError, channel},
    thread,
    time::Duration,
};

use super::{
    Caller, Testable, Way,
    stub::{IntoStub, Records},
};
use crate::{
    chain::Chain,
    handler::{BoxHandler, GetResponse},
    plan::Plan,
};

/// The time after which a test fails because there is no response. Far longer than any response takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs `test` once for each [`Way`] of driving a chain.
///
/// Each run has its own layers, made by `layers`, around a [`Stub`](super::Stub) that answers with `answer`. The test itself is sync
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
/// # Requests that are not `Clone`
///
/// If the view's request is not `Clone`, pass [`Stub::recording`](super::Stub::recording) instead of a function. It records what the test makes of
/// each request:
///
/// ```
/// use axum::{body::Body, http::{Request, Response}};
/// use middleware_core::{Chain, testing::{Stub, in_every_way}};
///
/// in_every_way(
///     || Chain::<Request<Body>, Response<Body>>::new(), // .with(your_layer())
///     Stub::recording(|request: &Request<Body>| request.uri().to_string(), |_| Response::default()),
///     |trial| {
///         assert_eq!(trial.ask(Request::default()).status(), 200);
///         assert_eq!(trial.requests(), ["/"]);
///     },
/// );
/// ```
///
/// Without it, the error names it:
///
/// ```compile_fail,E0277
/// # use axum::{body::Body, http::{Request, Response}};
/// # use middleware_core::{Chain, testing::in_every_way};
/// in_every_way(
///     || Chain::<Request<Body>, Response<Body>>::new(),
///     |_: Request<Body>| Response::default(),
///     |trial| assert_eq!(trial.ask(Request::default()).status(), 200),
/// );
/// ```
///
/// # Without the feature `tokio`
///
/// The test runs in the ways that the program has: around a sync view from sync code, and around an async view that is
/// awaited. Layers with one half run in the way of their mode only. A chain that needs a bridge does not compile, as in the
/// program.
///
/// The layers are built around two types of view, so a `layer_fn(..)` in the chain needs to be a layer of an annotated
/// struct instead: `Name::layer(..)`.
///
/// # Panics
///
/// If the test panics; the way is then printed. If the chain panics, [`Trial::ask`] panics with the same payload. Also if
/// there is no response within a minute.
pub fn in_every_way<Req, Res, L, Q, R, V>(
    layers: impl Fn() -> Chain<Req, Res, L>,
    answer: V,
    test: impl Fn(&Trial<Req, Res, V::Record>),
) where
    V: IntoStub<Q, R>,
    L: Testable<Req, Res, Q, R>,
{
    let stub = answer.into_stub();
    for way in Way::all() {
        let stub = stub.with_empty_record();
        let Some(app) = L::around(layers(), &stub, way.view()) else { continue };
        let named = NamedIfItFails(way);
        test(&Trial { caller: Caller::new(way), way, app, records: stub.records() });
        drop(named);
    }
}

/// A chain around a [`Stub`](super::Stub), driven in one way, as [`in_every_way`] passes it to a test.
pub struct Trial<Req, Res, Record = Req> {
    // First, so that its runtime is shut down before the chain is dropped.
    caller: Caller,
    way: Way,
    app: GetResponse<BoxHandler<Req, Res>>,
    records: Records<Record>,
}

impl<Req, Res, Record> Trial<Req, Res, Record>
where
    Req: Send + 'static,
    Res: Send + 'static,
{
    /// Returns the chain's response.
    ///
    /// # Panics
    ///
    /// If the chain panics, with the same payload. Also if there is no response within a minute.
    #[track_caller]
    pub fn ask(&self, request: Req) -> Res {
        let (app, caller) = (self.app.clone(), self.caller.clone());
        let (done, answer) = channel();
        let thread = thread::spawn(move || {
            // If it took too long, that is reported, and nobody receives the response.
            let _ = done.send(caller.call(&app, request));
        });
        match answer.recv_timeout(PATIENCE) {
            Ok(response) => response,
            Err(RecvTimeoutError::Timeout) => panic!("there is no response: {}", self.way),
            Err(RecvTimeoutError::Disconnected) => match thread.join() {
                Err(payload) => resume_unwind(payload),
                Ok(()) => unreachable!("it has sent no response"),
            },
        }
    }

    /// Returns the chain's plan.
    #[must_use]
    pub fn plan(&self) -> Plan {
        self.app.plan()
    }
}

impl<Req, Res, Record> Trial<Req, Res, Record> {
    /// Returns what the stub recorded so far, in order: the requests, or the values of [`Stub::recording`](super::Stub::recording).
    #[must_use]
    pub fn requests(&self) -> Vec<Record>
    where
        Record: Clone,
    {
        self.records.all()
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
}

impl<Req, Res, Record> fmt::Debug for Trial<Req, Res, Record> {
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
