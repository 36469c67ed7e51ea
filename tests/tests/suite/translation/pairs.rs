//! Methods that are written for each mode by hand, `wait` and `wait_async`: each half calls the one of its mode.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::step::suspend;

use crate::translation::{Failure, Request, Response};

cases! {
    pair(
        "view(good) -> Ok(good.)",
        "view(bad) wait(1) view(bad) wait(2) view(bad) -> Err(bad)",
        "view(flaky) wait(1) view(flaky) -> Ok(flaky.)",
    ) {
        fn call(&self, request: Request) -> Response {
            for attempt in 1..3 {
                if let Ok(text) = self.get_response.call(request.clone()) {
                    return Ok(text);
                }
                self.wait(attempt);
            }
            self.get_response.call(request)
        }

        fn wait(&self, attempt: u32) {
            std::thread::sleep(std::time::Duration::ZERO);
            self.log.note(format!("wait({attempt})"));
        }

        async fn wait_async(&self, attempt: u32) {
            suspend().await;
            self.log.note(format!("wait({attempt})"));
        }
    }

    pair_back(
        "view(good) -> Ok(good.)",
        "view(bad) wait(1) view(bad) wait(2) view(bad) -> Err(bad)",
        "view(flaky) wait(1) view(flaky) -> Ok(flaky.)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            for attempt in 1..3 {
                if let Ok(text) = self.get_response.acall(request.clone()).await {
                    return Ok(text);
                }
                self.wait_async(attempt).await;
            }
            self.get_response.acall(request).await
        }

        fn wait(&self, attempt: u32) {
            std::thread::sleep(std::time::Duration::ZERO);
            self.log.note(format!("wait({attempt})"));
        }

        async fn wait_async(&self, attempt: u32) {
            suspend().await;
            self.log.note(format!("wait({attempt})"));
        }
    }

    /// By its path, from a helper that is translated, from one that is translated because of it, in an immediate
    /// closure, and in the arguments of a macro.
    pair_from_everywhere(
        "load(good) load(+) load(?) load(!) view(good+?!) load(*) -> Ok(good+?!.*)",
        "load(bad) load(+) load(?) load(!) view(bad+?!) load(*) -> Err(bad+?!*)",
        "load(flaky) load(+) load(?) load(!) view(flaky+?!) load(*) -> Err(flaky+?!*)",
    ) {
        fn call(&self, request: Request) -> Response {
            let mut text = self.load::<&str>(&request)?;
            text += &Self::load(self, "+")?;
            text += &self.in_helper()?;
            text += &(|| self.load("!"))()?;
            match self.ask(text) {
                Ok(text) => Ok(format!("{text}{}", self.load("*")?)),
                Err(Failure(text)) => Err(Failure(format!("{text}{}", self.load("*")?))),
            }
        }

        fn in_helper(&self) -> Response {
            self.load("?")
        }

        fn ask(&self, text: Request) -> Response {
            self.get_response.call(text)
        }

        fn load<T: Into<String>>(&self, text: T) -> Response {
            let text = text.into();
            self.log.note(format!("load({text})"));
            Ok(text)
        }

        fn load_async<T: Into<String>>(&self, text: T) -> impl Future<Output = Response> + Send {
            let text = text.into();
            let log = self.log.clone();
            async move {
                suspend().await;
                log.note(format!("load({text})"));
                Ok(text)
            }
        }
    }

    pair_from_everywhere_back(
        "load(good) load(+) load(?) load(!) view(good+?!) load(*) -> Ok(good+?!.*)",
        "load(bad) load(+) load(?) load(!) view(bad+?!) -> Err(bad+?!)",
        "load(flaky) load(+) load(?) load(!) view(flaky+?!) -> Err(flaky+?!)",
    ) {
        async fn acall(&self, request: Request) -> Response {
            let mut text = self.load_async(&request).await;
            text += &Self::load_async(self, "+").await;
            text += &self.in_helper().await;
            text += &async { self.load_async("!").await }.await;
            let text = self.get_response.acall(text).await?;
            Ok(format!("{text}{}", self.load_async("*").await))
        }

        async fn in_helper(&self) -> String {
            self.load_async("?").await
        }

        fn load(&self, text: &str) -> String {
            self.log.note(format!("load({text})"));
            text.to_owned()
        }

        async fn load_async(&self, text: &str) -> String {
            suspend().await;
            self.log.note(format!("load({text})"));
            text.to_owned()
        }
    }

    /// Each method calls the next handler in its own mode.
    pair_that_calls_the_next_handler(
        "view(good) -> Ok(good.)",
        "view(bad) view(again) -> Ok(again.)",
        "view(flaky) view(again) -> Ok(again.)",
    ) {
        fn call(&self, request: Request) -> Response {
            match self.get_response.call(request) {
                Err(_) => self.ask("again"),
                answer => answer,
            }
        }

        fn ask(&self, text: &str) -> Response {
            self.get_response.call(text.to_owned())
        }

        async fn ask_async(&self, text: &str) -> Response {
            self.get_response.acall(text.to_owned()).await
        }
    }

    /// A field of the same name is not a call of the method, so `noted` is the same in both modes.
    field_of_the_same_name(
        "noted log view(good) -> Ok(good.)",
        "noted log view(bad) -> Err(bad)",
        "noted log view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            Some(()).map(|()| self.noted());
            self.log();
            self.get_response.call(request)
        }

        fn noted(&self) {
            self.log.note("noted");
        }

        fn log(&self) {
            self.log.note("log");
        }

        async fn log_async(&self) {
            self.log.note("log");
        }
    }

    /// Without a call of it, the second method is one like any other.
    pair_that_nothing_calls(
        "view(good) -> Ok(good.)",
        "view(bad) -> Err(bad)",
        "view(flaky) -> Err(flaky)",
    ) {
        fn call(&self, request: Request) -> Response {
            self.get_response.call(request)
        }

        #[allow(dead_code, reason = "nothing calls it")]
        fn wait(&self) {}

        #[allow(dead_code, reason = "nothing calls it")]
        async fn wait_async(&self, _attempt: u32) -> u32 {
            1
        }
    }
}

/// How often each primitive ran.
#[derive(Clone, Default)]
struct Count {
    sync: Arc<AtomicUsize>,
    r#async: Arc<AtomicUsize>,
}

impl Count {
    fn take(&self) -> (usize, usize) {
        (self.sync.swap(0, Ordering::Relaxed), self.r#async.swap(0, Ordering::Relaxed))
    }
}

#[tokio::test]
async fn each_mode_runs_its_own_method() {
    #[middleware]
    struct ToAsync<G> {
        get_response: GetResponse<G>,
        count: Count,
    }

    #[middleware(both)]
    impl<G> ToAsync<G> {
        fn call(&self, request: Request) -> Response {
            self.wait();
            self.later();
            self.get_response.call(request)
        }

        fn later(&self) {
            self.wait();
        }

        fn wait(&self) {
            self.count.sync.fetch_add(1, Ordering::Relaxed);
        }

        async fn wait_async(&self) {
            suspend().await;
            self.count.r#async.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[middleware]
    struct ToSync<G> {
        get_response: GetResponse<G>,
        count: Count,
    }

    #[middleware(both)]
    impl<G> ToSync<G> {
        async fn acall(&self, request: Request) -> Response {
            self.wait_async().await;
            self.later().await;
            self.get_response.acall(request).await
        }

        async fn later(&self) {
            self.wait_async().await;
        }

        fn wait(&self) {
            self.count.sync.fetch_add(1, Ordering::Relaxed);
        }

        async fn wait_async(&self) {
            suspend().await;
            self.count.r#async.fetch_add(1, Ordering::Relaxed);
        }
    }

    let count = Count::default();
    let layers = || Chain::<Request, Response>::new();
    let blocking_source = layers().with(ToAsync::layer(count.clone()));
    let async_source = layers().with(ToSync::layer(count.clone()));

    blocking_source.clone().view(Ok).call(Request::new()).unwrap();
    assert_eq!(count.take(), (2, 0));
    blocking_source.view(async |request| Ok(request)).acall(Request::new()).await.unwrap();
    assert_eq!(count.take(), (0, 2));
    async_source.clone().view(Ok).call(Request::new()).unwrap();
    assert_eq!(count.take(), (2, 0));
    async_source.view(async |request| Ok(request)).acall(Request::new()).await.unwrap();
    assert_eq!(count.take(), (0, 2));
}
