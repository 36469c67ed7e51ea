//! Layers of every capability that do the same and leave the same trace.

use futures::future::poll_fn;
use middleware_core::{BoxHandler, GetResponse, Mode, middleware};

use crate::{Event, Failure, Request, Response, Trace};

/// What a layer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Does {
    /// Hands on what it gets.
    Pass,
    /// Answers by itself, without calling the next handler.
    Respond,
    /// Fails before it calls the next handler.
    FailBefore,
    /// Fails after it has called the next handler.
    FailAfter,
    /// Adds its name to the request.
    Append,
    /// Replaces the response.
    Replace,
    /// Turns an error from inside into a response.
    Recover,
    /// Calls the next handler twice, and answers with the second answer.
    Twice,
}

/// A layer's name and what it does, and where it notes what happens.
#[derive(Clone, Debug)]
pub struct Step {
    /// The name in the trace.
    pub name: String,
    /// What the layer does.
    pub does: Does,
    /// Where it notes.
    pub trace: Trace,
}

impl Step {
    /// A step that is called by its number.
    #[must_use]
    pub fn new(name: usize, does: Does, trace: &Trace) -> Self {
        Self { name: name.to_string(), does, trace: trace.clone() }
    }

    /// What to pass to the next handler, or what to answer instead.
    fn before(&self, mode: Mode, request: Request) -> Result<Request, Response> {
        self.trace.note_mode(mode);
        self.trace.note(Event::Enter(self.name.clone()));
        match self.does {
            Does::Respond => Err(self.exit(Ok(format!("short {}", self.name)))),
            Does::FailBefore => Err(self.exit(Err(Failure(format!("before {}", self.name))))),
            Does::Append => Ok(format!("{request}{}", self.name)),
            _ => Ok(request),
        }
    }

    /// What to answer.
    fn after(&self, response: Response) -> Response {
        self.exit(match self.does {
            Does::FailAfter => Err(Failure(format!("after {}", self.name))),
            Does::Replace => Ok(format!("replaced {}", self.name)),
            Does::Recover => response.or_else(|Failure(why)| Ok(format!("recovered from {why}"))),
            _ => response,
        })
    }

    fn exit(&self, response: Response) -> Response {
        self.trace.note(Event::Exit(self.name.clone()));
        response
    }
}

/// Returns to the executor once, whichever that is.
pub async fn suspend() {
    let mut suspended = false;
    poll_fn(|context| {
        if suspended {
            return std::task::Poll::Ready(());
        }
        suspended = true;
        context.waker().wake_by_ref();
        std::task::Poll::Pending
    })
    .await;
}

/// A sync-only layer.
#[middleware]
#[derive(Debug)]
pub struct SyncStep<G> {
    get_response: GetResponse<G>,
    step: Step,
}

#[middleware]
impl<G> SyncStep<G> {
    fn call(&self, request: Request) -> Response {
        let request = match self.step.before(Mode::Sync, request) {
            Ok(request) => request,
            Err(response) => return response,
        };
        if self.step.does == Does::Twice {
            let _ = self.get_response.call(request.clone());
        }
        self.step.after(self.get_response.call(request))
    }
}

/// An async-only layer. It suspends at each step.
#[middleware]
#[derive(Debug)]
pub struct AsyncStep<G> {
    get_response: GetResponse<G>,
    step: Step,
}

#[middleware]
impl<G> AsyncStep<G> {
    async fn acall(&self, request: Request) -> Response {
        suspend().await;
        let request = match self.step.before(Mode::Async, request) {
            Ok(request) => request,
            Err(response) => return response,
        };
        suspend().await;
        if self.step.does == Does::Twice {
            let _ = self.get_response.acall(request.clone()).await;
        }
        let response = self.get_response.acall(request).await;
        suspend().await;
        self.step.after(response)
    }
}

/// A layer with both halves. The async one suspends at each step.
#[middleware]
#[derive(Debug)]
pub struct BothStep<G> {
    get_response: GetResponse<G>,
    step: Step,
}

#[middleware]
impl<G> BothStep<G> {
    fn call(&self, request: Request) -> Response {
        let request = match self.step.before(Mode::Sync, request) {
            Ok(request) => request,
            Err(response) => return response,
        };
        if self.step.does == Does::Twice {
            let _ = self.get_response.call(request.clone());
        }
        self.step.after(self.get_response.call(request))
    }

    async fn acall(&self, request: Request) -> Response {
        suspend().await;
        let request = match self.step.before(Mode::Async, request) {
            Ok(request) => request,
            Err(response) => return response,
        };
        suspend().await;
        if self.step.does == Does::Twice {
            let _ = self.get_response.acall(request.clone()).await;
        }
        let response = self.get_response.acall(request).await;
        suspend().await;
        self.step.after(response)
    }
}

/// Which of the three layers to use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// [`SyncStep`].
    Sync,
    /// [`AsyncStep`].
    Async,
    /// [`BothStep`].
    Both,
}

impl Kind {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Sync, Self::Async, Self::Both];

    /// All sequences of `length` kinds.
    #[must_use]
    pub fn sequences(length: usize) -> Vec<Vec<Self>> {
        (0..length).fold(vec![Vec::new()], |shorter, _| {
            let longer = shorter.iter().flat_map(|sequence: &Vec<Self>| {
                Self::ALL.map(|kind| {
                    let mut sequence = sequence.clone();
                    sequence.push(kind);
                    sequence
                })
            });
            longer.collect()
        })
    }
}

/// A boxed chain.
pub type App = GetResponse<BoxHandler<Request, Response>>;

/// A view of this mode that notes its call as `view`, and answers with the request or fails.
#[must_use]
pub fn view(mode: Mode, fails: bool, trace: &Trace) -> App {
    let chain = middleware_core::Chain::<Request, Response>::new();
    let trace = trace.clone();
    let answer = move |request: Request| {
        trace.note(Event::Enter("view".to_owned()));
        if fails { Err(Failure("view".to_owned())) } else { Ok(request) }
    };
    match mode {
        Mode::Sync => chain.view(answer).boxed(),
        Mode::Async => chain
            .view(move |request: Request| {
                let answer = answer.clone();
                async move {
                    suspend().await;
                    let answer = answer(request);
                    suspend().await;
                    answer
                }
            })
            .boxed(),
    }
}

/// Puts a layer of this kind around `inside`.
#[must_use]
pub fn wrap(kind: Kind, step: Step, inside: App) -> App {
    use middleware_core::Layer as _;

    match kind {
        Kind::Sync => SyncStep::layer(step).wrap(inside).boxed(),
        Kind::Async => AsyncStep::layer(step).wrap(inside).boxed(),
        Kind::Both => BothStep::layer(step).wrap(inside).boxed(),
    }
}

/// A chain of layers of these kinds, outermost first, named from 1 on.
#[must_use]
pub fn chain(kinds: &[Kind], does: &[Does], view: App, trace: &Trace) -> App {
    let steps = kinds.iter().zip(does).enumerate().rev();
    steps.fold(view, |inside, (at, (kind, does))| {
        wrap(*kind, Step::new(at + 1, *does, trace), inside)
    })
}
