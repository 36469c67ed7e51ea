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
/// Clones share the record.
///
/// ```
/// use middleware_core::{Mode, testing::Stub};
///
/// let stub = Stub::new(|n: u32| n + 1);
/// let get_response = stub.get_response(Mode::Sync);
/// assert_eq!(get_response.call(1), 2);
/// assert_eq!(stub.requests(), [1]);
/// ```
pub struct Stub<Req, Res> {
    answer: Arc<Answer<Req, Res>>,
    requests: Arc<Mutex<Vec<Req>>>,
}

type Answer<Req, Res> = dyn Fn(Req) -> Res + Send + Sync;

impl<Req, Res> Stub<Req, Res>
where
    Req: Clone + Send + 'static,
    Res: Send + 'static,
{
    /// Creates a stub that answers with `answer`, which may panic or block.
    pub fn new(answer: impl Fn(Req) -> Res + Send + Sync + 'static) -> Self {
        Self { answer: Arc::new(answer), requests: Arc::default() }
    }

    /// Returns the stub in this mode, for the field of a middleware.
    ///
    /// In async mode, it is not ready at the first poll, as a real handler would not be.
    #[must_use]
    pub fn get_response(&self, mode: Mode) -> GetResponse<BoxHandler<Req, Res>> {
        let stub = self.clone();
        match mode {
            Mode::Sync => {
                Chain::<Req, Res>::new().view(move |request| stub.answer(request)).boxed()
            }
            Mode::Async => {
                let view = move |request| {
                    let stub = stub.clone();
                    async move {
                        not_at_once().await;
                        stub.answer(request)
                    }
                };
                Chain::<Req, Res>::new().view(view).boxed()
            }
        }
    }

    fn answer(&self, request: Req) -> Res {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(request.clone());
        (self.answer)(request)
    }

    /// Returns the requests so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<Req> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Is pending once.
async fn not_at_once() {
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

impl<Req, Res> Clone for Stub<Req, Res> {
    fn clone(&self) -> Self {
        Self { answer: Arc::clone(&self.answer), requests: Arc::clone(&self.requests) }
    }
}

impl<Req, Res> fmt::Debug for Stub<Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner).len();
        f.debug_struct("Stub").field("requests", &requests).finish_non_exhaustive()
    }
}
