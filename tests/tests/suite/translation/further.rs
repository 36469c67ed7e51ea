//! Further handlers: fields of type `GetResponse` besides `get_response`.

use middleware_core::{
    BoxHandler, Call, Chain, GetResponse, Handler, Mode, chain::layer_fn, middleware,
};
use middleware_tests::step::suspend;

type Answer = Option<u32>;

/// The type of the field has a parameter, whose bound is written on the impl.
#[middleware]
struct Fallback<G, F> {
    get_response: GetResponse<G>,
    fallback: GetResponse<F>,
}

#[middleware(both)]
impl<G, F> Fallback<G, F>
where
    F: Handler<u32, Response = Answer>,
{
    fn call(&self, request: u32) -> Answer {
        match self.get_response.call(request) {
            None => {
                assert_some(&format!("{:?}", self.fallback.call(request)), self.second(request))
            }
            found => found,
        }
    }

    fn second(&self, request: u32) -> Answer {
        self.fallback.call(self.fallback.call(request)?)
    }
}

#[middleware]
struct FallbackBack<G, F> {
    get_response: GetResponse<G>,
    fallback: GetResponse<F>,
}

#[middleware(both)]
impl<G, F> FallbackBack<G, F>
where
    F: Call<u32, Response = Answer>,
{
    async fn acall(&self, request: u32) -> Answer {
        match self.get_response.acall(request).await {
            None => self.second(request).await,
            found => found,
        }
    }

    async fn second(&self, request: u32) -> Answer {
        async { self.fallback.acall(self.fallback.acall(request).await?).await }.await
    }
}

/// The type of the fields is settled, so they are named.
#[middleware]
struct Boxed<G> {
    get_response: GetResponse<G>,
    first: GetResponse<BoxHandler<u32, Answer>>,
    second: std::sync::Arc<GetResponse<BoxHandler<u32, Answer>>>,
}

#[middleware(both, calls = first, calls = second)]
impl<G> Boxed<G> {
    fn call(&self, request: u32) -> Answer {
        match self.get_response.call(request) {
            None => self.second.call(self.first.call(request)?),
            found => found,
        }
    }
}

fn assert_some(shown: &str, answer: Answer) -> Answer {
    assert!(shown.starts_with("Some("));
    answer
}

fn nothing(_: u32) -> Answer {
    None
}

fn more(number: u32) -> Answer {
    number.checked_add(1)
}

async fn more_later(number: u32) -> Answer {
    suspend().await;
    number.checked_add(1)
}

fn chain() -> Chain<u32, Answer> {
    Chain::new()
}

macro_rules! apps {
    ($view:expr) => {{
        let sync = || chain().view(more);
        let later = || chain().view(more_later);
        [
            chain()
                .with(layer_fn(|next| Fallback { get_response: next, fallback: sync() }))
                .view($view)
                .boxed(),
            chain()
                .with(layer_fn(|next| Fallback { get_response: next, fallback: later() }))
                .view($view)
                .boxed(),
            chain()
                .with(layer_fn(|next| FallbackBack { get_response: next, fallback: sync() }))
                .view($view)
                .boxed(),
            chain()
                .with(layer_fn(|next| FallbackBack { get_response: next, fallback: later() }))
                .view($view)
                .boxed(),
            chain()
                .with(layer_fn(|next| Boxed {
                    get_response: next,
                    first: sync().boxed(),
                    second: later().boxed().into(),
                }))
                .view($view)
                .boxed(),
        ]
    }};
}

#[test]
fn sync_code_calls_fallbacks_of_both_modes() {
    for app in apps!(nothing) {
        assert_eq!(app.mode(), Mode::Sync);
        assert_eq!(app.call(1), Some(3));
    }
}

#[tokio::test]
async fn async_code_calls_fallbacks_of_both_modes() {
    for app in apps!(async |_: u32| None) {
        assert_eq!(app.mode(), Mode::Async);
        assert_eq!(app.acall(1).await, Some(3));
    }
}
