//! A request whose future is dropped: what runs finishes, what waits is cancelled, and nothing is left behind.

use std::{
    cell::Cell,
    pin::{Pin, pin},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
        mpsc,
    },
    task::{Context, Poll, Waker},
    thread,
};

use middleware_core::{
    BoxHandler, Chain, GetResponse, Layer, Mode,
    bridge::{
        Offload,
        pool::{Pool, caller_is_gone},
    },
    middleware,
};
use middleware_tests::{
    drive::{multi_thread, pool, with_watchdog},
    numbers::{alternating, echo, numbers},
    step::suspend,
};

/// How many of them there are.
#[derive(Clone, Debug, Default)]
struct Guards(Arc<AtomicUsize>);

impl Guards {
    fn guard(&self) -> Guard {
        self.0.fetch_add(1, Ordering::SeqCst);
        Guard(self.clone())
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }
}

/// Something that must be given back: it is in the request, and each layer holds one across its call of the next handler.
#[derive(Debug)]
struct Guard(Guards);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::SeqCst);
    }
}

type Request = Vec<Guard>;
type App = GetResponse<BoxHandler<Request, usize>>;

/// Sync only.
#[middleware]
#[derive(Debug)]
struct SyncHold<G> {
    get_response: GetResponse<G>,
    guards: Guards,
}

#[middleware]
impl<G> SyncHold<G> {
    fn call(&self, request: Request) -> usize {
        let _held = self.guards.guard();
        self.get_response.call(request)
    }
}

/// Async only.
#[middleware]
#[derive(Debug)]
struct AsyncHold<G> {
    get_response: GetResponse<G>,
    guards: Guards,
}

#[middleware]
impl<G> AsyncHold<G> {
    async fn acall(&self, request: Request) -> usize {
        let _held = self.guards.guard();
        suspend().await;
        let response = self.get_response.acall(request).await;
        suspend().await;
        response
    }
}

/// Hooks that wait.
#[middleware]
#[derive(Debug)]
struct HookHold<G> {
    get_response: GetResponse<G>,
    guards: Guards,
}

#[middleware]
impl<G> HookHold<G> {
    async fn process_request(&self, _: &mut Request) -> Guard {
        let held = self.guards.guard();
        suspend().await;
        held
    }

    #[middleware(blocking)]
    fn process_response(&self, _: &usize, _: Guard) {}
}

const KINDS: usize = 3;

fn wrap(kind: usize, inside: App, guards: &Guards) -> App {
    match kind {
        0 => SyncHold::layer(guards.clone()).wrap(inside).boxed(),
        1 => AsyncHold::layer(guards.clone()).wrap(inside).boxed(),
        _ => HookHold::layer(guards.clone()).wrap(inside).boxed(),
    }
}

fn view(mode: Mode) -> App {
    let chain = Chain::<Request, usize>::new();
    match mode {
        Mode::Sync => chain.view(|request: Request| request.len()).boxed(),
        Mode::Async => chain
            .view(async |request: Request| {
                suspend().await;
                request.len()
            })
            .boxed(),
    }
}

/// Polls `future` so many times, each when it has been woken, and drops it. Whether it was done.
fn poll_and_drop(future: impl Future<Output = usize>, polls: usize) -> bool {
    let (parker, unparker) = parking();
    let waker = Waker::from(unparker);
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    for _ in 0..polls {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut context) {
            assert_eq!(answer, 1);
            return true;
        }
        parker.recv().unwrap();
    }
    false
}

struct Wake(Mutex<mpsc::Sender<()>>);

impl std::task::Wake for Wake {
    fn wake(self: Arc<Self>) {
        let _ = self.0.lock().unwrap().send(());
    }
}

fn parking() -> (mpsc::Receiver<()>, Arc<Wake>) {
    let (wake, woken) = mpsc::channel();
    (woken, Arc::new(Wake(Mutex::new(wake))))
}

/// Waits until the pool has nothing to do and nothing is held.
fn until_quiet(pool: &Pool, guards: &Guards) {
    while pool.busy() + pool.waiting() + guards.count() > 0 {
        thread::yield_now();
    }
}

#[test]
fn dropped_after_any_poll_a_request_gives_everything_back() {
    with_watchdog("requests that are dropped", || {
        let runtime = multi_thread();
        let _context = runtime.enter();
        for mode in [Mode::Sync, Mode::Async] {
            // All sequences of three kinds.
            for sequence in 0..KINDS.pow(3) {
                let guards = Guards::default();
                let kinds = [sequence % KINDS, sequence / KINDS % KINDS, sequence / KINDS / KINDS];
                let inside =
                    kinds.iter().fold(view(mode), |inside, kind| wrap(*kind, inside, &guards));
                let pool = pool(1);
                let app =
                    Chain::<Request, usize>::new().with(Offload::new().pool(&pool)).view(inside);
                let mut polls = 0;
                while !poll_and_drop(app.acall(vec![guards.guard()]), polls) {
                    until_quiet(&pool, &guards);
                    polls += 1;
                }
                until_quiet(&pool, &guards);
                // The next request is served.
                assert_eq!(runtime.block_on(app.acall(vec![guards.guard()])), 1);
                until_quiet(&pool, &guards);
            }
        }
    });
}

/// A view that tells when it begins, and then waits for a word.
struct Held {
    entered: mpsc::Receiver<()>,
    release: mpsc::Sender<()>,
    finished: mpsc::Receiver<bool>,
    view: App,
}

fn held() -> Held {
    let (enter, entered) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let (finish, finished) = mpsc::channel();
    let released = Mutex::new(released);
    let view = Chain::<Request, usize>::new().view(move |request: Request| {
        enter.send(()).unwrap();
        released.lock().unwrap().recv().unwrap();
        finish.send(caller_is_gone()).unwrap();
        request.len()
    });
    Held { entered, release, finished, view: view.boxed() }
}

fn poll_once(future: Pin<&mut impl Future<Output = usize>>) {
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
}

#[test]
fn what_runs_is_undisturbed_and_may_ask_whether_its_caller_is_gone() {
    for drops in [true, false] {
        with_watchdog("a held view", move || {
            let held = held();
            let guards = Guards::default();
            let pool = pool(1);
            let inside = wrap(0, wrap(1, wrap(0, held.view, &guards), &guards), &guards);
            let app = Chain::<Request, usize>::new().with(Offload::new().pool(&pool)).view(inside);
            let mut request = Box::pin(app.acall(vec![guards.guard()]));
            poll_once(request.as_mut());
            held.entered.recv().unwrap();
            // Three layers and the request.
            assert_eq!((guards.count(), pool.busy(), pool.waiting()), (4, 1, 0));
            if drops {
                drop(request);
                assert_eq!((guards.count(), pool.busy()), (4, 1));
                held.release.send(()).unwrap();
                assert!(held.finished.recv().unwrap(), "the caller is gone");
                // Everything inside and outside it, up to the hop, has gone its way.
                until_quiet(&pool, &guards);
            } else {
                held.release.send(()).unwrap();
                assert!(!held.finished.recv().unwrap(), "the caller is there");
                assert_eq!(futures::executor::block_on(request), 1);
                assert_eq!((guards.count(), pool.busy()), (0, 0));
            }
        });
    }
}

#[test]
fn nobody_is_gone_where_the_caller_waits_on_this_thread() {
    let app = Chain::<(), bool>::new().view(|()| caller_is_gone());
    assert!(!app.call(()));
    assert!(!caller_is_gone());
}

#[test]
fn what_waits_for_a_thread_is_given_up_at_once() {
    with_watchdog("a full pool", || {
        let held = held();
        let guards = Guards::default();
        let pool = pool(1);
        let app = Chain::<Request, usize>::new().with(Offload::new().pool(&pool)).view(held.view);
        let mut first = Box::pin(app.acall(vec![guards.guard()]));
        poll_once(first.as_mut());
        held.entered.recv().unwrap();

        let mut second = Box::pin(app.acall(vec![guards.guard()]));
        poll_once(second.as_mut());
        assert_eq!((guards.count(), pool.busy(), pool.waiting()), (2, 1, 1));
        // No thread becomes free, and yet what the request holds is given back.
        drop(second);
        assert_eq!((guards.count(), pool.busy(), pool.waiting()), (1, 1, 0));

        held.release.send(()).unwrap();
        assert_eq!(futures::executor::block_on(first), 1);
        assert_eq!((guards.count(), pool.busy(), pool.hops()), (0, 0, 1));
        // The one that was cancelled never ran.
        assert!(held.entered.try_recv().is_err());
    });
}

#[test]
fn a_request_that_is_never_polled_begins_nothing() {
    let guards = Guards::default();
    let pool = pool(1);
    for kind in 0..KINDS {
        let inside = wrap(kind, view(Mode::Sync), &guards);
        let app = Chain::<Request, usize>::new().with(Offload::new().pool(&pool)).view(inside);
        drop(app.acall(vec![guards.guard()]));
        assert_eq!((guards.count(), pool.hops(), pool.waiting()), (0, 0, 0));
    }
}

/// Does something when it is dropped.
struct OnDrop(fn());

impl Drop for OnDrop {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// A request whose caller leaves while its view runs; the view's answer is then dropped, and does this. The pool,
/// which has one thread, serves the next request. Returns the caller's runtime.
fn abandoned(hops: Offload, on_drop: fn()) -> tokio::runtime::Id {
    with_watchdog("an answer that nobody waits for", move || {
        let (enter, entered) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let released = Mutex::new(released);
        let pool = pool(1);
        let app = Chain::<(), OnDrop>::new().with(hops.pool(&pool)).view(move |()| {
            enter.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            OnDrop(on_drop)
        });
        let runtime = multi_thread();
        let request = runtime.spawn(async move { drop(app.acall(()).await) });
        entered.recv().unwrap();
        request.abort();
        assert!(runtime.block_on(request).unwrap_err().is_cancelled());
        release.send(()).unwrap();
        let next = Chain::<u32, u32>::new().with(Offload::new().pool(&pool)).view(|n: u32| n);
        assert_eq!(runtime.block_on(next.acall(7)), 7);
        assert_eq!((pool.busy(), pool.waiting()), (0, 0));
        runtime.handle().id()
    })
}

#[test]
fn an_answer_that_nobody_waits_for_is_dropped_in_the_callers_runtime() {
    static SEEN: Mutex<Option<tokio::runtime::Id>> = Mutex::new(None);

    let callers = abandoned(Offload::new(), || {
        let app = Chain::<u32, u32>::new().view(async |n: u32| {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            tokio::spawn(async move { n }).await.unwrap()
        });
        assert_eq!(app.call(7), 7);
        *SEEN.lock().unwrap() = Some(tokio::runtime::Handle::current().id());
    });
    assert_eq!(*SEEN.lock().unwrap(), Some(callers));
}

#[test]
fn an_answer_that_nobody_waits_for_is_dropped_inside_of_what_is_carried() {
    thread_local! {
        static CARRIED: Cell<u32> = const { Cell::new(0) };
    }
    static SEEN: AtomicU32 = AtomicU32::new(0);

    let carry = || {
        |job: &mut dyn FnMut()| {
            CARRIED.set(42);
            job();
            CARRIED.set(0);
        }
    };
    abandoned(Offload::new().propagate(carry), || SEEN.store(CARRIED.get(), Ordering::Relaxed));
    assert_eq!(SEEN.load(Ordering::Relaxed), 42);
}

#[test]
fn what_a_carry_panics_with_is_dropped_in_the_callers_runtime_too() {
    static SEEN: Mutex<Option<tokio::runtime::Id>> = Mutex::new(None);

    let carry = || {
        |job: &mut dyn FnMut()| {
            job();
            std::panic::panic_any(OnDrop(|| {
                *SEEN.lock().unwrap() = Some(tokio::runtime::Handle::current().id());
            }));
        }
    };
    let callers = abandoned(Offload::new().propagate(carry), || ());
    assert_eq!(*SEEN.lock().unwrap(), Some(callers));
}

#[test]
fn a_panic_in_the_drop_of_an_answer_that_nobody_waits_for_costs_no_thread() {
    abandoned(Offload::new(), || panic!("in a `Drop`"));
}

#[test]
fn a_panic_that_nobody_waits_for_costs_no_thread() {
    /// A payload that panics when it is dropped.
    struct Payload;

    impl Drop for Payload {
        fn drop(&mut self) {
            std::panic::panic_any(Self);
        }
    }

    with_watchdog("a panic that nobody waits for", || {
        let (enter, entered) = mpsc::channel();
        let (release, released) = mpsc::channel();
        let released = Mutex::new(released);
        let pool = pool(1);
        let app = Chain::<u32, u32>::new().with(Offload::new().pool(&pool)).view(move |n: u32| {
            if n == 0 {
                enter.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                std::panic::panic_any(Payload);
            }
            n
        });
        let runtime = multi_thread();
        let request = runtime.spawn({
            let app = app.clone();
            async move { app.acall(0).await }
        });
        entered.recv().unwrap();
        request.abort();
        assert!(runtime.block_on(request).unwrap_err().is_cancelled());
        release.send(()).unwrap();
        assert_eq!(runtime.block_on(app.acall(7)), 7);
        assert_eq!((pool.busy(), pool.waiting()), (0, 0));
    });
}

/// While an abandoned answer is dropped its thread is taken, so code that may use a free one does not wait for it.
#[test]
fn a_thread_that_drops_an_answer_is_not_free() {
    static RELEASED: Mutex<bool> = Mutex::new(false);
    static RELEASE: std::sync::Condvar = std::sync::Condvar::new();

    with_watchdog("an answer that is dropped slowly", || {
        let (enter, entered) = mpsc::channel();
        let pool = pool(2);
        let app = Chain::<(), OnDrop>::new().with(Offload::new().pool(&pool)).view(move |()| {
            enter.send(()).unwrap();
            while !caller_is_gone() {
                thread::yield_now();
            }
            OnDrop(|| {
                let released = RELEASED.lock().unwrap();
                drop(RELEASE.wait_while(released, |released| !*released).unwrap());
            })
        });
        let runtime = multi_thread();
        let request = runtime.spawn(async move { drop(app.acall(()).await) });
        entered.recv().unwrap();
        request.abort();
        assert!(runtime.block_on(request).unwrap_err().is_cancelled());
        assert_eq!(pool.busy(), 1);
        // One thread is left for it, which does all of it in place.
        let inside = alternating(3, Mode::Sync, echo(Mode::Sync));
        let app = numbers().with(Offload::new().pool(&pool).interruptible()).view(inside);
        assert_eq!(runtime.block_on(app.acall(0)), 3);
        *RELEASED.lock().unwrap() = true;
        RELEASE.notify_all();
        while pool.busy() > 0 {
            thread::yield_now();
        }
        assert_eq!(pool.hops(), 2);
    });
}

/// A job that was begun by another job, whose own caller has its answer, is not abandoned.
#[test]
fn a_caller_that_has_its_answer_is_not_gone() {
    with_watchdog("a job that outlives another one", || {
        let (release, released) = mpsc::channel::<()>();
        let released = Mutex::new(released);
        let (enter, entered) = mpsc::channel();
        let inner = Chain::<(), bool>::new().view(move |()| {
            enter.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            caller_is_gone()
        });
        let other = multi_thread();
        let handle = other.handle().clone();
        let kept = Arc::new(Mutex::new(None));
        let keep = Arc::clone(&kept);
        let outer = Chain::<(), ()>::new().view(move |()| {
            let inner = inner.clone();
            let _context = handle.enter();
            let mut begun = Box::pin(async move { inner.acall(()).await });
            assert!(begun.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            *keep.lock().unwrap() = Some(begun);
        });
        futures::executor::block_on(outer.acall(()));
        entered.recv().unwrap();
        release.send(()).unwrap();
        let begun = kept.lock().unwrap().take().unwrap();
        assert!(!futures::executor::block_on(begun));
    });
}
