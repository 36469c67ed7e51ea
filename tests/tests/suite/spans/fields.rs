//! `#[middleware(span(name = .., fields(..)))]`: what the span is called, and what it says.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;

/// A request that is not `Clone`, and is counted.
#[derive(Debug)]
struct Visit {
    user: String,
    read: Arc<AtomicUsize>,
}

impl Visit {
    fn of(user: &str) -> Self {
        Self { user: user.to_owned(), read: Arc::default() }
    }

    /// Counts how often it is read.
    fn user(&self) -> &str {
        self.read.fetch_add(1, Ordering::Relaxed);
        &self.user
    }
}

#[middleware]
struct Halves<G> {
    get_response: GetResponse<G>,
    realm: &'static str,
}

#[middleware(span(name = "halves", fields(user = %request.user(), realm = self.realm)))]
impl<G> Halves<G> {
    fn call(&self, visit: Visit) -> usize {
        info!("before");
        self.get_response.call(visit)
    }

    async fn acall(&self, visit: Visit) -> usize {
        suspend().await;
        info!("before");
        self.get_response.acall(visit).await
    }
}

#[middleware]
struct Plain<G> {
    get_response: GetResponse<G>,
}

#[middleware(span(name = "plain", fields(user = request.user())))]
impl<G> Plain<G> {
    fn process_request(&self, visit: &mut Visit) {
        info!("before");
        visit.user.push('!');
    }
}

#[middleware]
struct Waiting<G> {
    get_response: GetResponse<G>,
}

#[middleware(span(fields(request.user = request.user(), empty = tracing::field::Empty)))]
impl<G> Waiting<G> {
    async fn process_request(&self, visit: &mut Visit) {
        suspend().await;
        Span::current().record("empty", "no more");
        info!("before");
        visit.user.push('?');
    }
}

#[middleware]
struct Blocking<G> {
    get_response: GetResponse<G>,
}

#[middleware(span(name = "blocking", fields(user = ?request.user())))]
impl<G> Blocking<G> {
    #[middleware(blocking)]
    fn process_request(&self, visit: &mut Visit) {
        info!("before");
        visit.user.push('.');
    }
}

#[middleware(both, span(level = "debug", fields(user = request.user(), limit = self.limit)))]
fn function<G>(visit: Visit, get_response: &GetResponse<G>, limit: usize) -> usize {
    info!("before: {limit}");
    get_response.call(visit)
}

#[middleware(span(name = "no request", fields(answer = 42)))]
async fn constant<G>(visit: Visit, get_response: &GetResponse<G>) -> usize {
    get_response.acall(visit).await
}

#[middleware(span(name = "borrowed", fields(length = request.len())))]
fn borrowed<G>(text: &mut String, get_response: &GetResponse<G>) -> usize {
    info!("before");
    get_response.call(text)
}

fn view(Visit { read, .. }: Visit) -> usize {
    read.load(Ordering::Relaxed)
}

async fn async_view(visit: Visit) -> usize {
    suspend().await;
    view(visit)
}

macro_rules! all_forms {
    () => {
        Chain::<Visit, usize>::new()
            .with(Halves::layer("shop"))
            .with(Plain::layer())
            .with(Waiting::layer())
            .with(Blocking::layer())
            .with(function(7))
    };
}

const FIELDS: [&str; 5] = [
    r#"halves user=ann realm="shop""#,
    r#"plain user="ann""#,
    r#"Waiting request.user="ann!" empty="no more""#,
    r#"blocking user="ann!?""#,
    r#"DEBUG function user="ann!?." limit=7"#,
];

const NESTED: [&str; 5] = [
    "halves: before",
    "halves>plain: before",
    "halves>plain>Waiting: before",
    "halves>plain>Waiting>blocking: before",
    "halves>plain>Waiting>blocking>function: before: 7",
];

#[test]
fn every_form_has_its_fields_in_both_modes() {
    let recorder = Recorder::default();
    let (sync_app, async_app) = (all_forms!().view(view), all_forms!().view(async_view));
    let visit = || Visit::of("ann");
    let drives: [(&str, &dyn Fn() -> usize); 5] = [
        ("sync", &|| sync_app.call(visit())),
        ("sync, async inside", &|| async_app.call(visit())),
        ("async, sync inside", &|| current_thread().block_on(sync_app.acall(visit()))),
        ("async", &|| current_thread().block_on(async_app.acall(visit()))),
        ("async, boxed", &|| current_thread().block_on(async_app.clone().boxed().acall(visit()))),
    ];
    for (way, drive) in drives {
        assert_eq!(recorder.record(drive), 5, "each value is evaluated once: {way}");
        assert_eq!(recorder.events(), NESTED, "{way}");
        assert_eq!(recorder.fields(), FIELDS, "{way}");
        assert_eq!(recorder.spans().len(), 10, "{way}");
    }
}

#[test]
fn fields_need_not_mention_the_request() {
    let recorder = Recorder::default();
    let app = Chain::<Visit, usize>::new().with(constant()).view(async_view);
    assert_eq!(recorder.record(|| current_thread().block_on(app.acall(Visit::of("ann")))), 0);
    assert_eq!(recorder.record(|| app.call(Visit::of("ann"))), 0);
    assert_eq!(recorder.fields(), ["no request answer=42", "no request answer=42"]);
}

#[test]
fn the_request_of_a_span_may_be_borrowed() {
    let recorder = Recorder::default();
    let app = Chain::<&mut String, usize>::new()
        .with(borrowed())
        .view(|text: &mut String| text.capacity());
    let mut text = "four".to_owned();
    recorder.record(|| app.call(&mut text));
    assert_eq!(recorder.fields(), ["borrowed length=4"]);
}

#[test]
fn a_future_with_fields_is_lazy_and_its_parent_is_the_polling_task() {
    let recorder = Recorder::default();
    let app = all_forms!().view(async_view);
    recorder.record(|| {
        let visit = Visit::of("ann");
        let read = Arc::clone(&visit.read);
        drop(app.acall(visit));
        assert_eq!(read.load(Ordering::Relaxed), 0);
        let future = info_span!("made").in_scope(|| app.acall(Visit::of("ann")));
        assert_eq!(current_thread().block_on(future.instrument(info_span!("polled"))), 5);
    });
    assert_eq!(recorder.events(), NESTED.map(|event| format!("polled>{event}")));
}

#[test]
fn a_future_with_fields_ends_in_its_span() {
    #[middleware]
    struct Told<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(span(name = "told", fields(user = request.user())))]
    impl<G> Told<G> {
        fn process_request(&self, _: &Visit) {}

        fn process_outcome(&self, outcome: Outcome<'_, usize>) {
            info!("{outcome:?}");
        }
    }

    let recorder = Recorder::default();
    let app = Chain::<Visit, usize>::new().with(Told::layer()).view(async_view);
    recorder.record(|| {
        futures::executor::block_on(async {
            let mut future = Box::pin(app.acall(Visit::of("ann")));
            assert!(poll!(&mut future).is_pending());
            drop(future);
        });
    });
    assert_eq!(recorder.events(), ["told: Dropped"]);
    assert_eq!(recorder.spans(), ["open told", "close told"]);
}

/// The future is `Send`, and no larger than the request and what it waits for.
#[test]
fn fields_keep_the_future_send_and_small() {
    fn size<F: Future + Send>(future: &F) -> usize {
        size_of_val(future)
    }

    macro_rules! assert_linear {
        ($layer:expr) => {
            let one = size(
                &Chain::<Visit, usize>::new().with($layer).view(async_view).acall(Visit::of("")),
            );
            let two = size(
                &Chain::<Visit, usize>::new()
                    .with($layer)
                    .with($layer)
                    .view(async_view)
                    .acall(Visit::of("")),
            );
            let three = size(
                &Chain::<Visit, usize>::new()
                    .with($layer)
                    .with($layer)
                    .with($layer)
                    .view(async_view)
                    .acall(Visit::of("")),
            );
            assert_eq!(three - two, two - one);
        };
    }
    assert_linear!(Halves::layer("shop"));
    assert_linear!(Plain::layer());
    assert_linear!(Waiting::layer());
    assert_linear!(function(1));
}

mod instrumented {
    use super::*;

    #[middleware(both)]
    #[tracing::instrument(skip_all)]
    fn audit<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
        info!("inside");
        get_response.call(request)
    }

    #[middleware]
    struct Audit<G> {
        get_response: GetResponse<G>,
    }

    #[middleware]
    impl<G> Audit<G> {
        #[tracing::instrument(skip(self), level = "warn")]
        fn call(&self, request: u32) -> u32 {
            info!("inside");
            self.get_response.call(request)
        }

        #[tracing::instrument(skip_all, name = "own")]
        async fn acall(&self, request: u32) -> u32 {
            info!("inside");
            self.get_response.acall(request).await
        }
    }

    #[test]
    fn the_span_of_an_instrumented_half_has_the_name_of_the_layer() {
        let recorder = Recorder::default();
        let chain = || Chain::<u32, u32>::new().with(audit()).with(Audit::layer());
        recorder.record(|| chain().view(|n: u32| n).call(1));
        assert_eq!(recorder.events(), ["audit: inside", "audit>Audit: inside"]);
        let app = chain().view(async |n: u32| n);
        recorder.record(|| current_thread().block_on(app.acall(1)));
        assert_eq!(recorder.events(), ["audit: inside", "audit>own: inside"]);
    }
}

mod in_a_macro {
    use super::*;

    macro_rules! layer {
        ($name:ident, $span:literal, $field:ident) => {
            #[middleware(both, span(name = $span, fields($field = request.user())))]
            fn $name<G>(visit: Visit, get_response: &GetResponse<G>) -> usize {
                get_response.call(visit)
            }
        };
    }

    layer!(made, "made", who);

    #[test]
    fn a_macro_may_write_the_fields() {
        let recorder = Recorder::default();
        let app = Chain::<Visit, usize>::new().with(made()).view(async_view);
        recorder.record(|| app.call(Visit::of("ann")));
        assert_eq!(recorder.fields(), [r#"made who="ann""#]);
    }
}
