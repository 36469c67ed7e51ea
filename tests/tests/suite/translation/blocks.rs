//! Immediate closures and `async` blocks, which `?` and `return` do not leave.

use crate::translation::{Failure, OnDrop, Request, Response};

cases! {
    closure_with_question_mark(
        "view(good) inside view(good.) outside -> Ok(good..)",
        "view(bad) outside -> Err(bad)",
        "view(flaky) outside -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let answer = (|| {
                let text = self.get_response.call(request)?;
                self.log.note("inside");
                self.get_response.call(text)
            })();
            self.log.note("outside");
            answer
        }
    }

    block_with_question_mark(
        "view(good) inside outside -> Ok(good.1)",
        "view(bad) outside -> Err(bad)",
        "view(flaky) outside -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let answer = async {
                let text = self.get_response.acall(request).await?;
                self.log.note("inside");
                Ok::<_, Failure>(text + "1")
            }
            .await;
            self.log.note("outside");
            answer
        }
    }

    closure_with_return(
        "view(good0) outside -> Ok(6)",
        "view(bad0) view(bad1) view(bad2) outside -> Ok(0)",
        "view(flaky0) view(flaky1) outside -> Ok(7)",
    ) {
        fn call(&self, request: Request) -> Response {
            let length = (|| {
                for tries in 0..3 {
                    if let Ok(text) = self.get_response.call(format!("{request}{tries}")) {
                        return text.len();
                    }
                }
                0
            })();
            self.log.note("outside");
            Ok(length.to_string())
        }
    }

    block_with_return(
        "view(good) inside outside -> Ok(4)",
        "view(bad) outside -> Ok(0)",
        "view(flaky) outside -> Ok(0)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let length = async {
                if self.get_response.acall(request.clone()).await.is_err() {
                    return 0;
                }
                self.log.note("inside");
                request.len()
            }
            .await;
            self.log.note("outside");
            Ok(length.to_string())
        }
    }

    closure_that_moves(
        "view(good) drop(inside) drop(moved) outside drop(kept) -> Ok(good.)",
        "view(bad) drop(inside) drop(moved) outside drop(kept) -> Err(bad)",
        "view(flaky) drop(inside) drop(moved) outside drop(kept) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let kept = OnDrop(&self.log, "kept");
            let moved = OnDrop(&self.log, "moved");
            let answer = (move || {
                let _inside = (OnDrop(&self.log, "inside"), &moved);
                self.get_response.call(request)
            })();
            kept.0.note("outside");
            answer
        }
    }

    block_that_moves(
        "view(good) drop(inside) drop(moved) outside drop(kept) -> Ok(good.)",
        "view(bad) drop(inside) drop(moved) outside drop(kept) -> Err(bad)",
        "view(flaky) drop(inside) drop(moved) outside drop(kept) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let kept = OnDrop(&self.log, "kept");
            let moved = OnDrop(&self.log, "moved");
            let answer = async move {
                let _inside = (OnDrop(&self.log, "inside"), &moved);
                self.get_response.acall(request).await
            }
            .await;
            kept.0.note("outside");
            answer
        }
    }

    closure_that_changes_what_is_outside(
        "view(good) 0 -> Ok(good.)",
        "view(bad) view(bad) 2 -> Err(often)",
        "view(flaky) view(flaky) 1 -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut failed = 0;
            let answer = (|| {
                for _ in 0..2 {
                    match self.get_response.call(request.clone()) {
                        Err(_) => failed += 1,
                        answer => return answer,
                    }
                }
                Err(Failure("often".to_owned()))
            })();
            self.log.note(failed.to_string());
            answer
        }
    }

    block_that_changes_what_is_outside(
        "view(good1) -> Ok(good1,1,true)",
        "view(bad1) -> Ok(bad1,1,false)",
        "view(flaky1) -> Ok(flaky1,1,false)",
    ) {
        async fn acall(&self, mut request: Request) -> Response {
            let mut count = 0;
            let ok = async {
                count += 1;
                request.push('1');
                self.get_response.acall(request.clone()).await.is_ok()
            }
            .await;
            Ok(format!("{request},{count},{ok}"))
        }
    }

    closure_without_a_block(
        "view(good) -> Ok(good.1)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            (|| self.get_response.call(request))().map(|text| text + "1")
        }
    }

    block_in_an_argument(
        "view(good) view(5) -> Ok(5.)",
        "view(bad) view(0) -> Ok(0.)",
        "view(flaky) view(0) -> Ok(0.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.get_response
                .acall(async { self.get_response.acall(request).await.map_or(0, |text| text.len()) }.await.to_string())
                .await
        }
    }

    closure_in_a_closure(
        "view(good) view(good.) between view(good) -> Ok(good.)",
        "view(bad) between -> Err(outer)",
        "view(flaky) between -> Err(outer)",
    ) {
        fn call(&self, request: Request) -> Response {
            (|| {
                let inner = (|| {
                    self.get_response.call(self.get_response.call(request.clone())?)
                })();
                self.log.note("between");
                inner.or_else(|_| Err(Failure("outer".to_owned())))?;
                self.get_response.call(request)
            })()
        }
    }

    block_in_a_block(
        "view(good) between view(good1) -> Ok(good1.)",
        "view(bad) between view(bad2) -> Err(bad2)",
        "view(flaky) between view(flaky2) -> Ok(flaky2.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            (async {
                let inner = async { self.get_response.acall(request.clone()).await?.parse::<u8>().or(Ok(1)) }.await;
                self.log.note("between");
                let number: u8 = inner.or_else(|_: Failure| Ok::<_, Failure>(2))?;
                self.get_response.acall(format!("{request}{number}")).await
            })
            .await
        }
    }

    /// It stays a closure: it does not call of the next handler.
    closure_without_a_call(
        "view(goodgood) -> Ok(goodgood.false)",
        "view(badbad) -> Err(badbad)",
        "view(flakyflaky) -> Err(flakyflaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let parsed = (|| -> Result<u32, Failure> {
                let number = request.parse::<u32>().map_err(|_| Failure("no number".to_owned()))?;
                Ok(number)
            })();
            let twice = |text: &str| if text.is_empty() { return String::new() } else { text.repeat(2) };
            self.get_response.call(twice(&request)).map(|text| format!("{text}{}", parsed.is_ok()))
        }
    }

    closures_beside_awaits(
        "view(good3false) -> Ok(GOOD3FALSE.)",
        "view(bad3false) -> Err(bad3false)",
        "view(flaky3false) -> Err(flaky3false)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let shout = |text: String| text.to_uppercase();
            let lengths = ["a", "bb"].iter().map(|text| text.len()).sum::<usize>();
            let parsed = (|| Ok::<u32, std::num::ParseIntError>(request.parse::<u32>()? + 1))();
            self.get_response.acall(format!("{request}{lengths}{}", parsed.is_ok())).await.map(shout)
        }
    }

    /// The block has a loop of its own to leave.
    block_with_a_loop(
        "view(good) -> Ok(1)",
        "view(bad) view(bad) view(bad) view(bad) -> Ok(2)",
        "view(flaky) view(flaky) view(flaky) -> Ok(2)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut rounds = 0;
            'rounds: loop {
                rounds += 1;
                let done = async {
                    let mut tries = 0;
                    loop {
                        tries += 1;
                        if self.get_response.acall(request.clone()).await.is_ok() || tries == 2 {
                            break tries;
                        }
                    }
                }
                .await;
                if rounds >= done {
                    break 'rounds;
                }
            }
            Ok(rounds.to_string())
        }
    }

    block_of_its_own(
        "view(good) long view(good.) -> Ok(good..)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let text = {
                let first = self.get_response.call(request)?;
                if first.len() > 4 { self.get_response.call({
                    self.log.note("long");
                    first
                }) } else { self.get_response.call(first + "1") }
            };
            text
        }
    }
}
