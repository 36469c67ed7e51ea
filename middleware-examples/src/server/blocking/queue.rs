//! [`Queue`]: the connections that wait for a worker, and the state of those that have one.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Shutdown, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::Instant,
};

use super::Config;

/// The state of a connection, and since when.
#[derive(Clone, Copy, Debug)]
enum Phase {
    /// It has sent nothing yet.
    New(Instant),
    /// It has begun to send a request.
    Receiving(Instant),
    /// The chain runs, or the response is being sent.
    Answering,
    /// Its last request was answered, and the next one has not begun.
    Kept(Instant),
}

/// A wait for a client.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub(super) until: Instant,
    /// Whether it waits for the first byte of a request, which may never arrive.
    pub(super) idle: bool,
}

/// A connection in the queue.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: TcpStream,
    pub(super) client: IpAddr,
    number: u64,
}

#[derive(Debug)]
pub(super) struct Queue {
    most_waiting: usize,
    state: Mutex<State>,
    /// Notified if there is a connection for a worker, or the server stops.
    work: Condvar,
    /// Notified if there is room for a connection.
    room: Condvar,
}

#[derive(Debug, Default)]
struct State {
    accepted: u64,
    waiting: VecDeque<Arc<Connection>>,
    /// The number of idle workers.
    free: usize,
    /// The connections that the workers serve.
    served: HashMap<u64, Served>,
    /// No further requests are awaited.
    closing: bool,
    /// No further connections are accepted.
    stopping: bool,
}

#[derive(Debug)]
struct Served {
    connection: Arc<Connection>,
    phase: Phase,
}

impl Queue {
    pub(super) fn new(most_waiting: usize) -> Self {
        Self {
            most_waiting,
            state: Mutex::default(),
            work: Condvar::default(),
            room: Condvar::default(),
        }
    }

    /// Adds a connection that waits for a worker. If there are too many, waits first, unless the server stops.
    pub(super) fn push(&self, stream: TcpStream, client: IpAddr) {
        let state = self.lock();
        let mut state = self
            .room
            .wait_while(state, |state| state.waiting.len() >= self.most_waiting && !state.closing)
            .unwrap_or_else(PoisonError::into_inner);
        state.accepted += 1;
        let number = state.accepted;
        state.waiting.push_back(Arc::new(Connection { stream, client, number }));
        if state.waiting.len() > state.free {
            state.close_longest_kept();
        }
        self.work.notify_one();
    }

    /// Returns the next connection to serve; `None` if the server stops and there are none left.
    pub(super) fn next(&self) -> Option<Arc<Connection>> {
        let mut state = self.lock();
        state.free += 1;
        let mut state = self
            .work
            .wait_while(state, |state| state.waiting.is_empty() && !state.stopping)
            .unwrap_or_else(PoisonError::into_inner);
        state.free -= 1;
        let connection = state.waiting.pop_front()?;
        let served =
            Served { connection: Arc::clone(&connection), phase: Phase::New(Instant::now()) };
        if state.closing {
            served.connection.end_of_requests();
        }
        state.served.insert(connection.number, served);
        self.room.notify_one();
        Some(connection)
    }

    /// Notes that a worker has finished with a connection.
    pub(super) fn done(&self, connection: &Connection) {
        self.lock().served.remove(&connection.number);
    }

    /// How long to wait for data from a connection; not at all if no further request is accepted.
    pub(super) fn before_read(&self, connection: &Connection, config: &Config) -> Option<Wait> {
        let mut state = self.lock();
        let crowded = state.is_crowded();
        let phase = &mut state.served.get_mut(&connection.number)?.phase;
        match *phase {
            Phase::New(since) | Phase::Kept(since) => {
                Some(Wait { idle: true, until: since + config.idle })
            }
            Phase::Receiving(since) => Some(Wait { idle: false, until: since + config.request }),
            Phase::Answering if crowded => None,
            Phase::Answering => {
                let since = Instant::now();
                *phase = Phase::Kept(since);
                Some(Wait { idle: true, until: since + config.idle })
            }
        }
    }

    /// Notes that data was read from a connection.
    pub(super) fn has_read(&self, connection: &Connection) {
        let mut state = self.lock();
        let phase = state.served.get_mut(&connection.number).map(|served| &mut served.phase);
        if let Some(phase @ (Phase::New(_) | Phase::Kept(_))) = phase {
            *phase = Phase::Receiving(Instant::now());
        }
    }

    /// Notes that the request of a connection is complete.
    pub(super) fn answers(&self, connection: &Connection) {
        if let Some(served) = self.lock().served.get_mut(&connection.number) {
            served.phase = Phase::Answering;
        }
    }

    /// Whether a connection may be kept for a further request.
    pub(super) fn may_keep(&self) -> bool {
        !self.lock().is_crowded()
    }

    /// Stops waiting for requests: idle connections are closed, and only requests that have already arrived are read.
    /// It also stops waiting for room, because that would be a wait for such connections.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closing = true;
        self.room.notify_all();
        for served in state.served.values() {
            if let Phase::New(_) | Phase::Kept(_) = served.phase {
                served.connection.end_of_requests();
            }
        }
    }

    /// Accepts no further connections: the workers end when they have served those that wait.
    pub(super) fn stop(&self) {
        self.close();
        self.lock().stopping = true;
        self.work.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No code panics halfway through a change.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether no connection can be kept.
    fn is_crowded(&self) -> bool {
        self.closing || self.waiting.len() > self.free
    }

    /// Closes one connection that waits for its client's next request, so that its worker is free for another.
    fn close_longest_kept(&mut self) {
        let kept = self.served.values_mut().filter_map(|served| match served.phase {
            Phase::Kept(since) => Some((since, served)),
            _ => None,
        });
        if let Some((_, served)) = kept.min_by_key(|(since, _)| *since) {
            served.connection.end_of_requests();
            // So that the next one that waits does not choose it too.
            served.phase = Phase::Receiving(Instant::now());
        }
    }
}

impl Connection {
    /// Ends the wait for a request. What has arrived can still be read, at least on Linux.
    fn end_of_requests(&self) {
        // An error means that the client has already closed it.
        let _ = self.stream.shutdown(Shutdown::Read);
    }
}
