//! Django's rule: for every recorded case the same modes, and the same bridges in the same places, on
//! boxed chains and, for up to two layers, on static ones.

use middleware_core::{
    AsyncCall, Boxable, Call, Chain, GetResponse, Mode, Plan,
    plan::{Bridge, Layer},
};
use middleware_tests::{
    AsyncStep, BothStep, Does, Kind, Request, Response, Step, SyncStep, Trace, drive_everywhere,
    step::{chain, view},
};
use serde::Deserialize;

/// A line of the recording.
#[derive(Debug, Deserialize)]
struct Case {
    id: String,
    seq: String,
    handler: RecordedMode,
    modes: Vec<RecordedMode>,
    adaptations: Vec<Adaptation>,
    n_chain_adaptations: usize,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum RecordedMode {
    Sync,
    Async,
}

#[derive(Debug, Deserialize)]
struct Adaptation {
    at: At,
    kind: Option<AdaptationKind>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(untagged)]
enum At {
    Position(usize),
    Outermost(Outermost),
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Outermost {
    Outermost,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum AdaptationKind {
    SyncToAsync,
    AsyncToSync,
}

impl From<RecordedMode> for Mode {
    fn from(mode: RecordedMode) -> Self {
        match mode {
            RecordedMode::Sync => Self::Sync,
            RecordedMode::Async => Self::Async,
        }
    }
}

impl From<AdaptationKind> for Bridge {
    fn from(kind: AdaptationKind) -> Self {
        match kind {
            AdaptationKind::SyncToAsync => Self::SyncToAsync,
            AdaptationKind::AsyncToSync => Self::AsyncToSync,
        }
    }
}

impl Case {
    fn kinds(&self) -> Vec<Kind> {
        let letters = self.seq.chars().map(|letter| match letter {
            'S' => Kind::Sync,
            'A' => Kind::Async,
            'B' => Kind::Both,
            other => panic!("{other} in {}", self.id),
        });
        letters.collect()
    }

    fn modes(&self) -> Vec<Mode> {
        self.modes.iter().map(|mode| Mode::from(*mode)).collect()
    }

    /// Asserts that `plan` says what Django did.
    fn assert_plan(&self, plan: &Plan) {
        let Self { id, .. } = self;
        let caller = Mode::from(self.handler);
        assert_eq!(
            plan.layers().map(Layer::mode).collect::<Vec<_>>(),
            self.modes(),
            "modes of {id}"
        );

        let recorded = |at| {
            let adaptation = self.adaptations.iter().find(|adaptation| adaptation.at == at);
            adaptation.unwrap_or_else(|| panic!("{at:?} in {id}")).kind.map(Bridge::from)
        };
        for position in 0..self.modes.len() {
            let planned = plan.bridges().find(|(at, _)| *at == position).map(|(_, bridge)| bridge);
            assert_eq!(
                planned,
                recorded(At::Position(position)),
                "bridge inside of {position} in {id}"
            );
        }
        let outermost = plan.outermost(caller);
        assert_eq!(
            outermost,
            recorded(At::Outermost(Outermost::Outermost)),
            "outermost bridge in {id}"
        );
        let bridges = plan.bridges().count() + usize::from(outermost.is_some());
        assert_eq!(bridges, self.n_chain_adaptations, "number of bridges in {id}");
    }

    /// Asserts that a finished chain has this plan, and that its layers run in these modes however it
    /// is called.
    fn assert_app<H>(&self, app: &GetResponse<H>, trace: &Trace)
    where
        H: Call<Request, Response = Response> + AsyncCall<Request>,
    {
        self.assert_plan(&app.plan());
        let trace = trace.clone();
        for (way, ran) in drive_everywhere(app, &Request::new(), move |_| trace.take_modes()) {
            assert_eq!(ran, self.modes(), "modes that ran in {}; {way}", self.id);
        }
    }
}

fn cases() -> Vec<Case> {
    let recording = include_str!("../data/django/visible.jsonl");
    recording.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn boxed_chains_follow_the_rule() {
    let cases = cases();
    assert_eq!(cases.len(), 160);
    for case in cases {
        let trace = Trace::default();
        let kinds = case.kinds();
        let does = vec![Does::Pass; kinds.len()];
        let app = chain(&kinds, &does, view(case.handler.into(), false, &trace), &trace);
        assert_eq!(app.mode(), case.modes().first().copied().unwrap_or(case.handler.into()));
        case.assert_app(&app, &trace);
    }
}

#[test]
fn static_chains_follow_the_rule() {
    let mut checked = 0;
    for case in cases() {
        if case.kinds().len() <= 2 {
            assert_static(&case);
            checked += 1;
        }
    }
    assert_eq!(checked, 52);
}

/// Adds a layer of a kind that is known at run time, and goes on with each of the three chain types.
macro_rules! with_layer {
    ($chain:expr, $kind:expr, $trace:expr, |$longer:ident| $rest:expr) => {{
        let step = Step::new(0, Does::Pass, $trace);
        match $kind {
            Kind::Sync => {
                let $longer = $chain.with(SyncStep::layer(step));
                $rest
            }
            Kind::Async => {
                let $longer = $chain.with(AsyncStep::layer(step));
                $rest
            }
            Kind::Both => {
                let $longer = $chain.with(BothStep::layer(step));
                $rest
            }
        }
    }};
}

/// Finishes a chain with a view of the case's mode, and checks it.
macro_rules! finish {
    ($chain:expr, $case:expr, $trace:expr) => {
        match Mode::from($case.handler) {
            Mode::Sync => assert_static_and_boxed($case, &$chain.view(sync_view), $trace),
            Mode::Async => assert_static_and_boxed($case, &$chain.view(async_view), $trace),
        }
    };
}

fn assert_static(case: &Case) {
    let trace = &Trace::default();
    let chain = Chain::<Request, Response>::new();
    match case.kinds()[..] {
        [] => finish!(chain, case, trace),
        [one] => with_layer!(chain, one, trace, |chain| finish!(chain, case, trace)),
        [outer, inner] => with_layer!(chain, outer, trace, |chain| {
            with_layer!(chain, inner, trace, |chain| finish!(chain, case, trace));
        }),
        _ => unreachable!("longer ones are checked boxed"),
    }
}

fn assert_static_and_boxed<H>(case: &Case, app: &GetResponse<H>, trace: &Trace)
where
    H: Call<Request, Response = Response> + AsyncCall<Request> + Boxable<Request>,
{
    // The type-level mode is the one that runs; the value must say the same.
    let tag = std::any::type_name::<H::Mode>().rsplit("::").next().unwrap().to_lowercase();
    assert_eq!(tag, app.mode().to_string(), "{}", case.id);
    case.assert_app(app, trace);
    let boxed = app.clone().boxed();
    assert_eq!(boxed.plan(), app.plan(), "{}", case.id);
    case.assert_app(&boxed, trace);
}

#[allow(clippy::unnecessary_wraps, reason = "a view answers with a response")]
fn sync_view(request: Request) -> Response {
    Ok(request)
}

async fn async_view(request: Request) -> Response {
    Ok(request)
}
