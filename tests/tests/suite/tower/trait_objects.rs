//! Chains whose types have a trait object in them, as tower services in futures that are sent to another thread.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full, combinators::BoxBody};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::drive::multi_thread;
use tower::{BoxError, ServiceBuilder, ServiceExt};

type Answer = Result<u64, BoxError>;

#[middleware(both)]
fn add<G>(request: u64, get_response: &GetResponse<G>) -> Answer {
    Ok(get_response.call(request)? + 1)
}

async fn odd(n: u64) -> Answer {
    tokio::task::yield_now().await;
    if n % 2 == 1 { Ok(n) } else { Err("even".into()) }
}

fn sync_odd(n: u64) -> Answer {
    if n % 2 == 1 { Ok(n) } else { Err("even".into()) }
}

#[test]
fn a_chain_with_a_boxed_error_is_called_once_in_a_task() {
    multi_thread().block_on(async {
        let chain = Chain::<u64, Answer>::new().with(add());
        let services = [
            chain.clone().view(odd).into_fallible_service(),
            chain.clone().view(odd).boxed().into_fallible_service(),
            chain.clone().view(sync_odd).into_fallible_service(),
            chain.view(sync_odd).boxed().into_fallible_service(),
        ];
        for service in services {
            let failing = service.clone();
            let answer = tokio::spawn(async move { service.oneshot(1).await });
            assert_eq!(answer.await.unwrap().unwrap(), 2);
            let refused = tokio::spawn(async move { failing.oneshot(2).await });
            assert_eq!(refused.await.unwrap().unwrap_err().to_string(), "even");
        }
    });
}

#[test]
fn a_chain_with_a_boxed_error_is_under_a_timeout_and_a_limit() {
    multi_thread().block_on(async {
        let chain = Chain::<u64, Answer>::new().with(add()).view(odd).into_fallible_service();
        let service = ServiceBuilder::new()
            .timeout(Duration::from_mins(1))
            .concurrency_limit(1)
            .service(chain);
        let calls = (0..8).map(|n| tokio::spawn(service.clone().oneshot(2 * n + 1)));
        for (n, call) in (0..8).zip(calls.collect::<Vec<_>>()) {
            assert_eq!(call.await.unwrap().unwrap(), 2 * n + 2);
        }
    });
}

/// Layers of a chain around a service with a boxed error, in a task.
#[test]
fn a_tower_layer_of_a_chain_has_boxed_errors() {
    multi_thread().block_on(async {
        let layer = Chain::<u64, Answer>::new().with(add()).into_fallible_layer();
        let service = ServiceBuilder::new().layer(layer).service_fn(odd);
        let answer = tokio::spawn(async move { service.oneshot(3).await });
        assert_eq!(answer.await.unwrap().unwrap(), 4);
    });
}

/// A body with a boxed error, and axum's body, which is a trait object, in hyper's service.
#[test]
fn a_chain_is_a_service_of_hyper_in_a_task() {
    type Boxed = BoxBody<Bytes, BoxError>;

    async fn boxed(_: Request<Body>) -> Response<Boxed> {
        Response::new(Full::from("hello").map_err(|never| match never {}).boxed())
    }

    async fn axum(_: Request<Body>) -> Response<Body> {
        Response::new(Body::from("hello"))
    }

    multi_thread().block_on(async {
        let service = Chain::<Request<Body>, Response<Boxed>>::new().view(boxed).into_service();
        let service = TowerToHyperService::new(service);
        let answer = tokio::spawn(async move { service.call(Request::default()).await });
        let body = answer.await.unwrap().unwrap().into_body().collect().await.unwrap();
        assert_eq!(body.to_bytes(), "hello");
        let service = Chain::<Request<Body>, Response<Body>>::new().view(axum).into_service();
        let service = TowerToHyperService::new(service);
        let answer = tokio::spawn(async move { service.call(Request::default()).await });
        assert_eq!(answer.await.unwrap().unwrap().status(), 200);
    });
}
