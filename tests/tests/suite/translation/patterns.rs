//! Calls of the next handler in and around patterns.

use crate::translation::{Failure, Request, Response};

cases! {
    let_chains(
        "view(good) view(good.) -> Ok(good..)",
        "view(bad) view(bad!) -> Err(bad!)",
        "view(flaky!) -> Err(flaky!)",
    ) {
        fn call(&self, request: Request) -> Response {
            if request.len() < 5
                && let Ok(first) = self.get_response.call(request.clone())
                && let Ok(second) = self.get_response.call(first)
                && !second.is_empty()
            {
                return Ok(second);
            }
            self.get_response.call(request + "!")
        }
    }

    let_chains_back(
        "view(good) view(good) -> Ok(good.)",
        "view(bad) view(bad) -> Ok(else)",
        "view(flaky) view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            if let first = self.get_response.acall(request.clone()).await
                && let Ok(_) | Err(Failure(_)) = &first
                && self.get_response.acall(request).await.is_ok()
            {
                first
            } else {
                Ok("else".to_owned())
            }
        }
    }

    in_match_guards(
        "view(bad4) view(good) -> Ok(short)",
        "view(bad) view(3) -> Ok(long)",
        "view(5) -> Ok(long)",
    ) {
        fn call(&self, request: Request) -> Response {
            match request.len() {
                4 if self.get_response.call("bad4".to_owned()).is_ok() => Ok("four".to_owned()),
                3 | 4 if self.get_response.call(request.clone()).is_ok() => Ok("short".to_owned()),
                length if self.get_response.call(length.to_string()).is_err() => self.get_response.call(request),
                _ => Ok("long".to_owned()),
            }
        }
    }

    in_match_guards_back(
        "view(good) view(good.1) -> Ok(good.)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) view(flaky2) -> Ok(flaky2.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            match self.get_response.acall(request.clone()).await {
                Ok(text) if self.get_response.acall(text.clone() + "1").await.is_err() => Ok(text),
                Err(Failure(why)) if self.get_response.acall(why.clone()).await.is_ok() => {
                    self.get_response.acall(why + "2").await
                }
                other => other,
            }
        }
    }

    in_let_else(
        "view(good) -> Ok(good.)",
        "view(bad) else view(bad1) -> Err(bad1)",
        "view(flaky) else view(flaky1) -> Ok(flaky1.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let Ok(text) = self.get_response.call(request.clone()) else {
                self.log.note("else");
                return self.get_response.call(request + "1");
            };
            Ok(text)
        }
    }

    in_let_else_back(
        "view(good) view(good.) -> Ok(good..)",
        "view(bad) -> Err(else)",
        "view(flaky) -> Err(else)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let (Ok(text), 4) = (self.get_response.acall(request.clone()).await, request.len()) else {
                return Err(Failure("else".to_owned()));
            };
            self.get_response.acall(text).await
        }
    }

    short_circuits(
        "view(good) -> Ok(good.)",
        "-> Ok(answered)",
        "-> Err(refused)",
    ) {
        fn call(&self, request: Request) -> Response {
            match &*request {
                "bad" => Ok("answered".to_owned()),
                "flaky" => Err(Failure("refused".to_owned())),
                _ => self.get_response.call(request),
            }
        }
    }

    short_circuits_back(
        "view(good) -> Ok(good.)",
        "-> Ok(answered)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            match request.as_str() {
                "bad" => Ok("answered".to_owned()),
                _ => self.get_response.acall(request).await,
            }
        }
    }

    patterns(
        "view(good1) view(goodd) -> Ok(goodd.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) view(flakyk) -> Ok(flakyk.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let ref both @ (ref first, _) = (request.clone() + "1", request);
            let answer = self.get_response.acall(first.clone()).await;
            let [.., last @ ('a'..='z' | '.')] = first.chars().collect::<Vec<_>>()[..4] else {
                return answer;
            };
            self.get_response.acall(format!("{}{last}", both.1)).await
        }
    }
}
