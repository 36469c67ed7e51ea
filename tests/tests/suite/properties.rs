//! Every way of driving a chain gives the same events, answers and hops, and they are those of a model.

use middleware_core::{
    Capability, Chain, Mode,
    bridge::{
        Offload,
        pool::{Pool, count_hops},
    },
};
use middleware_tests::{
    Does, Failure, Kind, Request, Response, Trace,
    drive::{TestRuntime, current_thread, multi_thread, with_watchdog},
    step::{App, chain, view},
};
use proptest::{collection::vec, prelude::*, sample::select};

/// What a request does: the events in order, the mode of each layer that was entered, and the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    events: String,
    modes: Vec<Mode>,
    answer: Response,
}

impl Seen {
    fn take(trace: &Trace, answer: Response) -> Self {
        let (events, modes) = trace.take_both();
        Self { events, modes, answer }
    }
}

/// The chain as data. The model runs it without the library.
#[derive(Clone, Debug)]
struct Model {
    kinds: Vec<Kind>,
    does: Vec<Does>,
    view: Mode,
    view_fails: bool,
}

impl Model {
    /// The mode of each layer, by the rule, outermost first.
    fn modes(&self) -> Vec<Mode> {
        let mut inside = self.view;
        let mut modes: Vec<_> = self
            .kinds
            .iter()
            .rev()
            .map(|kind| {
                inside = match kind {
                    Kind::Sync => Mode::Sync,
                    Kind::Async => Mode::Async,
                    Kind::Both => inside,
                };
                inside
            })
            .collect();
        modes.reverse();
        modes
    }

    /// How many hops a request takes: none from sync code; one from async code if it gets to a sync part.
    fn hops(&self, caller: Mode, seen: &Seen) -> usize {
        let entered_view = seen.events.contains(">view");
        let is_sync = seen.modes.contains(&Mode::Sync) || entered_view && self.view == Mode::Sync;
        // Once in sync code, everything stays on that thread; but a layer that calls the next handler twice from
        // async code hops for each of the calls.
        if caller == Mode::Async && is_sync { self.hops_from(0) } else { 0 }
    }

    fn hops_from(&self, at: usize) -> usize {
        let Some(does) = self.does.get(at) else {
            return usize::from(self.view == Mode::Sync);
        };
        if self.modes()[at] == Mode::Sync {
            return 1;
        }
        match does {
            Does::Respond | Does::FailBefore => 0,
            Does::Twice => 2 * self.hops_from(at + 1),
            Does::Pass | Does::FailAfter | Does::Append | Does::Replace | Does::Recover => {
                self.hops_from(at + 1)
            }
        }
    }

    fn run(&self) -> Seen {
        let mut events = Vec::new();
        let mut modes = Vec::new();
        let answer = self.call(0, "x".to_owned(), &mut events, &mut modes);
        Seen { events: events.join(" "), modes, answer }
    }

    fn call(
        &self,
        at: usize,
        request: Request,
        events: &mut Vec<String>,
        modes: &mut Vec<Mode>,
    ) -> Response {
        let Some(does) = self.does.get(at) else {
            events.push(">view".to_owned());
            return if self.view_fails { Err(Failure("view".to_owned())) } else { Ok(request) };
        };
        let name = at + 1;
        events.push(format!(">{name}"));
        modes.push(self.modes()[at]);
        let answer = match does {
            Does::Respond => Ok(format!("short {name}")),
            Does::FailBefore => Err(Failure(format!("before {name}"))),
            Does::Pass => self.call(at + 1, request, events, modes),
            Does::Append => self.call(at + 1, format!("{request}{name}"), events, modes),
            Does::FailAfter => {
                let _ = self.call(at + 1, request, events, modes);
                Err(Failure(format!("after {name}")))
            }
            Does::Replace => {
                let _ = self.call(at + 1, request, events, modes);
                Ok(format!("replaced {name}"))
            }
            Does::Recover => {
                let answer = self.call(at + 1, request, events, modes);
                answer.or_else(|Failure(why)| Ok(format!("recovered from {why}")))
            }
            Does::Twice => {
                let _ = self.call(at + 1, request.clone(), events, modes);
                self.call(at + 1, request, events, modes)
            }
        };
        events.push(format!("<{name}"));
        answer
    }

    /// The same as a chain.
    fn chain(&self, pool: &Pool, trace: &Trace) -> App {
        let inside = view(self.view, self.view_fails, trace);
        let layers = chain(&self.kinds, &self.does, inside, trace);
        Chain::<Request, Response>::new().with(Offload::new().pool(pool)).view(layers).boxed()
    }
}

/// The runtimes that the chains are driven in, and the pool of their hops.
struct World {
    current_thread: TestRuntime,
    multi_thread: TestRuntime,
    pool: Pool,
}

impl World {
    fn new() -> Self {
        let pool = Pool::builder().threads(1).build().unwrap();
        Self { current_thread: current_thread(), multi_thread: multi_thread(), pool }
    }

    /// Drives the model's chain in every way, and compares.
    fn check(&self, model: &Model) {
        let trace = Trace::default();
        let app = model.chain(&self.pool, &trace);
        let expected = model.run();
        let plan = app.plan();
        let planned: Vec<_> =
            plan.layers().skip(1).map(middleware_core::plan::Layer::mode).collect();
        assert_eq!(planned, model.modes());
        let (current_thread, multi_thread) = (&self.current_thread, &self.multi_thread);
        let request = || "x".to_owned();
        let ways: [(&str, Mode, &dyn Fn() -> Response); 8] = [
            ("call", Mode::Sync, &|| app.call(request())),
            ("call, root of a multi-thread runtime", Mode::Sync, &|| {
                multi_thread.block_on(async { app.call(request()) })
            }),
            ("call, task of a multi-thread runtime", Mode::Sync, &|| {
                let app = app.clone();
                let task = multi_thread.spawn(async move { app.call("x".to_owned()) });
                multi_thread.block_on(task).unwrap()
            }),
            ("call, spawn_blocking of a current-thread runtime", Mode::Sync, &|| {
                let app = app.clone();
                let task = current_thread.spawn_blocking(move || app.call("x".to_owned()));
                current_thread.block_on(task).unwrap()
            }),
            ("acall, current-thread runtime", Mode::Async, &|| {
                current_thread.block_on(app.acall(request()))
            }),
            ("acall, multi-thread runtime", Mode::Async, &|| {
                multi_thread.block_on(app.acall(request()))
            }),
            ("acall, task of a multi-thread runtime", Mode::Async, &|| {
                let app = app.clone();
                let task = multi_thread.spawn(async move { app.acall("x".to_owned()).await });
                multi_thread.block_on(task).unwrap()
            }),
            ("acall, no runtime", Mode::Async, &|| {
                futures::executor::block_on(app.acall(request()))
            }),
        ];
        for (way, from, drive) in ways {
            let before = self.pool.hops();
            let answer = drive();
            let hops = usize::try_from(self.pool.hops() - before).unwrap();
            let seen = Seen::take(&trace, answer);
            assert_eq!(seen, expected, "{way}: {model:?}");
            assert_eq!(hops, model.hops(from, &seen), "{way}: {model:?}");
            // A plan supposes that every layer calls the next handler once.
            if model.does.iter().all(|does| *does == Does::Pass) {
                assert_eq!(hops, plan.hops(from), "{way}: {model:?}");
            }
        }
        let (_, hops) = current_thread.block_on(count_hops(app.acall(request())));
        assert_eq!(hops, model.hops(Mode::Async, &expected), "{model:?}");
        drop(trace.take_both());
    }
}

#[test]
fn all_sequences_of_up_to_six_layers_do_what_the_model_does() {
    with_watchdog("all sequences", || {
        let world = World::new();
        for length in 0..=6 {
            for kinds in Kind::sequences(length) {
                for view in [Mode::Sync, Mode::Async] {
                    let does = vec![Does::Pass; length];
                    world.check(&Model { kinds: kinds.clone(), does, view, view_fails: false });
                }
            }
        }
    });
}

fn models() -> impl Strategy<Value = Model> {
    let does = [
        Does::Pass,
        Does::Pass,
        Does::Respond,
        Does::FailBefore,
        Does::FailAfter,
        Does::Append,
        Does::Replace,
        Does::Recover,
        Does::Twice,
    ];
    let layers = vec((select(Kind::ALL.to_vec()), select(does.to_vec())), 0..=12);
    let view = select(vec![Mode::Sync, Mode::Async]);
    (layers, view, any::<bool>()).prop_map(|(layers, view, view_fails)| {
        let (kinds, does) = layers.into_iter().unzip();
        Model { kinds, does, view, view_fails }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: middleware_tests::size(300, 20_000), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_chains_do_what_the_model_does(model in models()) {
        with_watchdog("a random chain", move || World::new().check(&model));
    }
}

/// The model's rule is the library's.
#[test]
fn the_models_rule_is_the_librarys() {
    for (kind, capability) in [
        (Kind::Sync, Capability::SyncOnly),
        (Kind::Async, Capability::AsyncOnly),
        (Kind::Both, Capability::Both),
    ] {
        for view in [Mode::Sync, Mode::Async] {
            let model =
                Model { kinds: vec![kind], does: vec![Does::Pass], view, view_fails: false };
            assert_eq!(model.modes(), [capability.mode_around(view)]);
        }
    }
}
