//! Programs that are generated: each must do the same in both modes, and make, use and drop its values in the same order.
//!
//! `build.rs` writes them at random, and the same ones in each build. Half of them are written as `call` and half as
//! `acall`, so the form that was written is what the translated form must do.

use std::sync::{Arc, Mutex};

use middleware_core::{BoxHandler, Chain, GetResponse, Mode};
use middleware_tests::step::suspend;
use tokio::sync::{Semaphore, SemaphorePermit};

#[allow(warnings, clippy::all, clippy::pedantic, reason = "the programs are there for their form")]
mod programs {
    use super::{Group, Guard, Log, Next, Outer, guard, text};

    include!(concat!(env!("OUT_DIR"), "/programs.rs"));
}

/// Programs that are methods of one layer.
struct Group {
    name: &'static str,
    wrap: fn(Next, Log) -> Outer,
}

type Next = GetResponse<BoxHandler<u32, Option<u32>>>;

/// It takes the number of the program too.
type Outer = GetResponse<BoxHandler<(usize, u32), Option<u32>>>;

/// How many guards may be alive. No program has as many.
const PERMITS: usize = 100;

/// What happened, in order.
#[derive(Clone)]
struct Log(Arc<State>);

struct State {
    events: Mutex<Vec<String>>,
    permits: Semaphore,
}

impl Log {
    fn new() -> Self {
        let permits = Semaphore::new(PERMITS);
        Self(Arc::new(State { events: Mutex::default(), permits }))
    }

    fn note(&self, what: impl Into<String>) {
        self.0.events.lock().unwrap().push(what.into());
    }

    /// The view notes how many guards are alive. It answers some numbers.
    fn view(&self, number: u32) -> Option<u32> {
        let held = PERMITS - self.0.permits.available_permits();
        self.note(format!("view({number}) with {held}"));
        (number & 3 != 0).then(|| number.wrapping_mul(5) ^ 2)
    }
}

/// A value that holds a permit, and notes what happens to it.
struct Guard<'a> {
    log: &'a Log,
    name: &'static str,
    value: u32,
    _permit: SemaphorePermit<'a>,
}

fn guard<'a>(log: &'a Log, name: &'static str) -> Guard<'a> {
    log.note(format!("make({name})"));
    let permit = log.0.permits.try_acquire().expect("no program has as many guards");
    let value = u32::try_from(log.0.permits.available_permits()).expect("it is a small number");
    Guard { log, name, value, _permit: permit }
}

impl Guard<'_> {
    fn read(&self) -> u32 {
        self.log.note(format!("read({})", self.name));
        self.value
    }

    fn some(&self) -> Option<u32> {
        (self.read() % 2 == 1).then_some(self.value)
    }

    fn value(&self) -> &u32 {
        &self.value
    }

    fn end(self) -> u32 {
        self.log.note(format!("end({})", self.name));
        self.value
    }
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        self.log.note(format!("drop({})", self.name));
    }
}

/// A number that depends on a text.
fn text(text: &str) -> u32 {
    text.bytes().map(u32::from).sum()
}

fn next(mode: Mode, log: &Log) -> Next {
    let (log, chain) = (log.clone(), Chain::<u32, Option<u32>>::new());
    match mode {
        Mode::Sync => chain.view(move |number| log.view(number)).boxed(),
        Mode::Async => chain
            .view(move |number| {
                let log = log.clone();
                async move {
                    suspend().await;
                    let answer = log.view(number);
                    suspend().await;
                    answer
                }
            })
            .boxed(),
    }
}

#[test]
fn each_generated_program_does_the_same_in_both_modes() {
    let mut comparisons = 0;
    let mut differences = Vec::new();
    let logs = (Log::new(), Log::new());
    for group in programs::GROUPS {
        let sync = (group.wrap)(next(Mode::Sync, &logs.0), logs.0.clone());
        let later = (group.wrap)(next(Mode::Async, &logs.1), logs.1.clone());
        assert_eq!((sync.mode(), later.mode()), (Mode::Sync, Mode::Async));
        for program in 0..programs::PROGRAMS {
            for number in [0, 1, 2, 5, 36] {
                let answer = sync.call((program, number));
                let answer_later = pollster::block_on(later.acall((program, number)));
                let events = std::mem::take(&mut *logs.0.0.events.lock().unwrap());
                let events_later = std::mem::take(&mut *logs.1.0.events.lock().unwrap());
                comparisons += 1;
                if (answer, &events) != (answer_later, &events_later) {
                    let name = group.name;
                    let (events, later) = (events.join(" "), events_later.join(" "));
                    differences.push(format!(
                        "{name}::program_{program}({number})\n  call:  {events} -> {answer:?}\n  acall: {later} -> {answer_later:?}"
                    ));
                    break;
                }
            }
        }
    }
    let programs = programs::GROUPS.len() * programs::PROGRAMS;
    assert!(programs >= 1000, "{programs}");
    let found = differences.len();
    let file = concat!(env!("OUT_DIR"), "/programs.rs");
    assert!(
        differences.is_empty(),
        "{found} of {programs} programs differ, after {comparisons} comparisons. They are in {file}.\n{}",
        differences.join("\n")
    );
    println!("{programs} programs, {comparisons} comparisons");
}
