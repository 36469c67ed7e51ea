//! A system that refuses threads: bridges return errors, and do not panic with tokio's text.
//!
//! The test starts its own binary once more, and asks for a stack per thread that no system has room for. A limit of
//! the number of threads does not work for this: root has none.

use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
    process::Command,
    thread,
};

use middleware_core::{
    Chain,
    bridge::{self, Reason},
};
use middleware_tests::drive::with_watchdog;

/// The variable in which Rust's standard library finds the stack size of new threads.
const STACK_SIZE: &str = "RUST_MIN_STACK";

#[test]
fn sync_code_gets_an_error_and_its_request_back() {
    let output = with_watchdog("a process without threads", || {
        // The test runs on the main thread, because its own thread is refused too.
        let mut process = Command::new(env::current_exe().unwrap());
        process.args(["--exact", "bridges::no_threads::refused", "--ignored", "--nocapture"]);
        process.arg("--test-threads=1").env(STACK_SIZE, (1_usize << 60).to_string());
        process.output().unwrap()
    });
    let [stdout, stderr] =
        [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}{stderr}");
}

fn text_of_panic<T>(job: impl FnOnce() -> T) -> String {
    let payload = catch_unwind(AssertUnwindSafe(job)).err().expect("it panics");
    *payload.downcast::<String>().unwrap()
}

#[test]
#[ignore = "it needs a process without threads, which the other test starts"]
fn refused() {
    if env::var_os(STACK_SIZE).is_none() {
        return;
    }
    thread::Builder::new().spawn(|| ()).expect_err("the system must refuse threads");

    let app = Chain::<u64, u64>::new().view(async |n: u64| n);
    // The first error leaves nothing behind that would change the second one.
    for _ in 0..2 {
        let refused = app.try_call(1).unwrap_err();
        assert!(matches!(refused.reason(), Reason::NoRuntime(_)), "{refused}");
        assert_eq!(text_of_panic(|| app.call(1)), refused.to_string());
        assert_eq!(refused.into_inner(), 1);

        let refused = bridge::try_block_on(async { 1 }).unwrap_err();
        assert!(matches!(refused.reason(), Reason::NoRuntime(_)), "{refused}");
        assert_eq!(text_of_panic(|| bridge::block_on(async { 1 })), refused.to_string());
    }

    // The hop of an async caller cannot return an error.
    let app = Chain::<u64, u64>::new().view(|n: u64| n);
    let text = text_of_panic(|| futures::executor::block_on(app.acall(1)));
    assert!(
        text.starts_with("there is no runtime, and the embedded one cannot be started: "),
        "{text}"
    );

    // A chain without a bridge needs no thread.
    assert_eq!(app.try_call(1).unwrap(), 1);
    let app = Chain::<u64, u64>::new().view(async |n: u64| n);
    assert_eq!(futures::executor::block_on(app.acall(1)), 1);
}
