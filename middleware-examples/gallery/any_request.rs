//! A layer for any request and any response.
//!
//! Both are parameters of the impl. The next handler determines the response. The async half needs both to be `Send`;
//! the macro adds that bound to the async half only.
//!
//! # When to choose it
//!
//! For a layer that does not need to know the types: a timer, a counter, a lock.
//!
//! # What happens
//!
//! ```text
//! GET /hello
//!     view: GET /hello
//!     200 OK
//! ```

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
};

use middleware_core::{GetResponse, middleware};

/// Records each request and each response as text.
#[middleware]
#[derive(Debug)]
pub struct Record<G> {
    get_response: GetResponse<G>,
    passed: Arc<Mutex<Vec<String>>>,
}

#[middleware(both)]
impl<G, Req, Res> Record<G>
where
    Req: Debug,
    Res: Debug,
{
    fn call(&self, request: Req) -> Res {
        self.note(&request);
        let response = self.get_response.call(request);
        self.note(&response);
        response
    }

    fn note(&self, passed: &impl Debug) {
        self.passed.lock().unwrap().push(format!("{passed:?}"));
    }
}
