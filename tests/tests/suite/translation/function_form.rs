//! Middlewares that are functions.

use std::time::Duration;

use crate::translation::{Failure, GetResponse, Log, OnDrop, Request, Response};

functions! {
    straight(
        "before view(good) after -> Ok(good.)",
        "before view(bad) after -> Err(bad)",
        "before view(flaky) after -> Err(flaky)",
    ) {
        fn case<G>(request: Request, get_response: &GetResponse<G>, log: &Log) -> Response {
            log.note("before");
            let answer = get_response.call(request);
            log.note("after");
            answer
        }
    }

    straight_back(
        "before view(good) after -> Ok(good.)",
        "before view(bad) after -> Err(bad)",
        "before view(flaky) after -> Err(flaky)",
    ) {
        async fn case<G>(request: Request, get_response: &GetResponse<G>, log: &Log) -> Response {
            log.note("before");
            let answer = get_response.acall(request).await;
            log.note("after");
            answer
        }
    }

    retries(
        "view(good0) drop(round) -> Ok(good0.)",
        "view(bad0) failed(bad0) drop(round) view(bad1) failed(bad1) drop(round) view(good) view(good.) -> Ok(good..)",
        "view(flaky0) failed(flaky0) drop(round) view(flaky1) drop(round) -> Ok(flaky1.)",
    ) {
        fn case<G>(request: Request, next: &GetResponse<G>, log: &Log) -> Response {
            for tries in 0..2 {
                let _round = OnDrop(log, "round");
                match next.call(format!("{request}{tries}")) {
                    Ok(text) => return Ok(text),
                    Err(Failure(why)) => log.note(format!("failed({why})")),
                }
            }
            next.call(next.call("good".to_owned())?)
        }
    }

    retries_back(
        "view(good) view(good) -> Ok(good.)",
        "view(bad) bad view(bad1) bad1 view(bad11) bad11 view(bad111) view(bad111) -> Err(bad111)",
        "view(flaky) flaky view(flaky1) view(flaky1) -> Ok(flaky1.)",
    ) {
        async fn case<G>(mut request: Request, next: &GetResponse<G>, log: &Log) -> Response {
            while let Err(Failure(why)) = next.acall(request.clone()).await
                && request.len() < 6
            {
                log.note(why);
                request.push('1');
            }
            next.acall(request).await
        }
    }

    in_macros_and_closures(
        r#"view(good) view(good) Ok("good."),true view(good) -> Ok(good.)"#,
        r#"view(bad) view(bad) Err(Failure("bad")),false view(good) -> Ok(good.)"#,
        r#"view(flaky) view(flaky) Ok("flaky."),false view(good) -> Ok(good.)"#,
    ) {
        fn case<G>(request: Request, get_response: &GetResponse<G>, log: &Log) -> Response {
            let inner = (|| Ok::<_, Failure>(get_response.call(request.clone())?.len()))();
            log.note(format!("{:?},{}", get_response.call(request), inner.is_ok()));
            assert!(matches!(get_response.mode(), crate::translation::Mode::Sync | crate::translation::Mode::Async));
            Ok(format!("{}", vec![get_response.call("good".to_owned())?].concat()))
        }
    }

    in_macros_and_blocks_back(
        "view(good) Ok(5) view(good) -> Ok(good.)",
        r#"view(bad) Err(Failure("bad")) view(good) -> Ok(good.)"#,
        r#"view(flaky) Err(Failure("flaky")) view(good) -> Ok(good.)"#,
    ) {
        async fn case<G>(request: Request, get_response: &GetResponse<G>, log: &Log) -> Response {
            let inner = async move { Ok::<_, Failure>(get_response.acall(request).await?.len()) }.await;
            log.note(format!("{inner:?}"));
            Ok(format!("{}", get_response.acall("good".to_owned()).await?))
        }
    }

    with_helpers_outside(
        "good1 view(good1) -> Ok(good1.)",
        "bad1 view(bad1) view(bad0) -> Err(bad0)",
        "flaky1 view(flaky1) view(flaky0) -> Ok(flaky0.)",
    ) {
        fn case<G>(request: Request, get_response: &GetResponse<G>, log: &Log) -> Response {
            fn longer(text: &str, most: Duration) -> String {
                format!("{text}{}", most.as_secs())
            }
            let call = longer(&request, Duration::from_secs(1));
            log.note(&*call);
            let Ok(text) = get_response.call(call) else {
                return get_response.call(longer(&request, Duration::ZERO));
            };
            Ok(text)
        }
    }

    with_parameters_back(
        "parameters view(good) -> Ok(good.)",
        "parameters view(bad) -> Err(bad)",
        "parameters view(flaky) -> Err(flaky)",
    ) {
        pub(super) async fn case<G, L>(request: Request, get_response: &GetResponse<G>, log: &L) -> Response
        where
            L: AsRef<Log> + Send + Sync + 'static,
        {
            log.as_ref().note("parameters");
            get_response.acall(request).await
        }
    }
}

impl AsRef<Self> for Log {
    fn as_ref(&self) -> &Self {
        self
    }
}
