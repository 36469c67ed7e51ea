//! What the tests of pools share: a view that holds its thread, and a chain in a pool of its own.

use std::sync::{Arc, Condvar, Mutex};

use middleware_core::bridge::{Offload, pool::Pool};
use middleware_tests::numbers::{Numbers, numbers};

/// A view that holds its thread until it is opened.
#[derive(Clone, Default)]
pub(crate) struct Gate(pub(crate) Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    pub(crate) fn view(&self) -> Numbers {
        let Self(gate) = self.clone();
        let view = move |n: u64| {
            let (is_open, opened) = &*gate;
            drop(opened.wait_while(is_open.lock().unwrap(), |is_open| !*is_open).unwrap());
            n
        };
        numbers().view(view).boxed()
    }

    pub(crate) fn open(&self) {
        let (is_open, opened) = &*self.0;
        *is_open.lock().unwrap() = true;
        opened.notify_all();
    }
}

/// The same with a pool of its own.
pub(crate) fn in_pool(pool: &Pool, app: Numbers) -> Numbers {
    numbers().with(Offload::new().pool(pool)).view(app).boxed()
}
