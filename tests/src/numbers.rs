//! Chains over numbers: small, boxed, and of any depth, for tests that call them thousands of times.

use middleware_core::{BoxHandler, Chain, GetResponse, Layer, Mode, middleware};

use crate::step::suspend;

/// A boxed chain over numbers.
pub type Numbers = GetResponse<BoxHandler<u64, u64>>;

/// A sync-only layer that adds one.
#[middleware]
#[derive(Debug)]
pub struct SyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncAdd<G> {
    fn call(&self, request: u64) -> u64 {
        self.get_response.call(request) + 1
    }
}

/// An async-only layer that adds one. It suspends on the way in and on the way out.
#[middleware]
#[derive(Debug)]
pub struct AsyncAdd<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncAdd<G> {
    async fn acall(&self, request: u64) -> u64 {
        suspend().await;
        let response = self.get_response.acall(request).await + 1;
        suspend().await;
        response
    }
}

/// Chains of layers that add one each.
#[must_use]
pub fn numbers() -> Chain<u64, u64> {
    Chain::new()
}

/// `view` inside `depth` layers, sync-only and async-only ones in turn, of which the outermost has the mode
/// `outermost`.
#[must_use]
pub fn alternating(depth: usize, outermost: Mode, view: Numbers) -> Numbers {
    (0..depth).rev().fold(view, |inside, at| {
        if (at % 2 == 0) == (outermost == Mode::Sync) {
            SyncAdd::layer().wrap(inside).boxed()
        } else {
            AsyncAdd::layer().wrap(inside).boxed()
        }
    })
}

/// A view of this mode that answers with the request.
#[must_use]
pub fn echo(mode: Mode) -> Numbers {
    match mode {
        Mode::Sync => numbers().view(|n: u64| n).boxed(),
        Mode::Async => {
            let view = async |n: u64| {
                suspend().await;
                n
            };
            numbers().view(view).boxed()
        }
    }
}
