//! Both files of each entry of the gallery, what is written and what the macro makes of it, compile and do
//! the same: what their docs say under "What happens".

use futures::future::BoxFuture;
use http::{HeaderValue, StatusCode};
use middleware_core::Chain;
use middleware_examples::{Request, Response};
use middleware_tests::{drive::current_thread, step::suspend};

use happens::{Log, Shown, assert_happens, scenarios};

#[path = "../../../gallery"]
#[allow(unreachable_pub, reason = "its items are public where users read them")]
mod entries {
    pub mod any_request;
    pub mod async_only;
    pub mod blocking_hook;
    pub mod borrowed_request;
    pub mod both_halves;
    pub mod erased;
    pub mod hooks;
    pub mod named;
    pub mod outcome;
    pub mod pair;
    pub mod recover;
    pub mod settings;
    pub mod short_circuit;
    pub mod span;
    pub mod span_fields;
    pub mod sync_only;
    pub mod timing;
    pub mod to_async;
    pub mod to_sync;
    pub mod types_changed;

    /// Behind a macro, where `rustfmt` does not see them: they are printed by another tool.
    macro_rules! expanded {
        ($($name:ident)*) => {
            $(
                #[allow(
                    clippy::default_trait_access,
                    clippy::inline_always,
                    clippy::needless_lifetimes,
                    clippy::type_complexity,
                    reason = "it is printed as it is generated, for any type; there clippy does not check it"
                )]
                pub mod $name;
            )*
        };
    }

    expanded! {
        any_request_expanded
        async_only_expanded
        blocking_hook_expanded
        borrowed_request_expanded
        both_halves_expanded
        erased_expanded
        hooks_expanded
        named_expanded
        outcome_expanded
        pair_expanded
        recover_expanded
        settings_expanded
        short_circuit_expanded
        span_expanded
        span_fields_expanded
        sync_only_expanded
        timing_expanded
        to_async_expanded
        to_sync_expanded
        types_changed_expanded
    }
}
mod happens;

/// Drives an entry in every way, around a sync and an async view: what is written and what it expands to.
macro_rules! entry {
    ($written:ident $expanded:ident, $request:ty => $response:ty, $layer:expr, $view:expr) => {
        #[test]
        fn $written() {
            let source = include_str!(concat!("../../../gallery/", stringify!($written), ".rs"));
            let scenarios = scenarios(source);
            let log = Log::default();
            {
                use entries::$written::*;
                let view = noting(&log, $view);
                let app = Chain::<$request, $response>::new().with($layer).view(view.clone());
                assert_happens(&app, &log, &scenarios);
                let app = Chain::<$request, $response>::new().with($layer).view(suspending(view));
                assert_happens(&app, &log, &scenarios);
            }
            {
                use entries::$expanded::*;
                let view = noting(&log, $view);
                let app = Chain::<$request, $response>::new().with($layer).view(view.clone());
                assert_happens(&app, &log, &scenarios);
                let app = Chain::<$request, $response>::new().with($layer).view(suspending(view));
                assert_happens(&app, &log, &scenarios);
            }
        }
    };
}

/// A view that notes what it gets.
fn noting<Req, Res>(
    log: &Log,
    view: fn(Req) -> Res,
) -> impl Fn(Req) -> Res + Clone + Send + Sync + 'static
where
    Req: Shown + 'static,
    Res: 'static,
{
    let log = log.clone();
    move |request| {
        log.view(&request);
        view(request)
    }
}

/// The same as an async view, which suspends first.
fn suspending<Req, Res>(
    view: impl Fn(Req) -> Res + Clone + Send + Sync + 'static,
) -> impl Fn(Req) -> BoxFuture<'static, Res> + Send + Sync + 'static
where
    Req: Send + 'static,
    Res: 'static,
{
    move |request| {
        let view = view.clone();
        Box::pin(async move {
            suspend().await;
            view(request)
        })
    }
}

/// Answers by the path of the request.
#[allow(clippy::needless_pass_by_value, reason = "a view owns its request")]
fn page(request: Request) -> Response {
    let attempt = request.headers().get("x-attempt");
    let status = match request.uri().path() {
        "/missing" => StatusCode::NOT_FOUND,
        "/flaky" if attempt.is_none() => StatusCode::SERVICE_UNAVAILABLE,
        "/down" => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::OK,
    };
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// The same, with a status that is not a success as an error.
fn page_or_error(request: Request) -> Result<Response, StatusCode> {
    let response = page(request);
    if response.status().is_success() { Ok(response) } else { Err(response.status()) }
}

entry!(any_request any_request_expanded, Request => Response, Record::layer(std::sync::Arc::default()), page);
entry!(async_only async_only_expanded, Request => Response, SignedIn::layer(), page);
entry!(blocking_hook blocking_hook_expanded, Request => Response, Session::layer(), page);
entry!(both_halves both_halves_expanded, Request => Response, RequestId::layer(|| HeaderValue::from_static("1")), page);
entry!(erased erased_expanded, Request => Response, FrameOptions::layer(), page);
entry!(hooks hooks_expanded, Request => Response, Timing::layer(), page);
entry!(named named_expanded, Request => Response, Server::layer("gallery".to_owned()), page);
entry!(outcome outcome_expanded, Request => Response, Limit::layer(1), page);
entry!(pair pair_expanded, Request => Response, Retry::layer(3), page);
entry!(recover recover_expanded, Request => Result<Response, StatusCode>, NotFound::layer(), page_or_error);
entry!(
    settings settings_expanded, Request => Response,
    header("server".to_owned(), HeaderValue::from_static("gallery")),
    page
);
entry!(
    short_circuit short_circuit_expanded, Request => Response,
    Guard::layer(HeaderValue::from_static("secret"), HeaderValue::from_static("ada")),
    page
);
entry!(span span_expanded, Request => Response, access(), page);
entry!(span_fields span_fields_expanded, Request => Response, logged("shop".to_owned()), page);
entry!(sync_only sync_only_expanded, Request => Response, Audit::layer(audit_log()), page);
entry!(timing timing_expanded, Request => Response, timing(), page);
entry!(to_async to_async_expanded, Request => Response, Retry::layer(3), page);
entry!(to_sync to_sync_expanded, Request => Response, Fallback::layer("/hello".parse().unwrap()), page);
entry!(types_changed types_changed_expanded, Request => Response, Authenticate::layer(), |user: User| user.0);

/// A borrowed request cannot go to the thread pool, so it is driven in fewer ways than the others.
macro_rules! borrowed_request {
    ($entry:ident, $scenario:ident) => {{
        use entries::$entry::*;

        fn start(job: &mut Job) -> bool {
            job.log.push("view");
            true
        }

        async fn start_async(job: &mut Job) -> bool {
            suspend().await;
            start(job)
        }

        let number = $scenario.request.strip_prefix("job ").unwrap().parse().unwrap();
        let new_job = || Job { number, log: Vec::new() };
        let chain = || Chain::<&mut Job, bool>::new().with(Journal::layer());
        let around_sync = chain().view(start);
        let around_async = chain().view(start_async);

        let mut jobs = vec![new_job(), new_job(), new_job(), new_job()];
        assert!(around_sync.call(&mut jobs[0]));
        assert!(around_async.call(&mut jobs[1]));
        assert!(current_thread().block_on(around_async.acall(&mut jobs[2])));
        assert!(futures::executor::block_on(around_async.acall(&mut jobs[3])));
        for job in jobs {
            assert_eq!(format!("job {}", job.number), $scenario.request);
            assert_eq!(job.log, $scenario.events);
        }
    }};
}

#[test]
fn borrowed_request() {
    let source = include_str!("../../../gallery/borrowed_request.rs");
    for scenario in scenarios(source) {
        borrowed_request!(borrowed_request, scenario);
        borrowed_request!(borrowed_request_expanded, scenario);
    }
}

/// A file of this process.
fn audit_log() -> std::path::PathBuf {
    std::env::temp_dir().join(format!("gallery-audit-{}.log", std::process::id()))
}
