//! The job runner: chains whose requests are jobs. (Its command is tested beside the binary, in
//! `middleware-examples/tests/cli.rs`.)

use std::{
    io::{self, Write},
    num::NonZero,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, Sender, channel},
    },
    time::Duration,
};

use futures::FutureExt;
use middleware_core::{Chain, GetResponse, Mode, middleware, testing::in_every_way};
use middleware_examples::jobs::{
    Budget, Deduplicate, Done, Job, JobError, JobResult, Keys, Log, Logbook, Receipt, Recover,
    Retry, Runner, Task,
    dead_letters::{Bury, Letters},
};
use middleware_tests::drive::with_watchdog;

const DAY: Duration = Duration::from_hours(24);

fn threads(number: usize) -> NonZero<usize> {
    NonZero::new(number).unwrap()
}

fn attempts(number: u32) -> NonZero<u32> {
    NonZero::new(number).unwrap()
}

fn jobs() -> Chain<Job, JobResult> {
    Chain::new()
}

fn mail() -> Job {
    Job::mail("ada@example.org", "Hello")
}

fn busy() -> JobResult {
    Err(JobError::Transient("busy".to_owned()))
}

fn wait_for(receipts: Vec<Receipt>) -> Vec<JobResult> {
    with_watchdog("the jobs", || receipts.into_iter().map(Receipt::wait).collect())
}

/// A handler that says when it has begun, and waits for a word.
fn held() -> (impl Fn(Job) -> JobResult + Send + Sync + 'static, Receiver<()>, Sender<()>) {
    let (begun, begins) = channel();
    let (go, may_go) = channel();
    let may_go = Mutex::new(may_go);
    let handler = move |_| {
        begun.send(()).unwrap();
        // Without a sender, all go.
        let _ = may_go.lock().unwrap().recv();
        Ok(Done::Worked)
    };
    (handler, begins, go)
}

#[test]
fn stopping_loses_no_job_that_was_accepted() {
    let (handler, begins, go) = held();
    let app = jobs().with(Recover::layer()).view(handler);
    let runner = Runner::start(threads(4), move |job| app.call(job)).unwrap();
    let receipts: Vec<_> = (0..100).map(|_| runner.submit(mail()).unwrap()).collect();
    begins.recv().unwrap();

    runner.begin_to_stop();
    let refused = runner.submit(mail().with_key("late")).unwrap_err();
    assert_eq!(refused.0, mail().with_key("late"), "it is given back");
    assert!(runner.waiting() >= 96, "four of them are being done");
    drop(go);
    with_watchdog("the end of the runner", move || runner.stop());
    assert!(wait_for(receipts).iter().all(|result| *result == Ok(Done::Worked)));
}

#[test]
fn dropping_a_runner_does_its_jobs_as_well() {
    let runner = Runner::start(threads(1), |_| Ok(Done::Worked)).unwrap();
    let receipts: Vec<_> = (0..10).map(|_| runner.submit(mail()).unwrap()).collect();
    drop(runner);
    assert_eq!(wait_for(receipts), vec![Ok(Done::Worked); 10]);
}

#[test]
fn sync_and_async_handlers_are_in_one_runner() {
    let met = Arc::new(tokio::sync::Barrier::new(2));
    let meets = std::sync::Barrier::new(2);
    let layers = jobs()
        .with(Bury::layer(Letters::new(io::sink())))
        .with(Budget::layer(DAY))
        .with(Retry::layer(attempts(2), Duration::ZERO));
    let mails = layers.clone().view(move |_: Job| {
        let met = Arc::clone(&met);
        async move {
            tokio::time::sleep(Duration::from_millis(1)).await;
            met.wait().await;
            Ok(Done::Worked)
        }
    });
    let thumbnails = layers.view(move |_: Job| {
        meets.wait();
        Ok(Done::Worked)
    });
    assert_eq!(mails.plan().bridge_count(Mode::Sync), 1, "the layer for dead letters is sync");
    assert_eq!(thumbnails.plan().bridge_count(Mode::Sync), 0);

    let run = move |job: Job| match job.task {
        Task::Mail { .. } => mails.call(job),
        Task::Thumbnail { .. } => thumbnails.call(job),
    };
    let runner = Runner::start(threads(4), run).unwrap();
    // Two of each have to be there at once to be done.
    let receipts = [mail(), mail(), Job::thumbnail("cat.png", 1), Job::thumbnail("cat.png", 2)]
        .map(|job| runner.submit(job).unwrap());
    assert_eq!(wait_for(receipts.into()), vec![Ok(Done::Worked); 4]);
}

#[test]
fn what_is_transient_is_tried_again_up_to_the_limit() {
    in_every_way(
        || jobs().with(Retry::layer(attempts(3), Duration::ZERO)),
        |job: Job| match (job.key.as_deref(), job.attempt) {
            (Some("second"), 2) => Ok(Done::Worked),
            (Some("permanent"), _) => Err(JobError::Permanent("no".to_owned())),
            _ => busy(),
        },
        |trial| {
            assert_eq!(trial.ask(mail()), busy());
            assert_eq!(trial.ask(mail().with_key("second")), Ok(Done::Worked));
            assert!(trial.ask(mail().with_key("permanent")).is_err());
            let attempts: Vec<_> = trial.requests().iter().map(|job| job.attempt).collect();
            assert_eq!(attempts, [1, 2, 3, 1, 2, 1]);
        },
    );
}

#[test]
fn what_is_late_is_not_tried_again() {
    in_every_way(
        || jobs().with(Budget::layer(Duration::from_hours(1))).with(Retry::layer(attempts(3), DAY)),
        |_: Job| busy(),
        |trial| {
            assert_eq!(trial.ask(mail()), busy(), "the pause would be longer than what is left");
            assert!(trial.requests()[0].time_left().is_some_and(|left| left <= DAY));
            assert_eq!(trial.requests().len(), 1);
        },
    );
}

#[test]
fn a_budget_interrupts_async_code_only() {
    let out_of_time = || Err(JobError::OutOfTime(Duration::ZERO));
    let layers = jobs().with(Budget::layer(Duration::ZERO));
    let never = layers.clone().view(|_: Job| std::future::pending::<JobResult>());
    assert_eq!(with_watchdog("an async handler", move || never.call(mail())), out_of_time());
    let fails = layers.clone().view(|_: Job| busy());
    assert_eq!(fails.call(mail()), out_of_time());
    // What it has done it has done.
    let succeeds = layers.view(|job: Job| {
        assert_eq!(job.time_left(), None);
        Ok(Done::Worked)
    });
    assert_eq!(succeeds.call(mail()), Ok(Done::Worked));
}

#[test]
fn a_job_is_done_once_for_each_key() {
    in_every_way(
        || jobs().with(Deduplicate::layer(Keys::default())),
        |job: Job| if job.attempt == 1 { Ok(Done::Worked) } else { busy() },
        |trial| {
            assert_eq!(trial.ask(mail().with_key("a")), Ok(Done::Worked));
            assert_eq!(trial.ask(mail().with_key("a")), Ok(Done::Duplicate));
            assert_eq!(trial.ask(mail()), Ok(Done::Worked));
            assert_eq!(trial.ask(mail()), Ok(Done::Worked), "without a key, each is another one");
            let fails = Job { attempt: 2, ..mail().with_key("b") };
            assert_eq!(trial.ask(fails), busy());
            assert_eq!(trial.ask(mail().with_key("b")), Ok(Done::Worked), "it gave its key back");
            assert_eq!(trial.requests().len(), 5);
        },
    );
}

#[test]
fn a_duplicate_is_known_while_the_first_one_is_being_done() {
    let (handler, begins, go) = held();
    let app = jobs().with(Deduplicate::layer(Keys::default())).view(handler);
    let runner = Runner::start(threads(2), move |job| app.call(job)).unwrap();
    let first = runner.submit(mail().with_key("a")).unwrap();
    begins.recv().unwrap();
    let second = runner.submit(mail().with_key("a")).unwrap();
    assert_eq!(wait_for(vec![second]), [Ok(Done::Duplicate)]);
    go.send(()).unwrap();
    assert_eq!(wait_for(vec![first]), [Ok(Done::Worked)]);
}

#[test]
fn the_oldest_keys_are_forgotten() {
    let app = jobs().with(Deduplicate::layer(Keys::new(threads(2)))).view(|_| Ok(Done::Worked));
    let ask = |key| app.call(mail().with_key(key)).unwrap();
    assert_eq!(["a", "b", "c"].map(ask), [Done::Worked; 3]);
    assert_eq!(["c", "b"].map(ask), [Done::Duplicate; 2]);
    assert_eq!(ask("a"), Done::Worked);
}

#[test]
fn what_fails_for_good_is_buried_once() {
    let letters = Letters::new(io::sink());
    let layers =
        jobs().with(Bury::layer(letters.clone())).with(Retry::layer(attempts(3), Duration::ZERO));
    let app = layers.view(|job: Job| match job.key.as_deref() {
        Some("second") if job.attempt == 2 => Ok(Done::Worked),
        _ => busy(),
    });
    assert_eq!(app.call(mail().with_key("second")), Ok(Done::Worked));
    assert_eq!(letters.count(), 0);
    assert_eq!(app.call(mail()), busy());
    assert_eq!(letters.take(), [(mail(), JobError::Transient("busy".to_owned()))]);
    assert_eq!(letters.count(), 0, "they were taken out");
}

#[test]
fn a_letter_that_cannot_be_copied_is_kept() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let letters = Letters::new(Full);
    let app = jobs().with(Bury::layer(letters.clone())).view(|_| busy());
    assert_eq!(app.call(mail()), busy());
    assert_eq!(letters.count(), 1);
}

#[test]
fn a_panic_is_a_failed_job() {
    let (logbook, letters, keys) = (Logbook::default(), Letters::new(io::sink()), Keys::default());
    let layers = jobs()
        .with(Log::layer(logbook.clone()))
        .with(Deduplicate::layer(keys))
        .with(Bury::layer(letters.clone()))
        .with(Retry::layer(attempts(3), Duration::ZERO))
        .with(Recover::layer());
    let sync_app = layers.clone().view(|_: Job| -> JobResult { panic!("sync") });
    let async_app = layers.view(async |job: Job| -> JobResult {
        tokio::task::yield_now().await;
        panic!("async, attempt {}", job.attempt)
    });
    let run = move |job: Job| match job.task {
        Task::Mail { .. } => async_app.call(job),
        Task::Thumbnail { .. } => sync_app.call(job),
    };
    // One thread does all of them.
    let runner = Runner::start(threads(1), run).unwrap();
    let receipts = [mail().with_key("a"), Job::thumbnail("cat.png", 64), mail().with_key("a")]
        .map(|job| runner.submit(job).unwrap());
    let panicked = |text: &str| Err(JobError::Panicked(text.to_owned()));
    let expected = [panicked("async, attempt 1"), panicked("sync"), panicked("async, attempt 1")];
    assert_eq!(wait_for(receipts.into()), expected);
    assert_eq!((letters.count(), logbook.lines().len()), (3, 3));
    assert!(logbook.lines().iter().all(|line| line.ended.starts_with("failed, panicked: ")));
}

#[test]
fn a_panic_of_a_layer_is_a_failed_job_too() {
    #[middleware]
    struct Broken<G> {
        get_response: GetResponse<G>,
    }

    #[middleware(both)]
    impl<G> Broken<G> {
        fn call(&self, job: Job) -> JobResult {
            assert!(job.key.is_some(), "a job has a key");
            self.get_response.call(job)
        }
    }

    let (logbook, keys) = (Logbook::default(), Keys::default());
    let app = jobs()
        .with(Log::layer(logbook.clone()))
        .with(Deduplicate::layer(keys))
        .with(Broken::layer())
        .view(|_| Ok(Done::Worked));
    let runner = Runner::start(threads(1), move |job| app.call(job)).unwrap();
    let receipts = [mail(), mail().with_key("a")].map(|job| runner.submit(job).unwrap());
    let expected = [Err(JobError::Panicked("a job has a key".to_owned())), Ok(Done::Worked)];
    assert_eq!(wait_for(receipts.into()), expected);
    let ended: Vec<_> = logbook.lines().into_iter().map(|line| line.ended).collect();
    assert_eq!(ended, ["failed, a layer panicked", "done"]);
}

#[test]
fn a_job_that_is_given_up_is_noted_and_gives_its_key_back() {
    let logbook = Logbook::default();
    let app = jobs()
        .with(Log::layer(logbook.clone()))
        .with(Deduplicate::layer(Keys::default()))
        .view(async |job: Job| match job.attempt {
            1 => std::future::pending().await,
            _ => Ok(Done::Worked),
        });
    let job = mail().with_key("a");
    assert_eq!(app.acall(job.clone()).now_or_never(), None);
    assert_eq!(app.call(Job { attempt: 2, ..job }), Ok(Done::Worked));
    let ended: Vec<_> = logbook.lines().into_iter().map(|line| line.ended).collect();
    assert_eq!(ended, ["given up", "done"]);
}
