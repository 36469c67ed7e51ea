//! Calls of the next handler in every place of an expression.

use crate::translation::{Failure, Request, Response};

cases! {
    straight(
        "view(good) -> Ok(good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            self.get_response.call(request)
        }
    }

    straight_back(
        "view(good) -> Ok(good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.get_response.acall(request).await
        }
    }

    in_arguments(
        "view(good1) view(good1.2) -> Ok(good1.2.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            self.get_response.call(self.get_response.call(request + "1")? + "2")
        }
    }

    in_arguments_back(
        "view(good1) view(good1.2) -> Ok(good1.2.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.get_response.acall(self.get_response.acall(request + "1").await? + "2").await
        }
    }

    in_arguments_of_functions(
        "view(good1) view(good2) -> Ok(good1.)",
        "view(bad1) view(bad2) -> Err(bad2)",
        "view(flaky1) view(flaky2) -> Ok(flaky2.)",
    ) {
        fn call(&self, request: Request) -> Response {
            fn first(first: Response, second: Response) -> Response {
                first.or(second)
            }
            first(self.get_response.call(request.clone() + "1"), self.get_response.call(request + "2"))
        }
    }

    in_method_chains(
        "view(good) view(good) -> Ok(good.)",
        "view(bad) recover view(bad) -> Err(bad)",
        "view(flaky) recover view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            self.get_response
                .call(request.clone())
                .map(|text| text + "1")
                .or_else(|Failure(why)| {
                    self.log.note("recover");
                    Ok::<_, Failure>(why)
                })
                .and(self.get_response.call(request))
        }
    }

    in_method_chains_back(
        "view(good) view(good) -> Ok(good.1)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) -> Ok(flaky.1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            self.get_response
                .acall(request.clone())
                .await
                .or(self.get_response.acall(request).await)
                .map(|text| text + "1")
        }
    }

    in_struct_literals(
        "view(good1) view(good2) view(good3) -> Ok(good3.)",
        "view(bad1) view(bad2) view(bad3) -> Err(bad2)",
        "view(flaky1) view(flaky2) view(flaky3) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            struct Answers {
                first: Response,
                second: Response,
                third: Response,
            }
            let some = || Ok(String::new());
            let answers = Answers {
                // In the order in which they stand here.
                second: self.get_response.call(request.clone() + "1"),
                first: self.get_response.call(request.clone() + "2"),
                ..Answers {
                    first: some(),
                    second: some(),
                    third: self.get_response.call(request + "3"),
                }
            };
            answers.first.and(answers.second).and(answers.third)
        }
    }

    in_struct_literals_back(
        "view(good1) view(good2) -> Ok(good1.)",
        "view(bad1) view(bad2) -> Err(bad2)",
        "view(flaky1) view(flaky2) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            struct Answers {
                first: Response,
                second: Response,
            }
            let Answers { first, second } = Answers {
                second: self.get_response.acall(request.clone() + "1").await,
                first: self.get_response.acall(request + "2").await,
            };
            first.and(second)
        }
    }

    in_tuples_and_arrays(
        "view(good1) view(good2) view(good3) -> Ok(good3.)",
        "view(bad1) view(bad2) view(bad3) -> Err(bad2)",
        "view(flaky1) view(flaky2) view(flaky3) -> Ok(flaky3.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let (first, [second, third]) = (
                self.get_response.call(request.clone() + "1"),
                [
                    self.get_response.call(request.clone() + "2"),
                    self.get_response.call(request + "3"),
                ],
            );
            first.or(second)?;
            third
        }
    }

    in_tuples_and_arrays_back(
        r#"view(good) view(good) -> Ok(1Ok("good.")2Ok("good."))"#,
        r#"view(bad) view(bad) -> Ok(1Err(Failure("bad"))2Err(Failure("bad")))"#,
        r#"view(flaky) view(flaky) -> Ok(1Err(Failure("flaky"))2Ok("flaky."))"#,
    ) {
        async fn acall(&self, request: Request) -> Response {
            let answers = [
                (1, self.get_response.acall(request.clone()).await),
                (2, self.get_response.acall(request).await),
            ];
            let [(one, first), (two, second)] = answers;
            Ok(format!("{one}{first:?}{two}{second:?}"))
        }
    }

    /// The element of `[element; 2]` is evaluated once.
    repeated(
        "view(good) -> Ok([5, 5])",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let lengths = [self.get_response.call(request)?.len(); 2];
            Ok(format!("{lengths:?}"))
        }
    }

    repeated_back(
        "view(good) -> Ok([5, 5])",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let lengths = [self.get_response.acall(request).await?.len(); 2];
            Ok(format!("{lengths:?}"))
        }
    }

    in_ranges_and_indices(
        "view(good) view(good) view(good) -> Ok(__d.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let range = 1..self.get_response.call(request.clone())?.len();
            let letters = request.chars().collect::<Vec<_>>();
            let letter = letters[self.get_response.call(request.clone())?.len() - letters.len()];
            Ok(self.get_response.call(request)?[range].replace(letter, "_"))
        }
    }

    in_ranges_and_indices_back(
        "view(good) view(good) view(good) -> Ok([5, 0, 1])",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut lengths = vec![0; 3];
            lengths[self.get_response.acall(request.clone()).await?.len() % 3] = 1;
            lengths[..=usize::from(self.get_response.acall(request.clone()).await.is_ok())][0] +=
                self.get_response.acall(request.clone()).await?.len();
            Ok(format!("{lengths:?}"))
        }
    }

    referenced_cast_and_negated(
        r#"view(good) view(good) view(good1) view(good) -> Ok(Ok("good."),false,6,5)"#,
        "view(bad) view(bad) view(bad1) -> Err(bad1)",
        r#"view(flaky) view(flaky) view(flaky1) view(flaky) -> Ok(Err(Failure("flaky")),false,7,6)"#,
    ) {
        fn call(&self, request: Request) -> Response {
            let borrowed: &Response = &self.get_response.call(request.clone());
            let failed = !self.get_response.call(request.clone()).is_ok();
            let wide = self.get_response.call(request.clone() + "1")?.len() as u64;
            let dereferenced = *&mut self.get_response.call(request)?.len();
            Ok(format!("{borrowed:?},{failed},{wide},{dereferenced}"))
        }
    }

    referenced_cast_and_negated_back(
        "view(good) view(good) view(good) -> Ok(good.,false,-5)",
        "view(bad) view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) view(flaky) -> Ok(,false,-6)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let text: &str = &self.get_response.acall(request.clone()).await.unwrap_or_default();
            let failed = !self.get_response.acall(request.clone()).await.is_ok();
            let wide = self.get_response.acall(request).await?.len() as i64;
            Ok(format!("{text},{failed},{}", -wide))
        }
    }

    assigned(
        r#"view(good1) view(good2) view(good3) view(good4) -> Ok(7,[Ok("good3."), Ok("good4.")])"#,
        "view(bad1) view(bad2) -> Err(bad2)",
        r#"view(flaky1) view(flaky2) view(flaky3) view(flaky4) -> Ok(8,[Ok("flaky3."), Ok("flaky4.")])"#,
    ) {
        fn call(&self, mut request: Request) -> Response {
            let mut answers = vec![Ok(String::new())];
            let mut length = 1;
            answers[0] = self.get_response.call(request.clone() + "1");
            length += self.get_response.call(request.clone() + "2")?.len();
            (answers[0], request) =
                (self.get_response.call(request.clone() + "3"), request.clone() + "4");
            answers.push(self.get_response.call(request));
            Ok(format!("{length},{answers:?}"))
        }
    }

    assigned_back(
        "view(good1) view(good) view(good) -> Ok(good1.good.good.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut text = String::new();
            text += &self.get_response.acall(request.clone() + "1").await?;
            text.push_str(&self.get_response.acall(request.clone()).await?);
            let answer;
            answer = self.get_response.acall(request).await;
            answer.map(|more| text + &more)
        }
    }

    /// They change nothing: `(call)`, and `(future).await`.
    in_parentheses(
        "view(good) view(good) -> Ok(good.)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            let first = (self.get_response.call(request.clone()));
            first.or((self.get_response.call(request)))
        }
    }

    in_parentheses_back(
        "view(good) view(good) -> Ok(good.)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let first = (self.get_response.acall(request.clone())).await;
            first.or(((self.get_response.acall(request))).await)
        }
    }
}
