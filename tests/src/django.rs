//! The cases recorded from Django: what the rule makes of a list of layers.

use middleware_core::{
    AsyncCall, Call, GetResponse, Mode, Plan,
    plan::{Bridge, Layer},
};
use serde::Deserialize;

use crate::{Kind, Request, Response, Trace, drive_everywhere};

/// A line of the recording.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// The case's name.
    pub id: String,
    /// The layers, a letter each, outermost first.
    pub seq: String,
    /// The mode of the view and of the call from outside.
    handler: RecordedMode,
    /// What Django says instead, if it does not load the list. Of what follows nothing is there then.
    pub error: Option<RecordedError>,
    #[serde(default)]
    used: Vec<usize>,
    #[serde(default)]
    modes: Vec<RecordedMode>,
    #[serde(default)]
    adaptations: Vec<Adaptation>,
    #[serde(default)]
    n_chain_adaptations: usize,
}

/// Django's error.
#[derive(Debug, Deserialize)]
pub struct RecordedError {
    /// Its text, which names the layer.
    pub message: String,
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
            AdaptationKind::SyncToAsync => Self::AsyncToSync,
            AdaptationKind::AsyncToSync => Self::SyncToAsync,
        }
    }
}

impl Case {
    /// The kinds of the layers.
    ///
    /// # Panics
    ///
    /// If there are others than S, A and B.
    #[must_use]
    pub fn kinds(&self) -> Vec<Kind> {
        let letters = self.seq.chars().map(|letter| match letter {
            'S' => Kind::Sync,
            'A' => Kind::Async,
            'B' => Kind::Both,
            other => panic!("{other} in {}", self.id),
        });
        letters.collect()
    }

    /// The modes in which the layers run, outermost first.
    #[must_use]
    pub fn modes(&self) -> Vec<Mode> {
        self.modes.iter().map(|mode| Mode::from(*mode)).collect()
    }

    /// The mode of the view and of the call from outside.
    #[must_use]
    pub fn mode(&self) -> Mode {
        self.handler.into()
    }

    /// The positions of the layers that Django left out.
    #[must_use]
    pub fn skipped(&self) -> Vec<usize> {
        (0..self.seq.len()).filter(|position| !self.used.contains(position)).collect()
    }

    /// Asserts that `plan` is what Django did.
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
        for (at, position) in self.used.iter().copied().enumerate() {
            let planned = plan.bridges().find(|(outer, _)| *outer == at).map(|(_, bridge)| bridge);
            assert_eq!(
                planned,
                recorded(At::Position(position)),
                "bridge inside {position} in {id}"
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
    ///
    /// # Panics
    ///
    /// If not.
    pub fn assert_app<H>(&self, app: &GetResponse<H>, trace: &Trace)
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

/// The cases of a recording.
///
/// # Panics
///
/// If it is none.
#[must_use]
pub fn cases(recording: &str) -> Vec<Case> {
    recording.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
