//! When values are dropped and locks released, and what names mean.

use std::{rc::Rc, sync::Mutex};

use crate::translation::{OnDrop, Request, Response};

cases! {
    dropped_in_order(
        "drop(at once) view(good1) drop(inner) view(good) drop(last) drop(b) drop(a) drop(first) -> Ok(good.)",
        "drop(at once) view(bad1) drop(inner) drop(b) drop(a) drop(first) -> Err(bad1)",
        "drop(at once) view(flaky1) drop(inner) drop(b) drop(a) drop(first) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            let _first = OnDrop(&self.log, "first");
            let _ = OnDrop(&self.log, "at once");
            let (_a, _b) = (OnDrop(&self.log, "a"), OnDrop(&self.log, "b"));
            {
                let _inner = OnDrop(&self.log, "inner");
                self.get_response.call(request.clone() + "1")?;
            }
            let _last = OnDrop(&self.log, "last");
            self.get_response.call(request)
        }
    }

    dropped_in_order_back(
        "drop(round) view(good) drop(round) view(good1) drop(inner) view(good) drop(last) drop(first) -> Ok(good.)",
        "drop(round) view(bad) drop(round) view(bad1) drop(inner) drop(first) -> Err(bad1)",
        "drop(round) view(flaky) drop(round) view(flaky1) drop(inner) view(flaky) drop(last) drop(first) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let _first = OnDrop(&self.log, "first");
            for round in 0..2 {
                let _round = OnDrop(&self.log, "round");
                if round == 1 && self.get_response.acall(request.clone()).await.is_err() {
                    break;
                }
            }
            async {
                let _inner = OnDrop(&self.log, "inner");
                self.get_response.acall(request.clone() + "1").await
            }
            .await?;
            let _last = OnDrop(&self.log, "last");
            self.get_response.acall(request).await
        }
    }

    /// To the end of the statement, of the `match` and of the `if let`.
    temporaries(
        "view(good) drop(let) view(good) ok drop(match) view(good1) drop(if) -> Ok(8)",
        "view(bad) drop(let) -> Err(bad)",
        "view(flaky) drop(let) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let length = OnDrop(&self.log, "let").1.len() + self.get_response.call(request.clone())?.len();
            match (OnDrop(&self.log, "match").1, self.get_response.call(request.clone())) {
                (_, Ok(_)) => self.log.note("ok"),
                (_, Err(_)) => self.log.note("err"),
            }
            if let Some('i') = OnDrop(&self.log, "if").1.chars().next() {
                self.get_response.call(request + "1")?;
            }
            Ok(length.to_string())
        }
    }

    temporaries_back(
        "view(good) drop(match) between view(goodargument) drop(argument) -> Ok(good.)",
        "view(bad) drop(match) between view(badargument) drop(argument) -> Err(badargument)",
        "view(flaky) drop(match) between view(flakyargument) drop(argument) -> Ok(flakyargument.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let answer = match OnDrop(&self.log, "match").1.len() {
                5 => self.get_response.acall(request.clone()).await,
                _ => unreachable!("it is the length of `match`"),
            };
            self.log.note("between");
            answer.or(self.get_response.acall(request + OnDrop(&self.log, "argument").1).await)
        }
    }

    arguments_dropped(
        "view(good) drop(inner) drop(_) drop(first) drop(own) -> Ok(good.)",
        "view(bad) drop(inner) drop(_) drop(first) drop(own) -> Err(bad)",
        "view(flaky) drop(inner) drop(_) drop(first) drop(own) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let _own = OnDrop(&self.log, "own");
            self.guarded(OnDrop(&self.log, "first"), OnDrop(&self.log, "_"), request)
        }

        fn guarded(&self, _first: OnDrop<'_>, _: OnDrop<'_>, request: Request) -> Response {
            let _inner = OnDrop(&self.log, "inner");
            self.get_response.call(request)
        }
    }

    arguments_dropped_back(
        "view(good) drop(inner) drop(_) drop(first) -> Ok(good.)",
        "view(bad) drop(inner) drop(_) drop(first) -> Err(bad)",
        "view(flaky) drop(inner) drop(_) drop(first) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.guarded(OnDrop(&self.log, "first"), OnDrop(&self.log, "_"), request).await
        }

        async fn guarded(&self, _first: OnDrop<'_>, _: OnDrop<'_>, request: Request) -> Response {
            let _inner = OnDrop(&self.log, "inner");
            self.get_response.acall(request).await
        }
    }

    shadowed(
        "view(good1) view(good1) -> Ok(good1.2good1.3)",
        "view(bad1) view(bad1) -> Err(bad1)",
        "view(flaky1) view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            let request = request + "1";
            let answer = self.get_response.call(request.clone());
            let answer = answer.map(|request| request + "2");
            let request = { let request = self.get_response.call(request)?; request + "3" };
            answer.map(|answer| answer + &request)
        }
    }

    shadowed_back(
        "view(good) view(good.) -> Ok(good..good)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let call = self.get_response.acall(request.clone()).await;
            let call = if let Ok(request) = call { self.get_response.acall(request).await } else { call };
            let acall = |text: String| text + &request;
            call.map(acall)
        }
    }

    /// The guard is gone before the call.
    mutex_in_a_block(
        "view(good1) -> Ok(good1.2)",
        "view(bad1) view(bad2) view(bad3) -> Err(bad3)",
        "view(flaky1) view(flaky2) -> Ok(flaky2.3)",
    ) {
        fn call(&self, request: Request) -> Response {
            let count = Mutex::new(0);
            let answer = loop {
                let count = {
                    let mut count = count.lock().unwrap();
                    *count += 1;
                    *count
                };
                match self.get_response.call(format!("{request}{count}")) {
                    Err(_) if count < 3 => {}
                    answer => break answer,
                }
            };
            *count.lock().unwrap() += 1;
            answer.map(|text| format!("{text}{}", count.lock().unwrap()))
        }
    }

    guard_and_rc_gone_before_the_call(
        "view(good1) -> Ok(good1.good)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            let count = Mutex::new(1);
            let name = Rc::new(request.clone());
            let name = Rc::unwrap_or_clone(name);
            let value = *count.lock().unwrap();
            let answer = match value {
                0 => Ok(request),
                _ => self.get_response.call(format!("{request}{value}")),
            };
            answer.map(|text| text + &name)
        }
    }

    mutex_in_a_block_back(
        r#"view(good) view(good) -> Ok([true, false]Ok("good."))"#,
        r#"view(bad) view(good) -> Ok([false, false]Ok("good."))"#,
        r#"view(flaky) view(good) -> Ok([false, false]Ok("good."))"#,
    ) {
        async fn acall(&self, request: Request) -> Response {
            let seen = Mutex::new(Vec::new());
            let answer = self.get_response.acall(request).await;
            seen.lock().unwrap().push(answer.is_ok());
            { seen.lock().unwrap().push(false) };
            let again = self.get_response.acall("good".to_owned()).await;
            Ok(format!("{:?}{:?}", seen.into_inner().unwrap(), again))
        }
    }
}
