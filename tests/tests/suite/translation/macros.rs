//! Macros of the standard library, whose arguments call of the next handler.

use std::fmt::Write as _;

use crate::translation::{Failure, Request, Response};

cases! {
    formatted(
        r#"view(good) view(good) -> Ok(good./Ok("good."))"#,
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            Ok(format!("{}/{:?}", self.get_response.call(request.clone())?, self.get_response.call(request)))
        }
    }

    formatted_back(
        r#"view(good) view(good) -> Ok(good/good./Ok("good."))"#,
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            Ok(format!(
                "{request}/{}/{:?}",
                self.get_response.acall(request.clone()).await?,
                self.get_response.acall(request.clone()).await,
            ))
        }
    }

    formatted_by_name(
        "view(good) -> Ok(  good.1)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let width = 7;
            Ok(format!("{text:>width$}{0}", 1, text = self.get_response.call(request)?))
        }
    }

    formatted_by_name_back(
        r#"view(good) -> Ok(Ok("good."))"#,
        r#"view(bad) -> Ok(Err(Failure("bad")))"#,
        r#"view(flaky) -> Ok(Err(Failure("flaky")))"#,
    ) {
        async fn acall(&self, request: Request) -> Response {
            Ok(std::format!("{text:?}", text = self.get_response.acall(request).await))
        }
    }

    written(
        "view(good) view(good) -> Ok(good.,5)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut text = String::new();
            write!(text, "{}", self.get_response.call(request.clone())?).unwrap();
            writeln!(text, ",{}", self.get_response.call(request)?.len()).unwrap();
            Ok(text.trim().to_owned())
        }
    }

    written_back(
        r#"view(good) -> Ok(Ok("good."))"#,
        r#"view(bad) -> Ok(Err(Failure("bad")))"#,
        r#"view(flaky) -> Ok(Err(Failure("flaky")))"#,
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut text = String::new();
            write!(&mut text, "{:?}", self.get_response.acall(request).await).unwrap();
            Ok(text)
        }
    }

    asserted(
        "view(good) view(bad) view(good) view(good) view(good) -> Ok(good.)",
        "view(good) view(bad) view(bad) view(bad) view(bad) -> Err(bad)",
        "view(good) view(bad) view(flaky) view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            assert!(self.get_response.call("good".to_owned()).is_ok(), "it was {request}");
            assert_eq!(self.get_response.call("bad".to_owned()), Err(Failure("bad".to_owned())));
            assert_ne!(self.get_response.call(request.clone()), Ok(String::new()), "{}", request);
            debug_assert!(matches!(self.get_response.call(request.clone()), Ok(_) | Err(Failure(_))));
            self.get_response.call(request)
        }
    }

    asserted_back(
        "view(bad) view(good) view(good) view(good) -> Ok(good.)",
        "view(bad) view(good) view(good) view(bad) -> Err(bad)",
        "view(bad) view(good) view(good) view(flaky) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            assert!(self.get_response.acall("bad".to_owned()).await.is_err());
            assert_eq!(
                self.get_response.acall("good".to_owned()).await,
                self.get_response.acall("good".to_owned()).await,
                "the view answers alike, {}",
                request.len(),
            );
            self.get_response.acall(request).await
        }
    }

    matched(
        "view(good) view(good) -> Ok(matched)",
        "view(bad) view(bad) -> Err(not matched)",
        "view(flaky) view(flaky) -> Err(not matched)",
    ) {
        fn call(&self, request: Request) -> Response {
            let ok = matches!(self.get_response.call(request.clone()), Ok(text) if text.len() > 2);
            if matches!(self.get_response.call(request), Err(Failure(_)) | Ok(_)) && ok {
                Ok("matched".to_owned())
            } else {
                Err(Failure("not matched".to_owned()))
            }
        }
    }

    matched_back(
        "view(good) -> Ok(false)",
        "view(bad) -> Ok(true)",
        "view(flaky) -> Ok(true)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let failed = matches!(self.get_response.acall(request.clone()).await, Err(Failure(why)) if why == request);
            Ok(failed.to_string())
        }
    }

    listed(
        r#"view(good) view(good1) view(good) view(good) -> Ok([Ok("good."), Ok("good1.")],[true, true],[0, 0, 0, 0, 0])"#,
        "view(bad) view(bad1) view(bad) view(bad) -> Err(bad)",
        r#"view(flaky) view(flaky1) view(flaky) view(flaky) -> Ok([Err(Failure("flaky")), Ok("flaky1.")],[true, true],[0, 0, 0, 0, 0, 0])"#,
    ) {
        fn call(&self, request: Request) -> Response {
            let list = vec![self.get_response.call(request.clone()), self.get_response.call(request.clone() + "1")];
            let twice = vec![self.get_response.call(request.clone()).is_ok(); 2];
            let many = vec![0; self.get_response.call(request)?.len()];
            Ok(format!("{list:?},{twice:?},{many:?}"))
        }
    }

    listed_back(
        r#"view(good1) view(good) -> Ok(["good1.", "good"],[1, 1])"#,
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let list = vec![self.get_response.acall(request.clone() + "1").await?, request.clone()];
            let many = vec![1; self.get_response.acall(request).await?.len() - 3];
            Ok(format!("{list:?},{many:?}"))
        }
    }

    /// It passes on what it prints.
    debugged(
        "view(good) -> Ok(good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            dbg!(self.get_response.call(request))
        }
    }

    one_in_another(
        "view(good) -> Ok(<good.>)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            Ok(format!("{}", format!("<{}>", vec![self.get_response.call(request)?].join("-"))))
        }
    }

    one_in_another_back(
        "view(good) -> Ok(good)",
        "view(bad) -> Ok(bad)",
        "view(flaky) -> Ok(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            assert!(
                !vec![format!("{:?}", self.get_response.acall(request.clone()).await)].is_empty()
            );
            Ok(request)
        }
    }

    /// Macros that do not call the next handler may be any.
    others(
        "view(good1) -> Ok(good1.)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        fn call(&self, request: Request) -> Response {
            macro_rules! longer {
                ($text:expr) => { $text + "1" };
            }
            self.get_response.call(longer!(request))
        }
    }

    others_back(
        "view(gooda1b) -> Ok(gooda1b.)",
        "view(bada1b) -> Err(bada1b)",
        "view(flakya1b) -> Err(flakya1b)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let text = concat!("a", 1, stringify!(b));
            self.get_response.acall(request + text).await
        }
    }
}
