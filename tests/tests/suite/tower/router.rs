//! Chains in axum: as layers of a router and as services of its routes, over real HTTP.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{Router, body::Body, routing::get};
use http::{HeaderValue, Request, Response, StatusCode};
use middleware_core::{Chain, GetResponse, middleware};
use tokio::{net::TcpListener, runtime::Runtime};
use tower::ServiceBuilder;
use tower_http::set_header::SetResponseHeaderLayer;

type Req = Request<Body>;
type Res = Response<Body>;

/// Adds its name to a header.
fn leave(response: &mut Res, name: &'static str) {
    response.headers_mut().append("x-left", HeaderValue::from_static(name));
}

#[middleware]
fn blocking<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    let mut response = get_response.call(request);
    leave(&mut response, "blocking");
    response
}

#[middleware]
async fn waiting<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    tokio::task::yield_now().await;
    let mut response = get_response.acall(request).await;
    leave(&mut response, "waiting");
    response
}

#[middleware(both)]
fn closed<G>(request: Req, get_response: &GetResponse<G>) -> Res {
    if request.uri().path() == "/closed" {
        let mut response = Res::default();
        *response.status_mut() = StatusCode::FORBIDDEN;
        return response;
    }
    get_response.call(request)
}

/// Serves a router while a client asks it.
fn serve<T>(router: Router, client: impl FnOnce(SocketAddr) -> T) -> T {
    let runtime = Runtime::new().unwrap();
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0))).unwrap();
    let address = listener.local_addr().unwrap();
    runtime.spawn(async { axum::serve(listener, router).await });
    client(address)
}

/// Status, body, and who left when.
fn ask(address: SocketAddr, path: &str) -> (u16, String, Vec<String>) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).build().into();
    let mut response = agent.get(format!("http://{address}{path}")).call().unwrap();
    let left = response.headers().get_all("x-left").iter();
    let left = left.map(|name| name.to_str().unwrap().to_owned()).collect();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap(), left)
}

#[test]
fn a_chain_is_a_layer_of_a_router() {
    let layers = Chain::<Req, Res>::new().with(closed()).with(blocking()).with(waiting());
    let router = Router::new()
        .route("/", get(async || "hello"))
        .route("/closed", get(async || "not to be seen"))
        .layer(layers.into_layer());
    serve(router, |address| {
        let left = vec!["waiting".to_owned(), "blocking".to_owned()];
        assert_eq!(ask(address, "/"), (200, "hello".to_owned(), left));
        assert_eq!(ask(address, "/closed"), (403, String::new(), Vec::new()));
    });
}

/// Answers with a `Result`, as a function for axum's `from_fn` may.
#[middleware(both, next = Res)]
fn auth<G>(request: Req, get_response: &GetResponse<G>) -> Result<Res, StatusCode> {
    request.headers().get("authorization").ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(get_response.call(request))
}

/// The same in async code only.
#[middleware(next = Res)]
async fn async_auth<G>(request: Req, get_response: &GetResponse<G>) -> Result<Res, StatusCode> {
    request.headers().get("authorization").ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(get_response.acall(request).await)
}

/// The same as a struct, with both halves written.
#[middleware]
struct Auth<G> {
    get_response: GetResponse<G>,
}

#[middleware(next = Res)]
impl<G> Auth<G> {
    fn call(&self, request: Req) -> Result<Res, StatusCode> {
        request.headers().get("authorization").ok_or(StatusCode::UNAUTHORIZED)?;
        Ok(self.get_response.call(request))
    }

    async fn acall(&self, request: Req) -> Result<Res, StatusCode> {
        request.headers().get("authorization").ok_or(StatusCode::UNAUTHORIZED)?;
        Ok(self.get_response.acall(request).await)
    }
}

#[test]
fn a_layer_answers_with_a_result() {
    let routes = || Router::new().route("/", get(async || "hello"));
    let chain = Chain::<Req, Result<Res, StatusCode>>::new;
    let statuses = |router: Router| {
        serve(router, |address| {
            let agent: ureq::Agent =
                ureq::Agent::config_builder().http_status_as_error(false).build().into();
            let get = || agent.get(format!("http://{address}/"));
            let refused = get().call().unwrap().status().as_u16();
            (refused, get().header("authorization", "Ada").call().unwrap().status().as_u16())
        })
    };
    // Around an async service, a sync layer, and in front of a layer that is sync only.
    assert_eq!(statuses(routes().layer(chain().with(auth()).into_layer())), (401, 200));
    assert_eq!(statuses(routes().layer(chain().with(async_auth()).into_layer())), (401, 200));
    assert_eq!(statuses(routes().layer(chain().with(Auth::layer()).into_layer())), (401, 200));
    let mixed = chain().with(auth()).with(blocking());
    assert_eq!(statuses(routes().layer(mixed.into_layer())), (401, 200));

    // Called without axum, from sync and from async code.
    let request = || Req::default();
    let sync = chain().with(auth()).view(|_: Req| Res::default());
    let both =
        chain().with(auth()).with(Chain::<Req, Res>::new()).view(async |_: Req| Res::default());
    assert_eq!(sync.call(request()).unwrap_err(), StatusCode::UNAUTHORIZED);
    assert_eq!(both.call(request()).unwrap_err(), StatusCode::UNAUTHORIZED);
    let service = Router::new().fallback_service(both.into_service());
    assert_eq!(statuses(service), (401, 200));
}

/// Answers 503 after so many requests. The count belongs to the layer.
#[middleware]
struct Quota<G> {
    get_response: GetResponse<G>,
    most: usize,
    #[middleware(default)]
    count: Arc<AtomicUsize>,
}

#[middleware(both)]
impl<G> Quota<G> {
    fn call(&self, request: Req) -> Res {
        if self.count.fetch_add(1, Ordering::Relaxed) >= self.most {
            let mut response = Res::default();
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            return response;
        }
        self.get_response.call(request)
    }
}

/// A router makes a middleware of its own for each route and each method.
#[test]
fn all_routes_of_a_router_share_the_state_of_a_layer() {
    let quota = || Chain::<Req, Res>::new().with(Quota::layer(3)).into_layer();
    let served = || {
        Router::new()
            .route("/a", get(async || "a").post(async || "posted"))
            .route("/b", get(async || "b"))
    };
    let statuses = |router: Router| {
        serve(router, |address| {
            ["/a", "/b", "/a", "/b", "/a"].map(|path| ask(address, path).0).to_vec()
        })
    };
    assert_eq!(statuses(served().layer(quota())), [200, 200, 200, 503, 503]);
    assert_eq!(statuses(served().route_layer(quota())), [200, 200, 200, 503, 503]);
    let shared = quota();
    let router = served().layer(shared.clone());
    let other = Router::new().route("/c", get(async || "c")).layer(shared);
    serve(router.merge(other), |address| {
        let paths = ["/c", "/a", "/c", "/c", "/b"];
        assert_eq!(paths.map(|path| ask(address, path).0), [200, 200, 200, 503, 503]);
    });
    // Two layers have two counts.
    let two = Router::new().nest("/one", served().layer(quota()));
    let two = two.nest("/two", served().layer(quota()));
    serve(two, |address| {
        let paths = ["/one/a", "/two/a", "/one/b", "/two/b", "/one/a", "/one/b", "/two/a"];
        assert_eq!(paths.map(|path| ask(address, path).0), [200, 200, 200, 200, 200, 503, 200]);
    });
}

/// A router clones its layers, one for each route, and shares them.
#[test]
fn a_chain_that_is_boxed_between_layers_is_a_layer_of_a_router() {
    let layers =
        Chain::<Req, Res>::new().with(closed()).with(blocking()).boxed().with(waiting()).boxed();
    let router = Router::new()
        .route("/", get(async || "hello").post(async || "posted"))
        .route("/closed", get(async || "not to be seen"))
        .layer(layers.clone().into_layer());
    let other = Router::new().route("/other", get(async || "other")).layer(layers.into_layer());
    serve(router.merge(other), |address| {
        let left = vec!["waiting".to_owned(), "blocking".to_owned()];
        assert_eq!(ask(address, "/"), (200, "hello".to_owned(), left.clone()));
        assert_eq!(ask(address, "/other"), (200, "other".to_owned(), left));
        assert_eq!(ask(address, "/closed"), (403, String::new(), Vec::new()));
    });
}

#[test]
fn a_chain_is_a_layer_of_a_service_builder_among_others() {
    let set = |value| {
        SetResponseHeaderLayer::appending(
            http::HeaderName::from_static("x-left"),
            HeaderValue::from_static(value),
        )
    };
    let builder = ServiceBuilder::new()
        .layer(set("outer"))
        .layer(Chain::<Req, Res>::new().with(blocking()).into_layer())
        .layer(set("inner"));
    let router = Router::new().route("/", get(async || "hello")).layer(builder);
    serve(router, |address| {
        let left = ["inner", "blocking", "outer"].map(str::to_owned).to_vec();
        assert_eq!(ask(address, "/"), (200, "hello".to_owned(), left));
    });
}

#[test]
fn a_finished_chain_is_the_service_of_a_route() {
    let sync_app = Chain::<Req, Res>::new().with(blocking()).view(|_: Req| Res::new("sync".into()));
    let async_app =
        Chain::<Req, Res>::new().with(waiting()).view(async |_: Req| Res::new("async".into()));
    let router = Router::new()
        .route_service("/sync", sync_app.into_service())
        .fallback_service(async_app.boxed().into_service());
    serve(router, |address| {
        assert_eq!(ask(address, "/sync"), (200, "sync".to_owned(), vec!["blocking".to_owned()]));
        assert_eq!(ask(address, "/any"), (200, "async".to_owned(), vec!["waiting".to_owned()]));
    });
}
