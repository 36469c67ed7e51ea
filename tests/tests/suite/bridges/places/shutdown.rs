//! While a runtime shuts down, and after.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc,
    thread,
    time::Duration,
};

use middleware_core::Chain;
use middleware_tests::drive::{TestRuntime, current_thread, multi_thread, with_watchdog};
use tokio::runtime::Handle;

use super::{Seen, acall, answers, call_ready};

// While a runtime shuts down, and after.

/// Runs `job` on a thread of the runtime's, as soon as the runtime's shutdown has begun.
fn while_it_shuts_down(runtime: TestRuntime, job: fn() -> Seen) -> Seen {
    /// A task that tells when it is dropped, which a shutdown does.
    struct Tell(mpsc::Sender<()>);
    impl Drop for Tell {
        fn drop(&mut self) {
            self.0.send(()).unwrap();
        }
    }
    let (tell, told) = mpsc::channel();
    let (send, seen) = mpsc::channel();
    let (begin, has_begun) = mpsc::channel();
    let held = Tell(tell);
    runtime.spawn(async move {
        let _held = held;
        std::future::pending::<()>().await;
    });
    runtime.spawn_blocking(move || {
        begin.send(()).unwrap();
        told.recv().unwrap();
        send.send(job()).unwrap();
    });
    has_begun.recv().unwrap();
    runtime.shutdown_background();
    seen.recv().unwrap()
}

/// After a shutdown tokio's own timers panic, with a text of theirs.
fn call_with_a_timer() -> Seen {
    let app = Chain::<u32, u32>::new().view(async |n: u32| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        n
    });
    let payload =
        catch_unwind(AssertUnwindSafe(|| app.call(1))).expect_err("no timer fires any more");
    let text = payload.downcast_ref::<String>().unwrap();
    Seen::Refused(text.clone())
}

/// A socket that is waited for when the shutdown begins, or opened after.
#[test]
fn call_that_waits_for_a_socket_when_a_runtime_shuts_down() {
    for runtime in [current_thread, multi_thread] {
        let errors = with_watchdog("a socket", move || {
            let runtime = runtime();
            let (begin, has_begun) = mpsc::channel();
            let (send, seen) = mpsc::channel();
            let app = Chain::<(), String>::new().view(move |()| {
                let begin = begin.clone();
                async move {
                    let socket = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
                    let mut buffer = [0];
                    let mut receive = Box::pin(socket.recv(&mut buffer));
                    assert!(futures::poll!(&mut receive).is_pending());
                    begin.send(()).unwrap();
                    receive.await.unwrap_err().to_string()
                }
            });
            runtime.spawn_blocking(move || send.send(app.call(())).unwrap());
            has_begun.recv().unwrap();
            let handle = runtime.handle().clone();
            runtime.shutdown_background();
            let waited_for = seen.recv().unwrap();
            let _context = handle.enter();
            let app = Chain::<(), String>::new().view(async |()| {
                tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap_err().to_string()
            });
            [waited_for, app.call(())]
        });
        assert!(errors.iter().all(|error| error.contains("being shutdown")), "{errors:?}");
    }
}

/// A task that is spawned then is cancelled.
fn call_with_a_task() -> Seen {
    let app = Chain::<u32, bool>::new()
        .view(async |n: u32| tokio::spawn(async move { n }).await.unwrap_err().is_cancelled());
    assert!(app.call(1));
    Seen::Answer
}

#[test]
fn call_while_a_runtime_shuts_down() {
    for runtime in [current_thread, multi_thread] {
        answers(move || while_it_shuts_down(runtime(), call_with_a_task));
        answers(move || while_it_shuts_down(runtime(), call_ready));
        let seen =
            with_watchdog("a timer", move || while_it_shuts_down(runtime(), call_with_a_timer));
        assert!(
            matches!(&seen, Seen::Refused(text) if text.contains("being shutdown")),
            "{seen:?}"
        );
    }
}

/// Calls a chain whose view has begun to wait for a timer when the shutdown begins.
fn interrupted_by_a_shutdown(
    runtime: TestRuntime,
    spawn: fn(&TestRuntime, Box<dyn FnOnce() + Send>),
) -> Seen {
    let (begin, has_begun) = mpsc::channel();
    let (send, seen) = mpsc::channel();
    let app = Chain::<u32, u32>::new().view(move |n: u32| {
        let begin = begin.clone();
        async move {
            let mut timer = Box::pin(tokio::time::sleep(Duration::from_hours(1)));
            assert!(futures::poll!(&mut timer).is_pending());
            begin.send(()).unwrap();
            timer.await;
            n
        }
    });
    let call = move || {
        let payload =
            catch_unwind(AssertUnwindSafe(|| app.call(1))).expect_err("the timer is gone");
        send.send(Seen::Refused(payload.downcast_ref::<String>().unwrap().clone())).unwrap();
    };
    spawn(&runtime, Box::new(call));
    has_begun.recv().unwrap();
    runtime.shutdown_background();
    seen.recv().unwrap()
}

#[test]
fn call_that_waits_when_a_runtime_shuts_down() {
    let spawn_blocking = |runtime: &TestRuntime, job: Box<dyn FnOnce() + Send>| {
        runtime.spawn_blocking(job);
    };
    let spawn = |runtime: &TestRuntime, job: Box<dyn FnOnce() + Send>| {
        runtime.spawn(async { job() });
    };
    let seen = with_watchdog("a timer", move || {
        [
            interrupted_by_a_shutdown(current_thread(), spawn_blocking),
            interrupted_by_a_shutdown(multi_thread(), spawn_blocking),
            interrupted_by_a_shutdown(multi_thread(), spawn),
        ]
    });
    for seen in seen {
        assert!(
            matches!(&seen, Seen::Refused(text) if text.contains("being shutdown")),
            "{seen:?}"
        );
    }
}

#[test]
fn acall_while_a_runtime_shuts_down() {
    for runtime in [current_thread, multi_thread] {
        answers(move || while_it_shuts_down(runtime(), || pollster::block_on(acall())));
    }
}

#[test]
fn call_after_a_runtime_has_shut_down() {
    for runtime in [current_thread, multi_thread] {
        let in_context = move |job: fn() -> Seen| {
            let runtime = runtime();
            let handle = runtime.handle().clone();
            drop(runtime);
            let _context = handle.enter();
            job()
        };
        answers(move || in_context(call_ready));
        let seen = with_watchdog("a timer", move || in_context(call_with_a_timer));
        assert!(
            matches!(&seen, Seen::Refused(text) if text.contains("being shutdown")),
            "{seen:?}"
        );
    }
}

#[test]
fn acall_after_a_runtime_has_shut_down() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            let runtime = runtime();
            let handle = runtime.handle().clone();
            drop(runtime);
            let _context = handle.enter();
            pollster::block_on(acall())
        });
    }
}

/// The runtime goes while a request has a job in the pool: its future goes with it, and the job finishes.
#[test]
fn a_job_outlives_the_runtime_that_asked_for_it() {
    for runtime in [current_thread, multi_thread] {
        let finished = with_watchdog("a job outlives its runtime", move || {
            let runtime = runtime();
            let (enter, entered) = mpsc::channel();
            let (release, released) = mpsc::channel::<()>();
            let (finish, finished) = mpsc::channel();
            let released = std::sync::Mutex::new(released);
            let app = Chain::<(), ()>::new().view(move |()| {
                enter.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                finish.send(Handle::try_current().is_ok()).unwrap();
            });
            runtime.spawn(async move { app.acall(()).await });
            let driver = thread::spawn(move || {
                runtime.block_on(async { tokio::task::yield_now().await });
                runtime
            });
            entered.recv().unwrap();
            drop(driver.join().unwrap());
            release.send(()).unwrap();
            finished.recv().unwrap()
        });
        assert!(finished);
    }
}
