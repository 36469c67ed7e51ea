//! Every place that a chain can be called from, in both directions: the table in the docs of
//! `middleware_core::bridge`, row by row.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use middleware_core::{Chain, GetResponse, bridge, middleware};
use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};
use tokio::{
    runtime::{Handle, Runtime},
    task::{LocalSet, block_in_place},
};

/// What became of a call.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    /// It was answered.
    Answer,
    /// `try_call` gave the request back, and `call` panicked, both with this text.
    Refused(String),
}

/// Sync code that calls an async chain, which waits for a timer and for a task of its runtime: by `try_call`, and
/// by `call`.
fn call() -> Seen {
    let app = Chain::<u32, u32>::new().view(async |n: u32| {
        tokio::time::sleep(Duration::from_millis(1)).await;
        tokio::spawn(async move { n + 1 }).await.unwrap()
    });
    call_it(&app)
}

/// The same with a chain that waits for nothing.
fn call_ready() -> Seen {
    call_it(&Chain::<u32, u32>::new().view(async |n: u32| n + 1))
}

fn call_it<H: middleware_core::Call<u32, Response = u32>>(app: &GetResponse<H>) -> Seen {
    let tried = app.try_call(1);
    let called = catch_unwind(AssertUnwindSafe(|| app.call(1)));
    match (tried, called) {
        (Ok(2), Ok(2)) => Seen::Answer,
        (Err(refused), Err(payload)) => {
            let text = refused.to_string();
            assert_eq!(payload.downcast_ref::<String>(), Some(&text));
            assert_eq!(refused.into_inner(), 1);
            Seen::Refused(text)
        }
        (tried, called) => panic!("`try_call` gave {tried:?}, and `call` {called:?}"),
    }
}

/// Async code that calls a sync chain.
fn acall() -> Pin<Box<dyn Future<Output = Seen> + Send>> {
    let app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    Box::pin(async move {
        assert_eq!(app.acall(1).await, 2);
        Seen::Answer
    })
}

/// Runs `place`, which must not hang.
fn answers(place: impl FnOnce() -> Seen + Send + 'static) {
    assert_eq!(with_watchdog("a call", place), Seen::Answer);
}

/// Runs `place`, which must not hang, and where the thread cannot be blocked.
fn refuses(place: impl FnOnce() -> Seen + Send + 'static, why: &str) {
    match with_watchdog("a call", place) {
        Seen::Refused(text) => {
            assert!(text.contains(why) && text.contains("await the chain's"), "{text}");
        }
        Seen::Answer => panic!("it must refuse"),
    }
}

const CURRENT_THREAD: &str = "on the only thread of a current-thread runtime";
const LOCAL_SET: &str = "on a thread that drives a `LocalSet`";

// A plain thread.

#[test]
fn call_on_a_plain_thread() {
    answers(call);
}

#[test]
fn acall_on_a_plain_thread() {
    answers(|| futures::executor::block_on(acall()));
    answers(|| pollster::block_on(acall()));
    answers(|| bridge::async_to_sync(acall()));
}

// A current-thread runtime.

#[test]
fn call_in_a_current_thread_runtime() {
    refuses(|| current_thread().block_on(async { call() }), CURRENT_THREAD);
    refuses(
        || current_thread().block_on(async { tokio::spawn(async { call() }).await.unwrap() }),
        CURRENT_THREAD,
    );
}

#[test]
fn acall_in_a_current_thread_runtime() {
    answers(|| current_thread().block_on(acall()));
    answers(|| current_thread().block_on(async { tokio::spawn(acall()).await.unwrap() }));
}

// A multi-thread runtime.

#[test]
fn call_in_the_root_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { call() }));
}

#[test]
fn acall_in_the_root_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(acall()));
}

#[test]
fn call_in_a_task_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { tokio::spawn(async { call() }).await.unwrap() }));
    let one_worker = || {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    };
    answers(move || one_worker().block_on(async { tokio::spawn(async { call() }).await.unwrap() }));
}

/// As many tasks at once as the runtime has blocking threads, which take over what the workers leave.
#[test]
fn call_in_many_tasks_of_a_multi_thread_runtime() {
    answers(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .max_blocking_threads(20)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..20).map(|_| tokio::spawn(async { call() })).collect();
            for task in tasks {
                assert_eq!(task.await.unwrap(), Seen::Answer);
            }
        });
        Seen::Answer
    });
}

#[test]
fn acall_in_a_task_of_a_multi_thread_runtime() {
    answers(|| multi_thread().block_on(async { tokio::spawn(acall()).await.unwrap() }));
}

// A `LocalSet`.

#[test]
fn call_in_a_local_set() {
    let in_task = |runtime: &Runtime| {
        let set = LocalSet::new();
        set.block_on(runtime, async { tokio::task::spawn_local(async { call() }).await.unwrap() })
    };
    refuses(|| LocalSet::new().block_on(&current_thread(), async { call() }), CURRENT_THREAD);
    refuses(move || in_task(&current_thread()), CURRENT_THREAD);
    refuses(|| LocalSet::new().block_on(&multi_thread(), async { call() }), LOCAL_SET);
    refuses(move || in_task(&multi_thread()), LOCAL_SET);
    // On a blocking thread.
    for runtime in [current_thread, multi_thread] {
        refuses(
            move || {
                let in_set =
                    || Handle::current().block_on(LocalSet::new().run_until(async { call() }));
                runtime().block_on(async { tokio::task::spawn_blocking(in_set).await.unwrap() })
            },
            LOCAL_SET,
        );
    }
}

#[test]
fn acall_in_a_local_set() {
    for runtime in [current_thread, multi_thread] {
        answers(move || LocalSet::new().block_on(&runtime(), acall()));
        answers(move || {
            let set = LocalSet::new();
            set.block_on(&runtime(), async { tokio::task::spawn_local(acall()).await.unwrap() })
        });
    }
}

// Inside `spawn_blocking`.

#[test]
fn call_inside_spawn_blocking() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            runtime().block_on(async { tokio::task::spawn_blocking(call).await.unwrap() })
        });
    }
}

#[test]
fn acall_inside_spawn_blocking() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            runtime().block_on(async {
                tokio::task::spawn_blocking(|| Handle::current().block_on(acall())).await.unwrap()
            })
        });
    }
}

// Inside `block_in_place`.

#[test]
fn call_inside_block_in_place() {
    answers(|| multi_thread().block_on(async { block_in_place(call) }));
    answers(|| {
        multi_thread()
            .block_on(async { tokio::spawn(async { block_in_place(call) }).await.unwrap() })
    });
}

#[test]
fn acall_inside_block_in_place() {
    answers(|| {
        multi_thread().block_on(async {
            tokio::spawn(async { block_in_place(|| Handle::current().block_on(acall())) })
                .await
                .unwrap()
        })
    });
}

// Inside another chain, on both sides of its bridge.

/// Sync code of a chain that was called from async code: it runs on a thread of the pool.
fn in_sync_code_of_a_chain(runtime: &Runtime, job: fn() -> Seen) -> Seen {
    let outer = Chain::<(), Seen>::new().view(move |()| job());
    runtime.block_on(outer.acall(()))
}

/// Async code of a chain that was called from sync code: that code's thread drives it.
fn in_async_code_of_a_chain(job: fn() -> Pin<Box<dyn Future<Output = Seen> + Send>>) -> Seen {
    Chain::<(), Seen>::new().view(move |()| job()).call(())
}

#[test]
fn call_inside_another_chain() {
    for runtime in [current_thread, multi_thread] {
        answers(move || in_sync_code_of_a_chain(&runtime(), call));
    }
    answers(|| in_async_code_of_a_chain(|| Box::pin(async { call() })));
}

#[test]
fn acall_inside_another_chain() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            in_sync_code_of_a_chain(&runtime(), || Handle::current().block_on(acall()))
        });
        answers(move || in_sync_code_of_a_chain(&runtime(), || pollster::block_on(acall())));
    }
    answers(|| in_async_code_of_a_chain(acall));
}

// A runtime that sync code of a chain drives.

#[test]
fn acall_in_a_runtime_that_sync_code_of_a_chain_drives() {
    /// Sync code that waits for a task of the runtime that it is called from.
    fn wait_for_a_task(n: u32) -> u32 {
        let (send, answer) = mpsc::channel();
        tokio::spawn(async move { send.send(n + 1).unwrap() });
        answer.recv().unwrap()
    }
    let inside = || {
        let waits = Chain::<u32, u32>::new().view(wait_for_a_task);
        let mixed = Chain::<u32, u32>::new().with(SyncOnly::layer()).view(async |n: u32| n);
        async move {
            assert_eq!((waits.acall(1).await, mixed.acall(2).await), (2, 2));
            Seen::Answer
        }
    };
    for runtime in [current_thread, multi_thread] {
        // The runtime that the outer chain is called in is the one that its view drives.
        answers(move || {
            let runtime = Arc::new(runtime());
            let driven = Arc::clone(&runtime);
            let outer = Chain::<(), Seen>::new().view(move |()| driven.block_on(inside()));
            let outer = Chain::<(), Seen>::new().with(AsyncOnly::layer()).view(outer);
            let _context = runtime.enter();
            assert_eq!(outer.call(()), Seen::Answer);
            pollster::block_on(outer.acall(()))
        });
    }
    // In a `LocalSet` of its own, too.
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            let outer = Chain::<(), Seen>::new()
                .view(move |()| Handle::current().block_on(LocalSet::new().run_until(inside())));
            runtime().block_on(outer.acall(()))
        });
    }
}

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> SyncOnly<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncOnly<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> AsyncOnly<G> {
    async fn acall(&self, request: ()) -> Seen {
        self.get_response.acall(request).await
    }
}

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

// Other executors.

#[test]
fn call_from_other_executors() {
    answers(|| futures::executor::block_on(async { call() }));
    answers(|| pollster::block_on(async { call() }));
    answers(|| smol::block_on(async { call() }));
    answers(|| smol::block_on(smol::spawn(async { call() })));
}

#[test]
fn acall_from_other_executors() {
    answers(|| futures::executor::block_on(acall()));
    answers(|| pollster::block_on(acall()));
    answers(|| smol::block_on(acall()));
    answers(|| smol::block_on(smol::spawn(acall())));
    // Sync code gets the embedded runtime's context.
    let app = Chain::<(), bool>::new().view(|()| Handle::try_current().is_ok());
    assert!(smol::block_on(app.acall(())));
}

// A runtime that was entered, and that another thread drives, or nobody.

#[test]
fn call_in_the_context_of_a_runtime() {
    answers(|| {
        let runtime = multi_thread();
        let _context = runtime.enter();
        call()
    });
    // Another thread drives it.
    answers(|| {
        let runtime = current_thread();
        let handle = runtime.handle().clone();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let driver = thread::spawn(move || runtime.block_on(stopped));
        let seen = {
            let _context = handle.enter();
            call()
        };
        stop.send(()).unwrap();
        driver.join().unwrap().unwrap();
        seen
    });
    // Nobody drives it: what needs no timer, socket or task of it is answered.
    answers(|| {
        let runtime = current_thread();
        let _context = runtime.enter();
        call_ready()
    });
    // What does waits until somebody drives it.
    answers(|| {
        let runtime = current_thread();
        let handle = runtime.handle().clone();
        let (begin, has_begun) = mpsc::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let driver = thread::spawn(move || {
            has_begun.recv().unwrap();
            runtime.block_on(stopped)
        });
        let seen = {
            let _context = handle.enter();
            let app = Chain::<u32, u32>::new().view(move |n: u32| {
                let begin = begin.clone();
                async move {
                    begin.send(()).unwrap();
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    n + 1
                }
            });
            call_it(&app)
        };
        stop.send(()).unwrap();
        driver.join().unwrap().unwrap();
        seen
    });
}

#[test]
fn acall_in_the_context_of_a_runtime() {
    for runtime in [current_thread, multi_thread] {
        answers(move || {
            let runtime = runtime();
            let _context = runtime.enter();
            pollster::block_on(acall())
        });
    }
}

// One runtime driven, and another one entered.

#[test]
fn call_where_one_runtime_is_driven_and_another_one_entered() {
    refuses(
        || {
            let other = multi_thread();
            current_thread().block_on(async {
                let _context = other.enter();
                call()
            })
        },
        LOCAL_SET,
    );
    // A worker cannot be told from a thread that drives the runtime that it has entered.
    refuses(
        || {
            let other = current_thread();
            multi_thread().block_on(async {
                let handle = other.handle().clone();
                let task = async move {
                    let _context = handle.enter();
                    call_ready()
                };
                tokio::spawn(task).await.unwrap()
            })
        },
        CURRENT_THREAD,
    );
    answers(|| {
        let other = multi_thread();
        current_thread().block_on(async {
            let _context = other.enter();
            acall().await
        })
    });
    answers(|| {
        let other = current_thread();
        // The root of a multi-thread runtime is none of its workers, so nothing stands still.
        multi_thread().block_on(async {
            let _context = other.enter();
            call_ready()
        })
    });
}

// While a runtime shuts down, and after.

/// Runs `job` on a thread of the runtime's, as soon as the runtime's shutdown has begun.
fn while_it_shuts_down(runtime: Runtime, job: fn() -> Seen) -> Seen {
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

#[test]
fn call_while_a_runtime_shuts_down() {
    for runtime in [current_thread, multi_thread] {
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
    runtime: Runtime,
    spawn: fn(&Runtime, Box<dyn FnOnce() + Send>),
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
    let spawn_blocking = |runtime: &Runtime, job: Box<dyn FnOnce() + Send>| {
        runtime.spawn_blocking(job);
    };
    let spawn = |runtime: &Runtime, job: Box<dyn FnOnce() + Send>| {
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

// A chain that waits for nothing async is called anywhere.

#[test]
fn a_sync_chain_is_called_anywhere() {
    let app = Chain::<u32, u32>::new().with(Both::layer()).view(|n: u32| n + 1);
    assert_eq!(current_thread().block_on(async { app.try_call(1).unwrap() }), 2);
    assert_eq!(current_thread().block_on(async { app.call(1) }), 2);
    let in_set = LocalSet::new().block_on(&multi_thread(), async { app.try_call(1).unwrap() });
    assert_eq!(in_set, 2);
}

/// Runs in the mode of its inside.
#[middleware]
#[derive(Debug)]
struct Both<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Both<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}
