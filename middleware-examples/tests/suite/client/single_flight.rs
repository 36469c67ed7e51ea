//! However many requests need a new token at once, it is fetched once.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use http::header::AUTHORIZATION;
use middleware_core::{AsyncCall, Call, GetResponse, bridge::Reason};
use middleware_examples::client::{Bearer, Timeout, Token, TokenError, TokenResult, Tokens};
use middleware_tests::drive::{TestRuntime, current_thread, multi_thread, with_watchdog};
use tokio::runtime::Builder;

use super::{drive::reqwest_view, drive::ureq_view, *};

/// What all waiters wait for, and what the source does then.
#[derive(Default)]
struct Gate {
    tokens: Mutex<Option<Tokens>>,
    calls: AtomicUsize,
}

impl Gate {
    /// Tokens whose source, when it is called first, answers once so many others wait: with an error if it `fails`.
    fn tokens(self: &Arc<Self>, others: usize, fails: bool, is_async: bool) -> Tokens {
        let answer = move |call: usize| -> TokenResult {
            if fails && call == 0 { Err("no".into()) } else { Ok(Token::new("token")?) }
        };
        let gate = Arc::clone(self);
        let tokens = if is_async {
            Tokens::new(move |()| {
                let gate = Arc::clone(&gate);
                async move {
                    let call = gate.calls.fetch_add(1, Ordering::SeqCst);
                    while call == 0 && gate.waiting() < others {
                        tokio::time::sleep(Duration::from_millis(1)).await;
                    }
                    answer(call)
                }
            })
        } else {
            Tokens::new(move |()| {
                let call = gate.calls.fetch_add(1, Ordering::SeqCst);
                while call == 0 && gate.waiting() < others {
                    thread::sleep(Duration::from_millis(1));
                }
                answer(call)
            })
        };
        *self.tokens.lock().unwrap() = Some(tokens.clone());
        tokens
    }

    fn waiting(&self) -> usize {
        self.tokens.lock().unwrap().as_ref().unwrap().waiting()
    }
}

/// Sends so many requests from threads over one chain, and so many from tasks over another one, all at once.
fn flood<S, A>(
    server: &FlakyServer,
    runtime: &TestRuntime,
    (threads, sync_app): (usize, &GetResponse<S>),
    (tasks, async_app): (usize, &GetResponse<A>),
) -> Vec<ClientResult>
where
    S: Call<Request, Response = ClientResult>,
    A: AsyncCall<Request, Response = ClientResult>,
{
    thread::scope(|scope| {
        let threads: Vec<_> =
            (0..threads).map(|_| scope.spawn(|| sync_app.call(get(server, "/")))).collect();
        let mut results: Vec<_> = runtime.block_on(async {
            let tasks: Vec<_> = (0..tasks)
                .map(|_| {
                    let (app, request) = (async_app.clone(), get(server, "/"));
                    tokio::spawn(async move { app.acall(request).await })
                })
                .collect();
            let mut results = Vec::new();
            for task in tasks {
                results.push(task.await.unwrap());
            }
            results
        });
        results.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
        results
    })
}

fn one_worker() -> TestRuntime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().into()
}

fn check(threads: usize, tasks: usize, fails: bool) {
    for is_async in [false, true] {
        for runtime in [current_thread(), one_worker(), multi_thread()] {
            let server = server(|_| Reply::ok("hello"));
            let gate = Arc::<Gate>::default();
            let tokens = gate.tokens(threads + tasks - 1, fails, is_async);
            let layers = Layers::new().with(Bearer::layer(tokens));
            let sync_app = layers.clone().view(ureq_view());
            let async_app = layers.view(reqwest_view());
            let results = flood(&server, &runtime, (threads, &sync_app), (tasks, &async_app));
            assert_eq!(results.len(), threads + tasks);
            assert_eq!(gate.calls.load(Ordering::SeqCst), 1);
            for result in &results {
                match result {
                    Ok(response) => assert!(!fails && response.status() == 200),
                    Err(ClientError::Token(TokenError::Source(error))) => {
                        assert!(fails && error.to_string() == "no");
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            // A later one finds the token, or asks afresh.
            assert_eq!(status(&sync_app.call(get(&server, "/"))), 200);
            assert_eq!(status(&runtime.block_on(async_app.acall(get(&server, "/")))), 200);
            assert_eq!(gate.calls.load(Ordering::SeqCst), if fails { 2 } else { 1 });
            let sent = if fails { 2 } else { threads + tasks + 2 };
            assert_eq!(server.received().len(), sent);
        }
    }
}

#[test]
fn in_threads() {
    with_watchdog("threads", || check(100, 0, false));
}

#[test]
fn in_tasks() {
    with_watchdog("tasks", || check(0, 100, false));
}

#[test]
fn in_threads_and_tasks_at_once() {
    with_watchdog("threads and tasks", || check(50, 50, false));
}

#[test]
fn a_failure_reaches_all_who_wait() {
    with_watchdog("failing", || {
        check(20, 0, true);
        check(0, 20, true);
        check(10, 10, true);
    });
}

#[test]
fn a_token_that_is_refused_is_renewed_once() {
    with_watchdog("refused", || {
        // The first token is refused to all, and to none before all have sent it.
        const REQUESTS: usize = 40;
        let arrived = AtomicUsize::new(0);
        let server = FlakyServer::start(move |request, _| {
            if request.headers()[AUTHORIZATION] != "Bearer token-0" {
                return Reply::ok("hello");
            }
            arrived.fetch_add(1, Ordering::SeqCst);
            wait_until(|| arrived.load(Ordering::SeqCst) == REQUESTS);
            Reply::status(401, &[])
        })
        .unwrap();
        let calls = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&calls);
        let tokens = Tokens::new(move |()| {
            Ok(Token::new(&format!("token-{}", counted.fetch_add(1, Ordering::SeqCst)))?)
        });
        let layers = Layers::new().with(Bearer::layer(tokens));
        let (sync_app, async_app) = (layers.clone().view(ureq_view()), layers.view(reqwest_view()));
        let half = REQUESTS / 2;
        let results = flood(&server, &multi_thread(), (half, &sync_app), (half, &async_app));
        assert!(results.iter().all(|result| status(result) == 200));
        assert_eq!(calls.load(Ordering::SeqCst), 2);
        assert_eq!(server.received().len(), 2 * REQUESTS);
    });
}

/// A source that never ends when it is called first, and panics if it is `rude`.
fn stuck(rude: bool) -> (Tokens, Arc<AtomicUsize>) {
    let calls = Arc::<AtomicUsize>::default();
    let counted = Arc::clone(&calls);
    let tokens = Arc::new(Mutex::new(None::<Tokens>));
    let own = Arc::clone(&tokens);
    let source = move |()| {
        let (counted, own) = (Arc::clone(&counted), Arc::clone(&own));
        async move {
            if counted.fetch_add(1, Ordering::SeqCst) > 0 {
                return Ok(Token::new("token")?);
            }
            while !rude || own.lock().unwrap().as_ref().unwrap().waiting() < 2 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            panic!("rude");
        }
    };
    let made = Tokens::new(source);
    *tokens.lock().unwrap() = Some(made.clone());
    (made, calls)
}

/// One request fetches the token and is cut off while a thread and a task wait for it.
fn cut_off(rude: bool) {
    let server = server(|_| Reply::ok("hello"));
    let (tokens, calls) = stuck(rude);
    let layers = Layers::new().with(Bearer::layer(tokens.clone()));
    let (sync_app, async_app) = (layers.clone().view(ureq_view()), layers.view(reqwest_view()));
    let runtime = multi_thread();
    let spawn = || {
        let (app, request) = (async_app.clone(), get(&server, "/"));
        runtime.spawn(async move { app.acall(request).await })
    };
    let first = spawn();
    wait_until(|| calls.load(Ordering::SeqCst) == 1);
    let second = spawn();
    thread::scope(|scope| {
        let third = scope.spawn(|| sync_app.call(get(&server, "/")));
        if !rude {
            wait_until(|| tokens.waiting() == 2);
            first.abort();
        }
        let error = runtime.block_on(first).unwrap_err();
        assert_eq!((error.is_panic(), error.is_cancelled()), (rude, !rude));
        assert_eq!(status(&third.join().unwrap()), 200);
    });
    assert_eq!(status(&runtime.block_on(second).unwrap()), 200);
    assert_eq!(calls.load(Ordering::SeqCst), 2);
}

fn wait_until(holds: impl Fn() -> bool) {
    while !holds() {
        thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn another_request_takes_over_from_one_that_is_dropped() {
    with_watchdog("dropped", || cut_off(false));
}

#[test]
fn another_request_takes_over_from_one_that_panics() {
    with_watchdog("panicking", || cut_off(true));
}

#[test]
fn sync_code_waits_until_its_deadline() {
    with_watchdog("deadline", || {
        let server = server(|_| Reply::ok("hello"));
        let (tokens, calls) = stuck(false);
        let bearer = Bearer::layer(tokens);
        let runtime = multi_thread();
        let first = Layers::new().with(bearer.clone()).view(reqwest_view());
        let fetching = get(&server, "/");
        let first = runtime.spawn(async move { first.acall(fetching).await });
        wait_until(|| calls.load(Ordering::SeqCst) == 1);
        let limit = Duration::from_millis(100);
        let app = Layers::new().with(Timeout::layer(limit)).with(bearer).view(ureq_view());
        assert!(matches!(app.call(get(&server, "/")), Err(ClientError::Timeout)));
        assert!(server.received().is_empty());
        first.abort();
    });
}

/// The one thread of a runtime that fetches the token may not wait for it.
#[test]
fn a_thread_that_would_wait_for_itself_is_told() {
    with_watchdog("waits for itself", || {
        let server = server(|_| Reply::ok("hello"));
        let (tokens, calls) = stuck(false);
        let layers = Layers::new().with(Bearer::layer(tokens));
        let (sync_app, async_app) = (layers.clone().view(ureq_view()), layers.view(reqwest_view()));
        let fetching = get(&server, "/");
        current_thread().block_on(async {
            let first = tokio::spawn(async move { async_app.acall(fetching).await });
            while calls.load(Ordering::SeqCst) == 0 {
                tokio::task::yield_now().await;
            }
            let refused = sync_app.call(get(&server, "/"));
            let Err(ClientError::Token(TokenError::CannotWait(reason))) = refused else {
                panic!("{refused:?}")
            };
            assert!(matches!(*reason, Reason::CurrentThreadRuntime), "{reason}");
            first.abort();
        });
    });
}

/// On a worker it may: the other tasks move to another thread.
#[test]
fn a_worker_may_wait_for_a_task_of_its_own() {
    with_watchdog("worker", || {
        let server = server(|_| Reply::ok("hello"));
        let gate = Arc::<Gate>::default();
        let tokens = gate.tokens(1, false, true);
        let layers = Layers::new().with(Bearer::layer(tokens));
        let (sync_app, async_app) = (layers.clone().view(ureq_view()), layers.view(reqwest_view()));
        let (one, other) = (get(&server, "/"), get(&server, "/"));
        let runtime = one_worker();
        let fetches = runtime.spawn(async move { async_app.acall(one).await });
        wait_until(|| gate.calls.load(Ordering::SeqCst) == 1);
        let waits = runtime.spawn(async move { sync_app.call(other) });
        assert_eq!(status(&runtime.block_on(fetches).unwrap()), 200);
        assert_eq!(status(&runtime.block_on(waits).unwrap()), 200);
        assert_eq!(gate.calls.load(Ordering::SeqCst), 1);
    });
}
