//! [`Gate`]: holds requests inside a view until a test lets them go.

use std::sync::{
    Condvar, Mutex,
    mpsc::{Receiver, Sender, channel},
};

use tokio::sync::Semaphore;

use crate::servers::running::PATIENCE;

/// Views go in and stay until it is opened; a test knows how many are inside.
pub(crate) struct Gate {
    entered: Sender<()>,
    arrivals: Mutex<Receiver<()>>,
    open: Mutex<bool>,
    opened: Condvar,
    /// The same for async views. It has no permits; it is closed when the gate opens.
    opened_async: Semaphore,
}

impl Gate {
    pub(crate) fn new() -> Self {
        let (entered, arrivals) = channel();
        Self {
            entered,
            arrivals: Mutex::new(arrivals),
            open: Mutex::new(false),
            opened: Condvar::new(),
            opened_async: Semaphore::new(0),
        }
    }

    /// Goes in, and blocks until the gate is open.
    pub(crate) fn pass(&self) {
        self.entered.send(()).unwrap();
        let open = self.open.lock().unwrap();
        drop(self.opened.wait_while(open, |open| !*open).unwrap());
    }

    /// Goes in, and waits until the gate is open.
    pub(crate) async fn pass_async(&self) {
        self.entered.send(()).unwrap();
        assert!(self.opened_async.acquire().await.is_err(), "it has no permits");
    }

    /// Waits until `count` more requests are inside.
    pub(crate) fn wait_for(&self, count: usize) {
        let arrivals = self.arrivals.lock().unwrap();
        for _ in 0..count {
            arrivals.recv_timeout(PATIENCE).expect("a request goes in");
        }
    }

    /// Lets all go, and those that come.
    pub(crate) fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
        self.opened_async.close();
    }
}
