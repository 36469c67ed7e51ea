//! [`Stub`]: replaces the next handler in a test.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};

use crate::{
    chain::Chain,
    handler::{BoxHandler, GetResponse},
    mode::Mode,
};

/// Replaces the next handler in a test: answers with a given function, and records its requests.
///
/// [`new`](Self::new) records the requests themselves, which must be `Clone`. [`recording`](Self::recording) records what
/// a function returns for each request. Clones of a stub share the record.
///
/// ```
/// use middleware_core::{Mode, testing::Stub};
///
/// let stub = Stub::new(|n: u32| n + 1);
/// let get_response = stub.get_response(Mode::Sync);
/// assert_eq!(get_response.call(1), 2);
/// assert_eq!(stub.requests(), [1]);
/// ```
pub struct Stub<Req, Res, Record = Req> {
    answer: Arc<Answer<Req, Res>>,
    record: Arc<dyn Fn(&Req) -> Record + Send + Sync>,
    records: Records<Record>,
}

pub(super) type Answer<Req, Res> = dyn Fn(Req) -> Res + Send + Sync;

/// What a stub has recorded, shared with the test.
pub(super) struct Records<Record>(Arc<Mutex<Vec<Record>>>);

impl<Record> Records<Record> {
    fn push(&self, record: Record) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }

    pub(super) fn all(&self) -> Vec<Record>
    where
        Record: Clone,
    {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<Record> Default for Records<Record> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<Record> Clone for Records<Record> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// A stub that records the requests themselves.
///
/// It is a trait of stubs, not of requests: a `&Request` is always `Clone`, so rustc would propose to borrow something.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Req}` is not `Clone`, so a test cannot record it",
    label = "the view takes a request that is not `Clone`",
    note = "record something else of each request, for example its `Debug` output: `Stub::recording(|request: &{Req}| .., |request| ..)`"
)]
pub trait RecordsRequests<Req> {
    fn record(request: &Req) -> Req;
}

#[diagnostic::do_not_recommend]
impl<Req: Clone, Res> RecordsRequests<Req> for Stub<Req, Res> {
    fn record(request: &Req) -> Req {
        request.clone()
    }
}

impl<Req: 'static, Res: 'static> Stub<Req, Res> {
    /// Creates a stub that answers with `answer`, which may panic or block.
    ///
    /// It records its requests, so they must be `Clone`. For other requests, use [`recording`](Self::recording).
    pub fn new(answer: impl Fn(Req) -> Res + Send + Sync + 'static) -> Self
    where
        Self: RecordsRequests<Req>,
    {
        Self::recording(<Self as RecordsRequests<Req>>::record, answer)
    }
}

impl<Req, Res, Record> Stub<Req, Res, Record> {
    /// Creates a stub that records the return value of `record` for each request, and answers with `answer`.
    ///
    /// For requests that are not `Clone`, such as those of axum and reqwest, and requests with a transaction or a sender.
    /// The recorded value is whatever the test checks: a part of the request, its `Debug` output, or `()` if only the
    /// number of requests matters.
    ///
    /// ```
    /// use std::sync::mpsc::channel;
    ///
    /// use middleware_core::{Mode, testing::Stub};
    ///
    /// struct Order { // not `Clone`
    ///     item: String,
    ///     reply: Box<dyn FnOnce(u32) + Send>,
    /// }
    ///
    /// let stub = Stub::recording(
    ///     |order: &Order| order.item.clone(),
    ///     |order: Order| (order.reply)(350),
    /// );
    /// let get_response = stub.get_response(Mode::Sync);
    /// let (reply, answer) = channel();
    /// let reply = Box::new(move |price| reply.send(price).unwrap());
    /// get_response.call(Order { item: "tea".to_owned(), reply });
    /// assert_eq!(answer.recv(), Ok(350));
    /// assert_eq!(stub.requests(), ["tea"]);
    /// ```
    pub fn recording(
        record: impl Fn(&Req) -> Record + Send + Sync + 'static,
        answer: impl Fn(Req) -> Res + Send + Sync + 'static,
    ) -> Self {
        Self { answer: Arc::new(answer), record: Arc::new(record), records: Records::default() }
    }

    /// Returns the same stub with an empty record of its own.
    pub(super) fn with_empty_record(&self) -> Self {
        Self { records: Records::default(), ..self.clone() }
    }

    /// Returns what was recorded so far, in order: the requests, or the values of [`recording`](Self::recording).
    #[must_use]
    pub fn requests(&self) -> Vec<Record>
    where
        Record: Clone,
    {
        self.records.all()
    }

    pub(super) fn records(&self) -> Records<Record> {
        self.records.clone()
    }
}

impl<Req, Res, Record> Stub<Req, Res, Record>
where
    Req: Send + 'static,
    Res: Send + 'static,
    Record: Send + 'static,
{
    /// Returns the stub in this mode, for the field of a middleware.
    ///
    /// In async mode, it is not ready at the first poll, as a real handler would not be.
    #[must_use]
    pub fn get_response(&self, mode: Mode) -> GetResponse<BoxHandler<Req, Res>> {
        let answer = self.answer();
        match mode {
            Mode::Sync => Chain::<Req, Res>::new().view(move |request| answer(request)).boxed(),
            Mode::Async => {
                let view = move |request| {
                    let answer = Arc::clone(&answer);
                    async move {
                        not_at_once().await;
                        answer(request)
                    }
                };
                Chain::<Req, Res>::new().view(view).boxed()
            }
        }
    }

    /// Returns a function that records a request, and then answers it.
    pub(super) fn answer(&self) -> Arc<Answer<Req, Res>> {
        let stub = self.clone();
        Arc::new(move |request| {
            stub.records.push((stub.record)(&request));
            (stub.answer)(request)
        })
    }
}

/// The view of [`in_every_way`](super::in_every_way): a function from requests that are `Clone`, or a [`Stub`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view for a test",
    label = "neither a function from a request to a response nor a `Stub`",
    note = "the view of a test is a `Fn(Request) -> Response`, also for async chains, or a `Stub`",
    note = "state the type of the request: `|request: Request| ..`"
)]
pub trait IntoStub<Req, Res> {
    /// What is recorded of each request.
    #[doc(hidden)]
    type Record: Send + 'static;

    #[doc(hidden)]
    fn into_stub(self) -> Stub<Req, Res, Self::Record>;
}

impl<F, Req, Res> IntoStub<Req, Res> for F
where
    F: Fn(Req) -> Res + Send + Sync + 'static,
    Req: Send + 'static,
    Res: 'static,
    Stub<Req, Res>: RecordsRequests<Req>,
{
    type Record = Req;

    fn into_stub(self) -> Stub<Req, Res> {
        Stub::new(self)
    }
}

impl<Req, Res, Record: Send + 'static> IntoStub<Req, Res> for Stub<Req, Res, Record> {
    type Record = Record;

    fn into_stub(self) -> Self {
        self
    }
}

/// Is pending once.
pub(super) async fn not_at_once() {
    let mut is_ready = false;
    std::future::poll_fn(|context| {
        if std::mem::replace(&mut is_ready, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl<Req, Res, Record> Clone for Stub<Req, Res, Record> {
    fn clone(&self) -> Self {
        Self {
            answer: Arc::clone(&self.answer),
            record: Arc::clone(&self.record),
            records: self.records.clone(),
        }
    }
}

impl<Req, Res, Record> fmt::Debug for Stub<Req, Res, Record> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = self.records.0.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Stub").field("requests", &requests).finish_non_exhaustive()
    }
}
