//! What is not a part of the body, what is not compiled, and what a body does besides calling the next handler.

use crate::translation::{Failure, Mode, Request, Response};

cases! {
    /// They have a `call`, a `self` and a `get_response` of their own.
    nested_items(
        "view(g00d12) -> Ok(g00d12.)",
        "view(bad12) -> Err(bad12)",
        "view(flaky12) -> Err(flaky12)",
    ) {
        fn call(&self, request: Request) -> Response {
            struct Inner {
                get_response: Last,
            }
            struct Last;
            impl Last {
                fn call(&self, text: &str) -> String {
                    text.replace('o', "0")
                }
            }
            impl Inner {
                fn call(&self, text: &str) -> String {
                    self.get_response.call(text)
                }
            }
            const SUFFIX: &str = "1";
            static MORE: &str = "2";
            fn joined(text: &str) -> String {
                let pass = |get_response: &str| get_response.to_owned();
                pass(text) + SUFFIX + MORE
            }
            self.get_response.call(Inner { get_response: Last }.call(&joined(&request)))
        }
    }

    nested_items_back(
        "view(good) view(good.) -> Ok(good..)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            enum Way {
                Once,
                Twice,
            }
            use Way::{Once, Twice};
            async fn _never_called(request: Request) -> Request {
                std::future::ready(request).await
            }
            match if request == "bad" { Once } else { Twice } {
                Once => self.get_response.acall(request).await,
                Twice => self.get_response.acall(self.get_response.acall(request).await?).await,
            }
        }
    }

    not_compiled(
        "view(good) view(good.) view(good.) -> Ok(good..)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            #[cfg(any())]
            self.get_response.call(request.clone() + "never");
            #[cfg(all())]
            let request = self.get_response.call(request)?;
            #[cfg(any())]
            let request = self.get_response.call(missing)?;
            let list = [
                #[cfg(any())]
                self.get_response.call(missing),
                #[cfg(all())]
                self.get_response.call(request.clone()),
            ];
            match list.len() {
                #[cfg(any())]
                1 => self.get_response.call(missing),
                #[cfg(all())]
                1 => self.get_response.call(request),
                _ => Err(Failure("list".to_owned())),
            }
        }
    }

    not_compiled_back(
        "view(good) view(good.) -> Ok(good..)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            #[cfg(any())]
            self.get_response.acall(request.clone() + "never").await;
            #[cfg(all())]
            let request = self.get_response.acall(request).await?;
            #[cfg(any())]
            {
                return self.get_response.acall(missing).await;
            }
            #[cfg(all())]
            {
                self.get_response.acall(request).await
            }
        }
    }

    halves_not_compiled(
        "view(goodall) -> Ok(goodall.)",
        "view(badall) -> Err(badall)",
        "view(flakyall) -> Err(flakyall)",
    ) {
        #[cfg(all())]
        fn call(&self, request: Request) -> Response {
            self.ask(request)
        }

        #[cfg(all())]
        fn ask(&self, request: Request) -> Response {
            self.get_response.call(request + "all")
        }

        #[cfg(any())]
        fn ask(&self, request: Request) -> Response {
            self.get_response.call(request + "any")
        }
    }

    with_attributes(
        "view(good) view(good) view(good) -> Ok(good.)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        /// The half has docs.
        #[inline]
        #[must_use]
        fn call(&self, #[allow(unused_mut, reason = "as it is tested")] mut request: Request) -> Response {
            #[allow(unused_variables, reason = "as it is tested")]
            let _unused = self.get_response.call(request.clone());
            #[rustfmt::skip]
            self.get_response.call(request.clone())?;
            #[allow(clippy::let_and_return, reason = "as it is tested")]
            {
                let answer = self.get_response.call(request);
                answer
            }
        }
    }

    with_attributes_back(
        "view(good) view(good) view(good) -> Ok(good.)",
        "view(bad) view(bad) -> Err(bad)",
        "view(flaky) view(flaky) view(flaky) -> Ok(flaky.)",
    ) {
        /// The half has docs.
        #[inline]
        async fn acall(&self, request: Request) -> Response {
            #[allow(unused_variables, reason = "as it is tested")]
            let _unused = self.get_response.acall(request.clone()).await;
            #[rustfmt::skip]
            self.get_response.acall(request.clone()).await?;
            #[allow(clippy::let_and_return, reason = "as it is tested")]
            {
                let answer = self.get_response.acall(request).await;
                answer
            }
        }
    }

    with_turbofish_and_constants(
        "view(good1) -> Ok(1.0)",
        "view(bad1) -> Err(bad1)",
        "view(flaky1) -> Err(flaky1)",
    ) {
        const SUFFIX: &'static str = "1";

        fn call(&self, request: Request) -> Response {
            const { assert!(usize::BITS > 8) };
            let text = self.get_response.call(request + Self::SUFFIX)?;
            let number = text.trim_matches(char::is_alphabetic).parse::<f32>().unwrap_or(f32::MAX);
            Ok::<String, Failure>(format!("{number:?}"))
        }
    }

    /// Which mode it is differs, so it decides nothing here.
    questions(
        "view(goodtrue0) -> Ok(goodtrue0.)",
        "view(badtrue0) -> Err(badtrue0)",
        "view(flakytrue0) -> Err(flakytrue0)",
    ) {
        fn call(&self, request: Request) -> Response {
            let known = matches!(self.get_response.mode(), Mode::Sync | Mode::Async);
            let layers = self.get_response.plan().layers().len();
            self.get_response.call(format!("{request}{known}{layers}"))
        }
    }

    questions_back(
        "view(goodtrue) -> Ok(goodtrue.)",
        "view(badtrue) -> Err(badtrue)",
        "view(flakytrue) -> Err(flakytrue)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let same = self.get_response.mode() == self.get_response.plan().mode();
            self.get_response.acall(format!("{request}{same}")).await
        }
    }
}
