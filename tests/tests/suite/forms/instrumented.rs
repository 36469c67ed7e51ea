//! `#[tracing::instrument]` on what the macro reads.

use std::sync::{Arc, Mutex};

use tracing::{
    Event, Metadata, Subscriber,
    span::{Attributes, Id, Record},
};

use super::*;

#[middleware]
#[derive(Debug)]
struct Halves<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Halves<G> {
    #[tracing::instrument(name = "halves", skip_all)]
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }

    #[tracing::instrument(name = "halves", skip_all)]
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

#[middleware]
#[derive(Debug)]
struct Translated<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Translated<G> {
    #[tracing::instrument(name = "translated", skip_all)]
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

#[middleware]
#[derive(Debug)]
struct Hooked<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Hooked<G> {
    #[tracing::instrument(name = "hook", skip_all)]
    fn process_request(&self, request: &mut String) {
        request.push('!');
    }

    #[tracing::instrument(name = "async hook", skip_all)]
    async fn process_response(&self, response: String) -> String {
        response
    }
}

#[middleware(both)]
#[tracing::instrument(name = "function", skip_all)]
fn function<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request)
}

/// Notes the names of the spans that were entered.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Noted>>);

#[derive(Default)]
struct Noted {
    names: Vec<&'static str>,
    entered: Vec<&'static str>,
}

impl Subscriber for Spans {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let names = &mut self.0.lock().unwrap().names;
        names.push(span.metadata().name());
        Id::from_u64(names.len() as u64)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, span: &Id) {
        let mut noted = self.0.lock().unwrap();
        let name = noted.names[usize::try_from(span.into_u64()).unwrap() - 1];
        if !noted.entered.contains(&name) {
            noted.entered.push(name);
        }
    }

    fn exit(&self, _: &Id) {}
}

#[test]
fn a_half_may_be_instrumented() {
    let chain = || {
        Chain::<String, String>::new()
            .with(Halves::layer())
            .with(Translated::layer())
            .with(Hooked::layer())
            .with(function())
    };
    let expected = ["halves", "translated", "hook", "function", "async hook"];

    let spans = Spans::default();
    let answer = tracing::subscriber::with_default(spans.clone(), || {
        chain().view(shout).call("a".to_owned())
    });
    assert_eq!((answer.as_str(), &*spans.0.lock().unwrap().entered), ("A!", &expected[..]));

    let spans = Spans::default();
    let app = chain().view(shout_async);
    let answer = tracing::subscriber::with_default(spans.clone(), || {
        middleware_tests::drive::current_thread().block_on(app.acall("a".to_owned()))
    });
    assert_eq!((answer.as_str(), &*spans.0.lock().unwrap().entered), ("A!", &expected[..]));
}
