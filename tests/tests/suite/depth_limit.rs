//! A chain that could overflow a stack is refused when it is made, and the deepest chain that is allowed fits into the
//! default stack of Rust's threads.
//!
//! An overflow ends the whole test program.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

use middleware_core::{
    Chain, GetResponse, Layer, Mode, Plan, middleware,
    settings::{Built, Format, Problem, Registry, Settings, SettingsErrors},
};
use middleware_tests::{
    deep::{add, view},
    drive::{current_thread, multi_thread},
    numbers::{AsyncAdd, Numbers, SyncAdd, alternating, echo, numbers},
};

/// The default of Rust's threads, and of tokio's.
const STACK: usize = 2 << 20;

/// Far more layers than such a stack has room for.
const TOO_MANY: usize = 4_000;

/// Runs `job` in a thread with this stack, even if the environment has another default.
fn in_thread(job: impl FnOnce() + Send + 'static) {
    let thread = thread::Builder::new().stack_size(STACK).spawn(job);
    if let Err(payload) = thread.unwrap().join() {
        std::panic::resume_unwind(payload);
    }
}

fn text_of_panic<T>(job: impl FnOnce() -> T) -> String {
    let payload = catch_unwind(AssertUnwindSafe(job)).err().expect("it panics");
    *payload.downcast::<String>().unwrap()
}

/// Uses a chain of the maximum depth in all ways, and drops it.
fn use_it(app: Numbers) {
    let depth = Plan::MAX_LAYERS;
    let plan = app.plan();
    assert_eq!(plan.layers().len(), depth);
    assert!(plan.to_string().lines().count() > depth);
    assert!(format!("{:?} {:?}", app.clone(), plan.clone()).len() > depth);

    let answer = depth as u64 + 1;
    assert_eq!(app.call(1), answer);
    assert_eq!(app.try_call(1).unwrap(), answer);
    assert_eq!(current_thread().block_on(app.acall(1)), answer);
    assert_eq!(futures::executor::block_on(app.acall(1)), answer);
    let in_task = app.clone();
    let task = async { tokio::spawn(async move { in_task.acall(1).await }).await.unwrap() };
    assert_eq!(multi_thread().block_on(task), answer);
    drop(app);
}

#[test]
fn the_deepest_chain_fits_into_a_stack() {
    in_thread(|| {
        for outermost in [Mode::Sync, Mode::Async] {
            for view in [Mode::Sync, Mode::Async] {
                use_it(alternating(Plan::MAX_LAYERS, outermost, echo(view)));
            }
        }
    });
}

/// As large as `http::Request<Bytes>`, and passed by value.
#[derive(Clone)]
struct Large([u64; 32]);

#[middleware]
fn sync_pass<G>(request: Large, get_response: &GetResponse<G>) -> Large {
    get_response.call(request)
}

#[middleware]
async fn async_pass<G>(request: Large, get_response: &GetResponse<G>) -> Large {
    get_response.acall(request).await
}

#[test]
fn the_deepest_chain_of_large_requests_fits_into_a_stack() {
    in_thread(|| {
        let large = Chain::<Large, Large>::new;
        let app = (0..Plan::MAX_LAYERS).fold(large().view(|n: Large| n).boxed(), |inner, at| {
            if at % 2 == 0 {
                large().with(sync_pass()).view(inner).boxed()
            } else {
                large().with(async_pass()).view(inner).boxed()
            }
        });
        assert_eq!(app.call(Large([1; 32])).0, [1; 32]);
        assert_eq!(futures::executor::block_on(app.acall(Large([2; 32]))).0, [2; 32]);
    });
}

#[test]
fn the_deepest_chain_from_settings_fits_into_a_stack() {
    in_thread(|| {
        let names = (0..Plan::MAX_LAYERS).map(|at| ["sync", "async"][at % 2]);
        use_it(registry().build(&names.collect(), view).unwrap());
    });
}

#[test]
fn a_box_around_too_many_layers_panics() {
    in_thread(|| {
        let mut made = 0;
        let text = text_of_panic(|| {
            (0..TOO_MANY).fold(echo(Mode::Sync), |inner, _| {
                let app = SyncAdd::layer().wrap(inner).boxed();
                made += 1;
                app
            })
        });
        assert_eq!(made, Plan::MAX_LAYERS);
        assert!(
            text.starts_with("the chain has 257 layers, and at most 256 are allowed"),
            "{text}"
        );
    });
}

#[test]
fn a_view_inside_too_many_layers_panics() {
    in_thread(|| {
        let inner = alternating(Plan::MAX_LAYERS, Mode::Async, echo(Mode::Sync));
        let text = text_of_panic(|| numbers().with(add()).view(inner));
        assert!(
            text.starts_with("the chain has 257 layers, and at most 256 are allowed"),
            "{text}"
        );
    });
}

/// Layers that are boxed before they have a view are nested too.
#[test]
fn a_chain_that_is_boxed_too_often_panics() {
    in_thread(|| {
        let boxed = |times: usize| {
            (1..times).fold(numbers().with(add()).boxed(), |chain, _| chain.with(add()).boxed())
        };
        let text = text_of_panic(|| boxed(TOO_MANY));
        assert!(text.starts_with("a chain can be boxed at most 256 times"), "{text}");
        // One that nobody finishes is dropped.
        drop(boxed(Plan::MAX_LAYERS).clone());
        use_it(boxed(Plan::MAX_LAYERS).view(view).boxed());
        // A box counts where it is inside other layers.
        let optional = numbers().with(Some(boxed(Plan::MAX_LAYERS)));
        let text = text_of_panic(|| optional.boxed().with(add()));
        assert!(text.starts_with("a chain can be boxed at most 256 times"), "{text}");
    });
}

fn skipped<L>(_: L) -> Built<L> {
    Built::skip("off")
}

fn registry() -> Registry<u64, u64> {
    let mut registry = Registry::new();
    registry.add("sync", SyncAdd::layer);
    registry.add("async", AsyncAdd::layer);
    registry.add("three", || numbers().with(add()).boxed().with(add()).boxed().with(add()));
    registry.add("skipped", || skipped(add()));
    registry
}

/// Returns the only error, and the number of layers in it.
fn too_many(errors: &SettingsErrors) -> usize {
    let errors: Vec<_> = errors.iter().collect();
    let [error] = errors[..] else { panic!("{errors:?}") };
    let Problem::TooManyLayers { layers, limit } = error.problem() else { panic!("{error}") };
    assert_eq!(*limit, Plan::MAX_LAYERS);
    *layers
}

#[test]
fn a_list_of_too_many_layers_is_an_error() {
    in_thread(|| {
        let text = format!("middleware = [{}]", "'sync', 'async', ".repeat(TOO_MANY / 2));
        let settings = Settings::parse(&text, Format::Toml).unwrap();
        let errors = registry().build(&settings, view).unwrap_err();
        assert_eq!(too_many(&errors), TOO_MANY);
        assert_eq!(
            errors.to_string(),
            "the chain has 4000 layers, and at most 256 are allowed\n  \
             help: shorten the list: a deeper chain could overflow a thread's stack"
        );
        assert_eq!(too_many(&registry().check(&settings).unwrap_err()), TOO_MANY);
    });
}

#[test]
fn the_layers_of_the_view_and_of_an_entry_count_and_skipped_ones_do_not() {
    in_thread(|| {
        let listed = |times, name: &'static str| std::iter::repeat_n(name, times);
        let inner = || alternating(56, Mode::Sync, echo(Mode::Sync));
        let build = |settings: Settings| registry().build(&settings, inner());

        let skipped = listed(100, "skipped").chain(listed(200, "sync")).collect();
        assert_eq!(build(skipped).unwrap().call(0), 256);
        assert_eq!(too_many(&build(listed(201, "sync").collect()).unwrap_err()), 257);
        assert_eq!(build(listed(66, "three").collect()).unwrap().call(0), 254);
        assert_eq!(too_many(&build(listed(67, "three").collect()).unwrap_err()), 257);
    });
}
