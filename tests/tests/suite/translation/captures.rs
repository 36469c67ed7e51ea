//! When what a closure or an `async` block has captured is dropped.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::translation::{OnDrop, Request, Response};

cases! {
    /// It is free again when the block is done, and the arm runs.
    permit_in_a_block(
        "free: 1 view(good1) -> Ok(good1.)",
        "free: 1 view(bad1) -> Err(bad1)",
        "free: 1 view(flaky1) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let gate = Arc::new(Semaphore::new(1));
            let permit = Arc::clone(&gate).try_acquire_owned().unwrap();
            match async move { let _held = &permit; request + "1" }.await {
                request => {
                    self.log.note(format!("free: {}", gate.available_permits()));
                    self.get_response.acall(request).await
                }
            }
        }
    }

    /// The closure, which holds it, lives to the end of the `match`.
    permit_in_a_closure(
        "view(good) free: 0 -> Ok(good.)",
        "view(bad) free: 0 -> Err(bad)",
        "view(flaky) free: 0 -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let gate = Arc::new(Semaphore::new(1));
            let permit = Arc::clone(&gate).try_acquire_owned().unwrap();
            match (move || { let _held = &permit; self.get_response.call(request.clone()) })() {
                answer => {
                    self.log.note(format!("free: {}", gate.available_permits()));
                    answer
                }
            }
        }
    }

    /// A closure that moves one of its captures out is consumed by its call, with all of them.
    consumed_closure(
        "drop(moved) view(good) drop(kept) after -> Ok(good.)",
        "drop(moved) view(bad) drop(kept) after -> Err(bad)",
        "drop(moved) view(flaky) drop(kept) after -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let (kept, moved) = (OnDrop(&self.log, "kept"), OnDrop(&self.log, "moved"));
            match (move || { let _kept = &kept; drop(moved); self.get_response.call(request) })() {
                answer => {
                    self.log.note("after");
                    answer
                }
            }
        }
    }

    block_in_an_argument(
        "drop(in it) view(good1) drop(last) -> Ok(good1.)",
        "drop(in it) view(bad1) drop(last) -> Err(bad1)",
        "drop(in it) view(flaky1) drop(last) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let _last = OnDrop(&self.log, "last");
            let held = OnDrop(&self.log, "in it");
            self.get_response.acall(async move { let _held = &held; request + "1" }.await).await
        }
    }

    closure_with_a_type(
        "view(good) -> Ok(good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let answer = (|| -> Response { Ok(self.get_response.call(request)?) })();
            answer
        }
    }

    /// A closure that is called by reference could not return it.
    block_that_returns_what_it_borrowed(
        "view(good12) -> Ok(good12.)",
        "view(bad12) -> Err(bad12)",
        "view(flaky12) -> Err(flaky12)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut texts = vec![request];
            let last = async { texts[0].push('1'); texts.last_mut() }.await;
            last.unwrap().push('2');
            self.get_response.acall(texts.remove(0)).await
        }
    }
}
