//! A panic, wherever it comes from, and one of `process_outcome` itself.

use std::{
    pin::pin,
    sync::atomic::{AtomicUsize, Ordering},
};

use futures::poll;
use middleware_tests::drive::current_thread;

use super::*;

/// Around an async-only layer the outer one runs async. The inner one and the view are sync, and run on
/// another thread.
#[test]
fn a_panic_on_a_pool_thread_is_told_on_both_sides() {
    #[middleware]
    async fn passes<G>(request: String, get_response: &GetResponse<G>) -> Response {
        get_response.acall(request).await
    }

    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Catch::layer())
        .with(Plain::layer(log.clone()))
        .with(passes())
        .with(Plain::layer(log.clone()))
        .view(|request: String| {
            assert!(request != "panic!!", "inside");
            view(request)
        });
    let observe = {
        let log = log.clone();
        move |response: Response| (log.take(), response)
    };
    for (way, (told, response)) in drive_everywhere(&app, &"panic".to_owned(), observe) {
        assert_eq!(response, Err(Failure("panicked: inside".to_owned())), "{way}");
        assert_eq!(told, ["Panic, Some(7)", "Panic, Some(6)"], "{way}");
    }
}

/// The thread unwinds while the future is dropped, and yet the future has not panicked.
#[test]
fn a_future_that_an_unrelated_panic_drops_was_dropped() {
    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Plain::layer(log.clone()))
        .with(Async::layer(log.clone()))
        .view(async_view);
    for polls in 1..=3 {
        let unrelated = catch_unwind(AssertUnwindSafe(|| {
            current_thread().block_on(async {
                let mut future = pin!(app.acall("a".to_owned()));
                for _ in 0..polls {
                    assert!(poll!(&mut future).is_pending());
                }
                panic!("unrelated");
            });
        }));
        assert!(unrelated.is_err());
        let inner = if polls == 1 { "Dropped, None" } else { "Dropped, Some(3)" };
        assert_eq!(log.take(), [inner, "Dropped, Some(2)"]);
    }
}

/// Of two layers in one poll, the outer one contains the panic, and the inner one is suspended.
#[test]
fn a_panic_between_two_layers_is_a_panic_of_the_outer_one_only() {
    #[middleware]
    async fn panics_beside<G>(request: String, get_response: &GetResponse<G>) -> Response {
        let mut inside = pin!(get_response.acall(request));
        assert!(poll!(&mut inside).is_pending());
        panic!("beside");
    }

    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Catch::layer())
        .with(Plain::layer(log.clone()))
        .with(panics_beside())
        .with(Plain::layer(log.clone()))
        .view(async_view);
    let response = current_thread().block_on(app.acall("a".to_owned()));
    assert_eq!(response, Err(Failure("panicked: beside".to_owned())));
    assert_eq!(log.take(), ["Dropped, Some(3)", "Panic, Some(2)"]);
}

/// A panic that is caught further in is none of the layer.
#[test]
fn a_panic_that_is_caught_inside_is_a_response() {
    let log = Log::default();
    let app = Chain::<String, Response>::new()
        .with(Plain::layer(log.clone()))
        .with(Catch::layer())
        .view(view);
    let observe = {
        let log = log.clone();
        move |_: Response| log.take()
    };
    for (way, told) in drive_everywhere(&app, &"panic".to_owned(), observe) {
        assert_eq!(told, [r#"Response(Err(Failure("panicked: inside"))), Some(6)"#], "{way}");
    }
}

/// Panics for each outcome.
#[middleware]
#[derive(Debug)]
struct Fragile<G> {
    get_response: GetResponse<G>,
    told: Arc<AtomicUsize>,
}

#[middleware]
impl<G> Fragile<G> {
    fn process_outcome(&self, _: Outcome<'_, Response>) {
        self.told.fetch_add(1, Ordering::Relaxed);
        panic!("fragile");
    }
}

/// Else the process would abort.
#[test]
fn a_panic_of_process_outcome_gives_way_to_the_one_that_it_is_told() {
    let told = Arc::<AtomicUsize>::default();
    let chain = Chain::<String, Response>::new()
        .with(Catch::layer())
        .with(Fragile::layer(Arc::clone(&told)))
        .with(Fragile::layer(Arc::clone(&told)));
    for app in [chain.clone().view(view).boxed(), chain.view(async_view).boxed()] {
        let observe = {
            let told = Arc::clone(&told);
            move |response: Response| (response, told.swap(0, Ordering::Relaxed))
        };
        for (way, (response, told)) in drive_everywhere(&app, &"panic!".to_owned(), observe) {
            assert_eq!(response, Err(Failure("panicked: inside".to_owned())), "{way}");
            assert_eq!(told, 2, "{way}");
        }
    }
}

/// The panic of the inner one is the outcome of the outer one.
#[test]
fn a_panic_of_process_outcome_reaches_the_caller() {
    let told = Arc::<AtomicUsize>::default();
    let log = Log::default();
    let chain = Chain::<String, Response>::new()
        .with(Catch::layer())
        .with(Plain::layer(log.clone()))
        .with(Fragile::layer(Arc::clone(&told)));
    for app in [chain.clone().view(view).boxed(), chain.view(async_view).boxed()] {
        let observe = {
            let (told, log) = (Arc::clone(&told), log.clone());
            move |response: Response| (response, told.swap(0, Ordering::Relaxed), log.take())
        };
        for (way, (response, told, outside)) in drive_everywhere(&app, &"a".to_owned(), observe) {
            assert_eq!(response, Err(Failure("panicked: fragile".to_owned())), "{way}");
            assert_eq!((told, outside), (1, vec!["Panic, Some(2)".to_owned()]), "{way}");
        }
    }
}

/// A panic while a future is dropped reaches the code that drops it, unless that unwinds already.
#[test]
fn a_panic_of_process_outcome_leaves_a_drop() {
    let told = Arc::<AtomicUsize>::default();
    let app =
        Chain::<String, Response>::new().with(Fragile::layer(Arc::clone(&told))).view(async_view);
    let poll_and_drop = |unrelated: bool| {
        catch_unwind(AssertUnwindSafe(|| {
            let mut future = Box::pin(app.acall("a".to_owned()));
            assert_eq!(future.as_mut().now_or_never(), None);
            assert!(!unrelated, "unrelated");
            drop(future);
        }))
    };
    for (unrelated, message) in [(false, "fragile"), (true, "unrelated")] {
        let payload = poll_and_drop(unrelated).unwrap_err();
        assert_eq!(*payload.downcast_ref::<&str>().unwrap(), message);
        assert_eq!(told.swap(0, Ordering::Relaxed), 1);
    }
}

/// What has panicked is not polled again; a caller that does gets nothing new.
#[test]
fn a_future_that_has_panicked_tells_nothing_more() {
    let log = Log::default();
    let app =
        Chain::<String, Response>::new().with(Plain::layer(log.clone())).view(async |request| {
            suspend().await;
            view(request)
        });
    let mut future = Box::pin(app.acall("panic".to_owned()));
    let mut polled = || catch_unwind(AssertUnwindSafe(|| current_thread().block_on(&mut future)));
    assert!(polled().is_err());
    assert!(polled().is_err());
    drop(future);
    assert_eq!(log.take(), ["Panic, Some(6)"]);
}

/// Every request that is counted in is counted out.
#[test]
fn a_count_of_requests_on_their_way_returns_to_zero() {
    #[middleware]
    #[derive(Debug)]
    struct InFlight<G> {
        get_response: GetResponse<G>,
        count: Arc<AtomicUsize>,
    }

    #[middleware]
    impl<G> InFlight<G> {
        fn process_request(&self, _: &String) {
            self.count.fetch_add(1, Ordering::Relaxed);
        }

        fn process_outcome(&self, _: Outcome<'_, Response>) {
            self.count.fetch_sub(1, Ordering::Relaxed);
        }
    }

    let (count, log) = (Arc::<AtomicUsize>::default(), Log::default());
    let chain = Chain::<String, Response>::new()
        .with(Catch::layer())
        .with(InFlight::layer(Arc::clone(&count)))
        .with(Async::layer(log.clone()))
        .with(InFlight::layer(Arc::clone(&count)))
        .with(Blocking::layer(log.clone()))
        .with(InFlight::layer(Arc::clone(&count)))
        .with(Plain::layer(log));
    let count = move || count.load(Ordering::Relaxed);
    let (sync_app, async_app) = (chain.clone().view(view), chain.view(async_view));
    for (request, ..) in ENDINGS {
        let count = count.clone();
        for app in [sync_app.clone().boxed(), async_app.clone().boxed()] {
            let counted = count.clone();
            for (way, count) in drive_everywhere(&app, &request.to_owned(), move |_| counted()) {
                assert_eq!(count, 0, "{request}: {way}");
            }
        }
        current_thread().block_on(async {
            for polls in 0..10 {
                let mut future = Box::pin(async_app.acall(request.to_owned()));
                for _ in 0..polls {
                    if poll!(&mut future).is_ready() {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
                drop(future);
            }
        });
        assert_eq!(count(), 0, "{request}");
    }
}
