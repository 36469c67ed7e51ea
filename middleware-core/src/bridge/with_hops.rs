//! [`WithHops`]: the layer that [`Hops`] is.

use std::sync::Arc;

use crate::{
    AsyncCall, AsyncMiddleware, Call, Capability, GetResponse, Handler, Layer, Mode, Plan,
    SyncMiddleware,
    pool::{Hops, Scope},
};

/// A handler whose hops are taken as [`Hops`] says.
///
/// ```
/// use middleware_core::{Chain, GetResponse, bridge::WithHops, pool::Hops};
///
/// fn is_with_hops<G>(_: &GetResponse<WithHops<G>>) {}
///
/// is_with_hops(&Chain::<u32, u32>::new().with(Hops::new()).view(|n: u32| n));
/// ```
#[derive(Debug)]
pub struct WithHops<G> {
    get_response: GetResponse<G>,
    hops: Hops,
}

impl<G> Layer<G> for Hops {
    type Handler = WithHops<G>;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<WithHops<G>> {
        GetResponse::new(WithHops { get_response, hops: self })
    }

    fn names() -> Vec<String> {
        vec!["Hops".to_owned()]
    }
}

#[diagnostic::do_not_recommend]
impl<G, Req> Handler<Req> for WithHops<G>
where
    G: Handler<Req>,
{
    type Response = G::Response;
    type Mode = G::Mode;

    fn mode(&self) -> Mode {
        self.get_response.mode()
    }

    fn plan(&self) -> Plan {
        self.get_response.plan().wrapped_in("Hops", Capability::Both)
    }
}

impl<G, Req> SyncMiddleware<Req> for WithHops<G>
where
    G: Call<Req>,
{
    fn call(&self, request: Req) -> G::Response {
        let _entered = self.hops.as_scope().inside(Scope::current()).enter();
        self.get_response.call(request)
    }

    fn hops(&self) -> Option<&Hops> {
        Some(&self.hops)
    }
}

impl<G, Req> AsyncMiddleware<Req> for WithHops<G>
where
    G: AsyncCall<Req>,
    Req: Send,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = G::Response> + Send {
        self.hops.scope(self.get_response.acall(request))
    }
}
