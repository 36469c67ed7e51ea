//! [`Job`]: a task in the queue, with the channel to its caller.

use std::{io, sync::Arc};

use tokio::sync::oneshot::{self, Receiver, Sender};

use super::{task::Task, worker::Running};

/// A task, and the channel on which it returns to its caller.
pub(super) struct Job {
    task: Box<Task>,
    reply: Sender<Box<Task>>,
}

/// What becomes of a job.
pub(super) enum Disposition<'a> {
    /// A thread of the pool runs it.
    Hop(Running<'a>),
    /// It runs on the thread of its caller.
    InPlace,
    /// The system has refused the pool its first thread.
    Refused(Arc<io::Error>),
}

impl Job {
    pub(super) fn new(task: Box<Task>) -> (Self, Receiver<Box<Task>>) {
        let (reply, receiver) = oneshot::channel();
        (Self { task, reply }, receiver)
    }

    /// Runs or refuses the task, and returns it to the caller.
    pub(super) fn complete(self, disposition: Disposition<'_>) {
        let Self { mut task, reply } = self;
        let running = match disposition {
            Disposition::Hop(running) => Some(running),
            Disposition::InPlace => None,
            Disposition::Refused(error) => {
                task.refuse(error);
                if let Err(mut task) = reply.send(task) {
                    task.discard();
                }
                return;
            }
        };
        if !task.run(running.is_some(), &reply) {
            return;
        }
        // A caller that receives the output finds the thread free.
        let queue = running.map(Running::finish);
        if let Err(mut task) = reply.send(task) {
            // The caller has left in the meantime, so the output is dropped here, as a part of the job.
            let _running = queue.map(Running::resume);
            task.abandon();
        }
    }
}
