//! [`WithOffload`]: a handler with its own [`Offload`].

use std::sync::Arc;

use super::{AsyncCall, AsyncMiddleware, Call, GetResponse, Handler, SingleMode, SyncMiddleware};
use crate::{
    bridge::{Offload, pool::Scope},
    mode::{Capability, Mode},
    plan::Plan,
};

/// A handler with its own [`Offload`], created by [`with_offload`](GetResponse::with_offload).
///
/// ```
/// use middleware_core::{Chain, GetResponse, WithOffload, bridge::Offload};
///
/// fn is_configured<G>(_: &GetResponse<WithOffload<G>>) {}
///
/// is_configured(&Chain::<u32, u32>::new().view(|n: u32| n).with_offload(Offload::new()));
/// ```
#[derive(Debug)]
pub struct WithOffload<G> {
    get_response: GetResponse<G>,
    offload: Offload,
}

impl<H> GetResponse<H> {
    /// Configures how async callers reach this handler: in which pool, with which context, and whether a timeout can
    /// interrupt it. `offload` also applies to the inner handlers.
    ///
    /// An [`Offload`] is also a layer, for a part of a chain. For a single call, use its [scope](Offload::scope).
    ///
    /// ```
    /// use middleware_core::{Chain, bridge::{Offload, pool::Pool}};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = Pool::builder().threads(2).name("reports").build()?;
    /// let app = Chain::<u32, u32>::new().view(|n: u32| n + 1).with_offload(Offload::new().pool(&pool));
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// assert_eq!(app.acall(1).await, 2);
    /// # });
    /// assert_eq!(pool.hops(), 1);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_offload(self, offload: Offload) -> GetResponse<WithOffload<H>> {
        GetResponse::new(WithOffload { get_response: self, offload })
    }
}

#[diagnostic::do_not_recommend]
impl<G, Req> Handler<Req> for WithOffload<G>
where
    G: Handler<Req>,
{
    type Response = G::Response;
    type Mode = G::Mode;

    fn mode(&self) -> Mode {
        self.get_response.mode()
    }

    fn offload(&self) -> Option<&Offload> {
        Some(&self.offload)
    }

    fn plan(&self) -> Plan {
        self.get_response.plan().wrapped_in("Offload", Capability::Both)
    }
}

impl<G, Req> SyncMiddleware<Req> for WithOffload<G>
where
    G: Call<Req>,
{
    fn call(&self, request: Req) -> G::Response {
        let _entered = self.offload.as_scope().inside(Scope::current()).enter();
        self.get_response.call(request)
    }
}

impl<G, Req> AsyncMiddleware<Req> for WithOffload<G>
where
    G: AsyncCall<Req>,
    Req: Send,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = G::Response> + Send {
        self.offload.scope(self.get_response.acall(request))
    }
}

impl<G, Req> SingleMode<Req> for WithOffload<G> where G: SingleMode<Req> {}
