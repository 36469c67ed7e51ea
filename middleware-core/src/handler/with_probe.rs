//! [`WithProbe`]: measures the layer that it is around.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
};

use pin_project_lite::pin_project;

use super::{AsyncCall, AsyncMiddleware, Call, GetResponse, Handler, SingleMode, SyncMiddleware};
use crate::{
    bridge::{Offload, pool::Scoped},
    mode::Mode,
    observe::{Ending, Figures, Hops, Meter, Probe, Visit},
    plan::Plan,
};

impl<H> GetResponse<H> {
    /// Measures the handler.
    pub(crate) fn with_probe(self, probe: Probe) -> GetResponse<WithProbe<H>> {
        let Probe { figures, meter, is_outermost } = probe;
        let hops = is_outermost.then(|| Offload::new().propagate(Hops::new(&figures)));
        GetResponse::new(WithProbe {
            get_response: self,
            figures,
            meter,
            hops,
            offload: OnceLock::new(),
        })
    }
}

/// Measures the layer that it is around: its next handler.
///
/// A plan does not show it.
#[derive(Debug)]
pub struct WithProbe<G> {
    get_response: GetResponse<G>,
    figures: Arc<Figures>,
    meter: Arc<Meter>,
    /// Observes the inner hops. Only the outermost probe has it.
    hops: Option<Offload>,
    /// The settings of the layer for the hop that leads to it, which is observed too.
    offload: OnceLock<Offload>,
}

impl<G, Req> Handler<Req> for WithProbe<G>
where
    G: Handler<Req, Response: 'static>,
{
    type Response = G::Response;
    type Mode = G::Mode;

    fn mode(&self) -> Mode {
        self.get_response.mode()
    }

    fn offload(&self) -> Option<&Offload> {
        self.hops.as_ref()?;
        Some(self.offload.get_or_init(|| {
            let own = self.get_response.handler().offload().cloned();
            own.unwrap_or_default().propagate(Hops::new(&self.figures))
        }))
    }

    fn plan(&self) -> Plan {
        self.get_response.plan().tagged(self.meter.slot)
    }
}

impl<G, Req> SyncMiddleware<Req> for WithProbe<G>
where
    G: Call<Req, Response: 'static>,
{
    fn call(&self, request: Req) -> G::Response {
        if self.hops.is_some() {
            self.figures.learn(|| self.plan());
        }
        // A sync layer that is not finished when it is dropped has panicked.
        let mut visit =
            Visit::enter(&self.figures, &self.meter, self.hops.is_some(), Ending::Panic);
        let response = {
            let _inside = visit.inside();
            self.get_response.call(request)
        };
        visit.responds(self.figures.is_error(&response));
        response
    }
}

impl<G, Req> AsyncMiddleware<Req> for WithProbe<G>
where
    G: AsyncCall<Req, Response: 'static>,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = G::Response> + Send {
        if self.hops.is_some() {
            self.figures.learn(|| self.plan());
        }
        let observed = Observed {
            future: self.get_response.acall(request),
            figures: &self.figures,
            meter: &self.meter,
            is_outermost: self.hops.is_some(),
            visit: None,
        };
        match &self.hops {
            Some(hops) => ProbeFuture::Outermost { future: hops.scope(observed) },
            None => ProbeFuture::Inner { future: observed },
        }
    }
}

impl<G, Req> SingleMode<Req> for WithProbe<G> where G: SingleMode<Req, Response: 'static> {}

pin_project! {
    /// The future of a [`WithProbe`].
    #[project(!Unpin)]
    #[project = ProbeFutureProj]
    enum ProbeFuture<'a, F> {
        Outermost { #[pin] future: Scoped<Observed<'a, F>> },
        Inner { #[pin] future: Observed<'a, F> },
    }
}

impl<F: Future<Output: 'static>> Future for ProbeFuture<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        match self.project() {
            ProbeFutureProj::Outermost { future } => future.poll(context),
            ProbeFutureProj::Inner { future } => future.poll(context),
        }
    }
}

pin_project! {
    /// Measures a future.
    #[project(!Unpin)]
    struct Observed<'a, F> {
        // Dropped before `visit`, so that the inner layers are left first.
        #[pin]
        future: F,
        figures: &'a Arc<Figures>,
        meter: &'a Meter,
        is_outermost: bool,
        visit: Option<Visit<'a>>,
    }
}

impl<F: Future<Output: 'static>> Future for Observed<'_, F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let enter = || Visit::enter(this.figures, this.meter, *this.is_outermost, Ending::Dropped);
        let visit = this.visit.get_or_insert_with(enter);
        visit.resumes();
        let polled = {
            let _inside = visit.inside();
            this.future.poll(context)
        };
        if let Poll::Ready(response) = &polled
            && let Some(visit) = this.visit.take()
        {
            visit.responds(this.figures.is_error(response));
        }
        polled
    }
}
