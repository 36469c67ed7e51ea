//! Calls of the next handler among `?`, `return`, `&&` and loops.

use crate::translation::{Failure, Request, Response};

cases! {
    question_mark(
        "view(good) went on view(good) -> Ok(good.good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let text = self.get_response.call(request)?;
            self.log.note("went on");
            Ok(text + &self.get_response.call("good".to_owned())?)
        }
    }

    question_mark_back(
        "view(good) went on -> Ok(7)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let length = self.get_response.acall(request).await?.parse::<u32>().or(Ok(7))?;
            self.log.note("went on");
            Ok(length.to_string())
        }
    }

    early_return(
        "view(good) after -> Ok(good.)",
        "short -> Err(short)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            if request == "bad" {
                self.log.note("short");
                return Err(Failure("short".to_owned()));
            }
            if request.len() > 4 {
                return self.get_response.call(request);
            }
            let answer = self.get_response.call(request);
            self.log.note("after");
            return answer;
        }
    }

    early_return_back(
        "view(good) after -> Ok(good.)",
        "-> Ok(short)",
        "view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            if request == "bad" {
                return Ok("short".to_owned());
            }
            let Ok(text) = self.get_response.acall(request.clone()).await else {
                return self.get_response.acall(request).await;
            };
            self.log.note("after");
            Ok(text)
        }
    }

    retries(
        "view(good) -> Ok(good.)",
        "view(bad) again(1) view(bad) again(2) view(bad) -> Err(bad)",
        "view(flaky) again(1) view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut tries = 0;
            loop {
                match self.get_response.call(request.clone()) {
                    Err(_) if tries < 2 => {
                        tries += 1;
                        self.log.note(format!("again({tries})"));
                    }
                    answer => return answer,
                }
            }
        }
    }

    retries_back(
        "view(good0) -> Ok(good0.)",
        "view(bad0) view(bad1) view(bad2) -> Err(bad2)",
        "view(flaky0) view(flaky1) -> Ok(flaky1.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            for tries in 0.. {
                let answer = self.get_response.acall(format!("{request}{tries}")).await;
                if answer.is_ok() || tries == 2 {
                    return answer;
                }
            }
            unreachable!("it returns")
        }
    }

    breaks_with_a_value(
        "view(good) view(good.) -> Ok(good..)",
        "view(bad) view(bad) -> Err(too often)",
        "view(flaky) view(flaky) view(flaky.) -> Ok(flaky..)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut left = 3;
            let text = loop {
                left -= 1;
                if left == 0 {
                    break Err(Failure("too often".to_owned()));
                }
                if let Ok(text) = self.get_response.call(request.clone()) {
                    break self.get_response.call(text);
                }
            };
            text
        }
    }

    breaks_with_a_value_back(
        "view(short) -> Ok(short.)",
        "long view(bad) -> Ok()",
        "long view(flaky) -> Ok()",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let found = 'found: {
                if request == "good" {
                    break 'found self.get_response.acall("short".to_owned()).await?;
                }
                self.log.note("long");
                self.get_response.acall(request).await.unwrap_or_default()
            };
            Ok(found)
        }
    }

    labelled_loops(
        "view(good00) view(good10) view(good11) view(good20) view(good21) view(good22) -> Ok(good22.)",
        "view(bad00) view(bad10) -> Err(bad10)",
        "view(flaky00) view(flaky10) view(flaky11) view(flaky20) view(flaky21) view(flaky22) -> Ok(flaky22.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut last = Ok("none".to_owned());
            'outer: for outer in 0..3 {
                for inner in 0..3 {
                    if inner > outer {
                        continue 'outer;
                    }
                    last = self.get_response.call(format!("{request}{outer}{inner}"));
                    if outer == 1 && last.is_err() {
                        break 'outer;
                    }
                }
            }
            last
        }
    }

    labelled_loops_back(
        "view(good1) view(good2) -> Ok(good2.)",
        "view(bad1) view(bad2) view(bad3) view(bad) -> Err(bad)",
        "view(flaky1) view(flaky2) -> Ok(flaky2.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut count = 0;
            let last = 'outer: loop {
                while count < 3 {
                    count += 1;
                    match self.get_response.acall(format!("{request}{count}")).await {
                        Ok(text) if count == 2 => break 'outer Ok(text),
                        Ok(_) => continue 'outer,
                        Err(_) => {}
                    }
                }
                break self.get_response.acall(request).await;
            };
            last
        }
    }

    in_conditions(
        "view(good0) view(good) then -> Ok(0)",
        "view(bad0) view(bad1) view(bad2) view(bad) view(good) else if -> Ok(2)",
        "view(flaky0) view(flaky1) view(flaky) then -> Ok(1)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut tries = 0;
            while self.get_response.call(format!("{request}{tries}")).is_err() && tries < 2 {
                tries += 1;
            }
            if self.get_response.call(request.clone()).is_ok() {
                self.log.note("then");
            } else if self.get_response.call("good".to_owned()).is_ok() {
                self.log.note("else if");
            }
            Ok(tries.to_string())
        }
    }

    in_conditions_back(
        "view(good) view(good.) view(good..) view(good...) -> Ok(good...)",
        "view(bad) view(bad) bad -> Ok(bad)",
        "view(flaky) view(flaky) -> Ok(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut text = request;
            while let Ok(longer) = self.get_response.acall(text.clone()).await {
                text = longer;
                if text.len() > 6 {
                    break;
                }
            }
            if let Err(Failure(why)) = self.get_response.acall(text.clone()).await {
                self.log.note(why);
            }
            Ok(text)
        }
    }

    over_what_is_answered(
        "view(good) view(g) view(o) -> Ok(g.o.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut joined = String::new();
            for letter in self.get_response.call(request)?.chars().take(2) {
                joined += &self.get_response.call(letter.to_string())?;
            }
            Ok(joined)
        }
    }

    over_what_is_answered_back(
        "view(good) view(good) -> Ok(0)",
        "view(bad) view(bad) -> Ok(2)",
        "view(flaky) view(flaky) -> Ok(1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut failed = 0;
            for answer in [
                self.get_response.acall(request.clone()).await,
                self.get_response.acall(request).await,
            ] {
                failed += usize::from(answer.is_err());
            }
            Ok(failed.to_string())
        }
    }

    in_binary_operations(
        "view(good) view(good) view(good) view(good2) view(good3) -> Ok(true,true,true)",
        "view(bad) view(bad) view(bad) view(bad3) view(bad4) -> Ok(true,false,false)",
        "view(flaky) view(flaky) view(flaky) view(flaky2) view(flaky3) -> Ok(false,true,true)",
    ) {
        fn call(&self, request: Request) -> Response {
            let alike =
                self.get_response.call(request.clone()) == self.get_response.call(request.clone());
            let both = self.get_response.call(request.clone()).is_ok()
                && self.get_response.call(request.clone() + "2").is_ok();
            let either = self.get_response.call(request.clone() + "3").is_ok()
                || self.get_response.call(request + "4").is_ok();
            Ok(format!("{alike},{both},{either}"))
        }
    }

    in_binary_operations_back(
        "view(good1) view(good) view(good) -> Ok(true,15)",
        "view(bad1) view(bad2) view(bad) -> Err(bad)",
        "view(flaky1) view(flaky2) view(flaky) view(flaky) -> Ok(true,18)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let either = self.get_response.acall(request.clone() + "1").await.is_ok()
                || self.get_response.acall(request.clone() + "2").await.is_ok();
            let sum = self.get_response.acall(request.clone()).await?.len()
                + 2 * self.get_response.acall(request).await?.len();
            Ok(format!("{either},{sum}"))
        }
    }
}
