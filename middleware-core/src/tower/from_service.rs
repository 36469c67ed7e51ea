//! [`FromService`]: a tower service as a handler.

use std::{any, fmt, future::poll_fn, marker::PhantomData, sync::Arc};

use tower_service::Service;

use super::{FallibleResponse, Join, NeverFails};
use crate::{
    handler::{AsyncMiddleware, Handler, SingleMode},
    mode::{self, Mode},
    plan::Plan,
};

/// A tower [`Service`] as the view of a chain, created by [`from_service`].
///
/// ```
/// use middleware_core::tower::{NeverFails, FromService, from_service};
///
/// fn takes_any<S>(_: FromService<S, NeverFails>) {}
/// # struct Greeter;
/// takes_any(from_service(Greeter));
/// ```
pub struct FromService<S, Kind> {
    service: S,
    kind: PhantomData<fn() -> Kind>,
}

/// Creates the view of a chain from a tower service that never fails.
///
/// Each request clones the service and waits until the clone is ready; see [readiness](super#readiness).
///
/// ```
/// use std::convert::Infallible;
///
/// use middleware_core::{Chain, tower::from_service};
///
/// let greeter = tower::service_fn(async |name: String| Ok::<_, Infallible>(format!("hello, {name}")));
/// let app = Chain::<String, String>::new().view(from_service(greeter));
/// # #[cfg(feature = "tokio")]
/// assert_eq!(app.call("Ada".to_owned()), "hello, Ada");
/// ```
pub const fn from_service<S>(service: S) -> FromService<S, NeverFails> {
    FromService { service, kind: PhantomData }
}

/// Creates the view of a chain from a tower service that can fail. The response is a `Result`, with the service's error if
/// it fails or cannot become ready.
///
/// ```
/// use middleware_core::{Chain, tower::from_fallible_service};
///
/// let parser = tower::service_fn(async |text: String| text.parse::<u32>());
/// let app = Chain::<String, Result<u32, _>>::new().view(from_fallible_service(parser));
/// # #[cfg(feature = "tokio")]
/// assert_eq!(app.call("7".to_owned()), Ok(7));
/// ```
pub const fn from_fallible_service<S>(service: S) -> FromService<S, FallibleResponse> {
    FromService { service, kind: PhantomData }
}

impl<S, Kind> FromService<S, Kind> {
    pub(super) const fn new(service: S) -> Self {
        Self { service, kind: PhantomData }
    }
}

/// Waits until a clone of the service is ready, and calls that clone.
pub(super) async fn ask<Kind, S, Req>(service: &S, request: Req) -> Kind::Response
where
    S: Service<Req, Future: Send> + Clone + Send,
    Kind: Join<S::Response, S::Error>,
    Req: Send,
{
    let mut service = service.clone();
    let answer = async {
        poll_fn(|context| service.poll_ready(context)).await?;
        service.call(request).await
    };
    Kind::join(answer.await)
}

// Without `do_not_recommend`, so that the error about a service that can fail is about this impl.
impl<S, Req, Kind> Handler<Req> for FromService<S, Kind>
where
    S: Service<Req> + Send + Sync + 'static,
    Kind: Join<S::Response, S::Error>,
{
    type Response = Kind::Response;
    type Mode = mode::AsyncMode;

    fn mode(&self) -> Mode {
        Mode::Async
    }

    fn plan(&self) -> Plan {
        Plan::of_view(any::type_name::<S>(), Mode::Async)
    }
}

impl<S, Req, Kind> AsyncMiddleware<Req> for FromService<S, Kind>
where
    S: Service<Req, Future: Send> + Clone + Send + Sync + 'static,
    Kind: Join<S::Response, S::Error>,
    Req: Send,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Kind::Response> + Send {
        ask::<Kind, _, _>(&self.service, request)
    }
}

#[cfg(feature = "tokio")]
impl<S, Req, Kind> crate::SyncMiddleware<Req> for FromService<S, Kind>
where
    S: Service<Req, Future: Send> + Clone + Send + Sync + 'static,
    Kind: Join<S::Response, S::Error>,
    Req: Send,
{
    fn call(&self, request: Req) -> Kind::Response {
        crate::bridge::block_on(ask::<Kind, _, _>(&self.service, request))
    }
}

impl<S, Req, Kind> SingleMode<Req> for FromService<S, Kind> where Self: Handler<Req> {}

impl<S, Kind> fmt::Debug for FromService<S, Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FromService").field(&any::type_name::<S>()).finish()
    }
}
