//! [`Strict`]: a service that holds its callers to the contract of readiness.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll},
};

use futures::future::BoxFuture;
use tower_service::Service;

/// Answers with the request, and panics if it is called without having said on this very instance that it is ready. It
/// is not ready at once, and a clone has said nothing yet.
#[derive(Debug, Default)]
pub(crate) struct Strict {
    asked: usize,
    is_ready: bool,
    pub(crate) calls: Arc<AtomicUsize>,
    pub(crate) fails: Fails,
}

/// What does not work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fails {
    #[default]
    Nothing,
    Readiness,
    Call,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Down(pub(crate) Fails);

impl Strict {
    pub(crate) fn failing(fails: Fails) -> Self {
        Self { fails, ..Self::default() }
    }
}

impl Clone for Strict {
    fn clone(&self) -> Self {
        let calls = Arc::clone(&self.calls);
        Self { asked: 0, is_ready: false, calls, fails: self.fails }
    }
}

impl<Req: Send + 'static> Service<Req> for Strict {
    type Response = Req;
    type Error = Down;
    type Future = BoxFuture<'static, Result<Req, Down>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Down>> {
        self.asked += 1;
        if self.asked < 3 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if self.fails == Fails::Readiness {
            return Poll::Ready(Err(Down(Fails::Readiness)));
        }
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        assert!(self.is_ready, "called without having been ready");
        (self.asked, self.is_ready) = (0, false);
        self.calls.fetch_add(1, Ordering::Relaxed);
        let answer = if self.fails == Fails::Call { Err(Down(Fails::Call)) } else { Ok(request) };
        Box::pin(async move {
            tokio::task::yield_now().await;
            answer
        })
    }
}
