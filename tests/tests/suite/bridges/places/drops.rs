//! In a `Drop`.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
};

use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};
use tokio::runtime::{Handle, Runtime};

use super::{CURRENT_THREAD, Seen, acall, answers, call, refuses};

// In a `Drop`.

/// Does something when it is dropped.
struct OnDrop(mpsc::Sender<Seen>, fn() -> Seen);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.send((self.1)()).unwrap();
    }
}

/// Drops an [`OnDrop`] in `place`.
fn in_drop(job: fn() -> Seen, place: impl FnOnce(OnDrop)) -> Seen {
    let (send, seen) = mpsc::channel();
    place(OnDrop(send, job));
    seen.recv().unwrap()
}

/// Drops what it is given in a task, which is aborted while it waits.
fn abort_a_task(runtime: &Runtime, held: OnDrop) {
    let task = runtime.spawn(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    runtime.block_on(async {
        tokio::task::yield_now().await;
        task.abort();
        task.await.unwrap_err();
    });
}

#[test]
fn call_in_a_drop() {
    answers(|| in_drop(call, drop));
    answers(|| in_drop(call, |held| multi_thread().block_on(async { drop(held) })));
    answers(|| in_drop(call, |held| abort_a_task(&multi_thread(), held)));
    refuses(|| in_drop(call, |held| abort_a_task(&current_thread(), held)), CURRENT_THREAD);
    // While the thread unwinds a panic.
    answers(|| {
        in_drop(call, |held| {
            let _ = catch_unwind(AssertUnwindSafe(|| {
                let _held = held;
                std::panic::resume_unwind(Box::new(()));
            }));
        })
    });
}

#[test]
fn acall_in_a_drop() {
    fn drive() -> Seen {
        pollster::block_on(acall())
    }
    answers(|| in_drop(drive, drop));
    answers(|| in_drop(drive, |held| abort_a_task(&multi_thread(), held)));
    answers(|| in_drop(drive, |held| abort_a_task(&current_thread(), held)));
}

/// What `job` sees in a `Drop` of a thread-local: of one that is destroyed after tokio's own, and of one that is
/// destroyed before.
fn in_drops_of_thread_locals(job: fn() -> Seen) -> [Seen; 2] {
    thread_local! {
        static MADE_BEFORE: RefCell<Option<OnDrop>> = const { RefCell::new(None) };
        static MADE_AFTER: RefCell<Option<OnDrop>> = const { RefCell::new(None) };
    }
    with_watchdog("a thread ends", move || {
        let (send, seen) = mpsc::channel();
        let [before, after] = [OnDrop(send.clone(), job), OnDrop(send, job)];
        let ends = thread::spawn(|| {
            MADE_BEFORE.set(Some(before));
            // Makes tokio's own.
            assert!(Handle::try_current().is_err());
            MADE_AFTER.set(Some(after));
        });
        ends.join().unwrap();
        let mut seen: Vec<_> = seen.iter().collect();
        // In which order they are destroyed is for the system to say.
        seen.sort_by_key(|seen| *seen == Seen::Answer);
        seen.try_into().unwrap()
    })
}

#[test]
fn call_in_a_drop_of_a_thread_local() {
    let [destroyed, there] = in_drops_of_thread_locals(call);
    assert!(
        matches!(&destroyed, Seen::Refused(text) if text.contains("before the thread ends")),
        "{destroyed:?}"
    );
    assert_eq!(there, Seen::Answer);
}

#[test]
fn acall_in_a_drop_of_a_thread_local() {
    let seen = in_drops_of_thread_locals(|| pollster::block_on(acall()));
    assert_eq!(seen, [Seen::Answer, Seen::Answer]);
}
