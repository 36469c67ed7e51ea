//! [`Next`]: the rest of a chain as the service that a tower layer wraps.

use std::{
    fmt,
    marker::PhantomData,
    pin::Pin,
    task::{Context, Poll},
};

use tower_service::Service;

use super::Split;
use crate::handler::{AsyncCall, GetResponse};

/// The rest of a chain, as the service that a tower layer wraps. It is always ready.
///
/// `Kind` is [`NeverFails`](super::NeverFails) or [`FallibleResponse`](super::FallibleResponse).
///
/// ```
/// use middleware_core::{BoxHandler, tower::{NeverFails, Next}};
///
/// fn is_clone<S: Clone + Send + Sync>() {}
/// is_clone::<Next<BoxHandler<u32, u32>, NeverFails>>();
/// ```
pub struct Next<G, Kind> {
    get_response: GetResponse<G>,
    kind: PhantomData<fn() -> Kind>,
}

impl<G, Kind> Next<G, Kind> {
    pub(super) fn new(get_response: GetResponse<G>) -> Self {
        Self { get_response, kind: PhantomData }
    }
}

impl<G, Req, Kind> Service<Req> for Next<G, Kind>
where
    G: AsyncCall<Req>,
    Req: Send + 'static,
    Kind: Split<G::Response>,
{
    type Response = Kind::Response;
    type Error = Kind::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Kind::Response, Kind::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Kind::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Req) -> Self::Future {
        let get_response = self.get_response.clone();
        Box::pin(async move { Kind::split(get_response.acall(request).await) })
    }
}

impl<G, Kind> Clone for Next<G, Kind> {
    fn clone(&self) -> Self {
        Self::new(self.get_response.clone())
    }
}

impl<G, Kind> fmt::Debug for Next<G, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Next").field(&self.get_response).finish()
    }
}
