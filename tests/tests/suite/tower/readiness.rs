//! A service of tower is polled until it is ready, on the instance that is called.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures::future::join_all;
use middleware_core::{
    Chain, GetResponse, Mode, middleware,
    tower::{from_fallible_layer, from_fallible_service},
};
use middleware_tests::drive_everywhere;
use tower::{ServiceBuilder, ServiceExt as _, limit::ConcurrencyLimitLayer};

use crate::tower::strict::{Down, Strict};

type Answer = Result<u32, Down>;

#[middleware(both)]
fn add<G>(request: u32, get_response: &GetResponse<G>) -> Answer {
    get_response.call(request).map(|n| n + 1)
}

#[middleware]
fn audit<G>(request: u32, get_response: &GetResponse<G>) -> Answer {
    get_response.call(request).map(|n| n + 10)
}

#[test]
fn a_service_as_the_view_is_ready_when_it_is_called() {
    let strict = Strict::default();
    let calls = Arc::clone(&strict.calls);
    let app =
        Chain::<u32, Answer>::new().with(add()).with(audit()).view(from_fallible_service(strict));
    assert_eq!(app.plan().view().name(), "Strict");
    assert_eq!(app.plan().view().mode(), Mode::Async);
    let ways = drive_everywhere(&app, &1, |answer| answer);
    assert!(ways.iter().all(|(_, answer)| *answer == Ok(12)), "{ways:?}");
    assert_eq!(calls.load(Ordering::Relaxed), ways.len());
}

/// A tower layer whose service is strict about the instance that it is called on, and asks the rest of the chain.
#[derive(Clone)]
struct Gate<S> {
    inside: S,
    strict: Strict,
}

impl<S> tower_service::Service<u32> for Gate<S>
where
    S: tower_service::Service<u32, Response = u32, Error = Down, Future: Send>
        + Clone
        + Send
        + 'static,
{
    type Response = u32;
    type Error = Down;
    type Future = futures::future::BoxFuture<'static, Answer>;

    fn poll_ready(
        &mut self,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Down>> {
        futures::ready!(<Strict as tower_service::Service<u32>>::poll_ready(
            &mut self.strict,
            context
        ))?;
        self.inside.poll_ready(context)
    }

    fn call(&mut self, request: u32) -> Self::Future {
        let (strict, inside) = (self.strict.call(request), self.inside.call(request));
        Box::pin(async move {
            strict.await?;
            inside.await
        })
    }
}

#[derive(Clone, Copy)]
struct GateLayer;

impl<S> tower_layer::Layer<S> for GateLayer {
    type Service = Gate<S>;

    fn layer(&self, inside: S) -> Gate<S> {
        Gate { inside, strict: Strict::default() }
    }
}

#[test]
fn the_service_of_a_layer_is_ready_when_it_is_called() {
    for is_sync in [true, false] {
        let view = move |n: u32| async move { Ok::<_, Down>(n * 2) };
        let layers = Chain::<u32, Answer>::new()
            .with(add())
            .with(from_fallible_layer(GateLayer))
            .with_if(is_sync, audit())
            .with(from_fallible_layer(GateLayer));
        let app = layers.view(view);
        let expected = Ok(if is_sync { 17 } else { 7 });
        let ways = drive_everywhere(&app, &3, |answer| answer);
        assert!(ways.iter().all(|(_, answer)| *answer == expected), "{ways:?}");
    }
}

#[test]
fn a_chain_as_a_tower_layer_waits_for_what_is_inside_of_it() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let strict = Strict::default();
    let calls = Arc::clone(&strict.calls);
    let layers = Chain::<u32, Answer>::new().with(add()).with(audit());
    let service = ServiceBuilder::new().layer(layers.into_fallible_layer()).service(strict);
    let answers = runtime.block_on(join_all((0..100).map(|n| service.clone().oneshot(n))));
    assert!(answers.into_iter().zip(0..).all(|(answer, n)| answer == Ok(n + 11)));
    assert_eq!(calls.load(Ordering::Relaxed), 100);
}

#[test]
fn a_limit_inside_makes_requests_wait_and_loses_none() {
    let (inside, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let seen = Arc::clone(&most);
    let view = move |n: u32| {
        let (inside, most) = (Arc::clone(&inside), Arc::clone(&most));
        async move {
            most.fetch_max(inside.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            inside.fetch_sub(1, Ordering::SeqCst);
            Ok::<_, Down>(n)
        }
    };
    let app = Chain::<u32, Answer>::new()
        .with(audit())
        .with(from_fallible_layer(ConcurrencyLimitLayer::new(3)))
        .view(view);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // Some give up, wherever they are.
    runtime.block_on(async {
        let requests = (0..1000).map(|n| {
            let app = app.clone();
            let request = tokio::spawn(async move { app.acall(n).await });
            if n % 7 == 0 {
                request.abort();
            }
            request
        });
        let answers = join_all(requests.collect::<Vec<_>>()).await;
        for (answer, n) in answers.into_iter().zip(0..) {
            match answer {
                Ok(answer) => assert_eq!(answer, Ok(n + 10)),
                Err(error) => assert!(error.is_cancelled() && n % 7 == 0, "{error}"),
            }
        }
        // And their permits are back.
        assert_eq!(app.acall(1).await, Ok(11));
    });
    assert!((1..=3).contains(&seen.load(Ordering::SeqCst)), "{seen:?}");
}

async fn hello(n: u32) -> Answer {
    Ok(n)
}

#[test]
fn a_tower_layer_is_async_only_in_the_plan_and_makes_no_bridge_among_async_layers() {
    let limit = || from_fallible_layer(ConcurrencyLimitLayer::new(3));
    let app = Chain::<u32, Answer>::new().with(add()).with(limit()).view(hello).without_bridges();
    assert_eq!(app.plan().bridge_count(Mode::Async), 0);

    let app =
        Chain::<u32, Answer>::new().with_if(false, limit()).with(limit()).with(audit()).view(hello);
    let plan = app.plan().to_string();
    let rows = "\
 ┆  ConcurrencyLimitLayer   skipped: switched off
 ├─ ConcurrencyLimitLayer   async only   async
 ╪  async to sync, because `ConcurrencyLimitLayer` has no `call`: runs on a thread that may block
 ├─ audit                   sync only    sync
";
    assert!(plan.contains(rows), "{plan}");
}
