//! [`BoxedLayers`]: type-erased layers around a boxed handler.

use std::{fmt, sync::Arc};

use super::Layer;
use crate::{
    handler::{BoxHandler, Boxable, GetResponse},
    plan::Plan,
};

/// Type-erased layers for a boxed handler, as returned by [`Chain::boxed`](crate::Chain::boxed).
///
/// `H` is the handler that they make of a [`BoxHandler`] of `Req` and `Res`. The type names nothing else of the layers,
/// however many there are.
///
/// ```
/// use middleware_core::{Chain, GetResponse, chain::BoxedLayers, middleware};
///
/// #[middleware(both)]
/// fn double<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
///     get_response.call(request) * 2
/// }
///
/// fn common<'a, H>(chain: Chain<u32, u32, BoxedLayers<'a, H, u32, u32>>) -> Chain<u32, u32, BoxedLayers<'a, H, u32, u32>>
/// where
///     H: middleware_core::Handler<u32, Response = u32> + 'a,
/// {
///     chain.with(double()).with(double()).boxed()
/// }
///
/// let app = common(common(Chain::<u32, u32>::new().boxed())).view(|n: u32| n);
/// assert_eq!(app.call(1), 16);
/// ```
pub struct BoxedLayers<'a, H, Req, Res> {
    wrap: Arc<Wrap<'a, BoxHandler<Req, Res>, H>>,
    /// How many of these are nested, this one included.
    boxes: usize,
}

type Wrap<'a, G, H> = dyn Fn(GetResponse<G>) -> GetResponse<H> + Send + Sync + 'a;

impl<'a, H, Req, Res> BoxedLayers<'a, H, Req, Res> {
    /// # Panics
    ///
    /// If more than [`Plan::MAX_LAYERS`] are nested.
    #[track_caller]
    pub(crate) fn new<L>(layers: L) -> Self
    where
        L: Layer<BoxHandler<Req, Res>, Handler = H> + Clone + Send + Sync + 'a,
    {
        let (boxes, limit) = (layers.boxes() + 1, Plan::MAX_LAYERS);
        // Each of them drops the next one.
        assert!(
            boxes <= limit,
            "a chain can be boxed at most {limit} times: more could overflow a thread's stack"
        );
        Self { wrap: Arc::new(move |get_response| layers.clone().wrap(get_response)), boxes }
    }
}

impl<G, H, Req, Res> Layer<G> for BoxedLayers<'_, H, Req, Res>
where
    G: Boxable<Req, Response = Res>,
{
    type Handler = H;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<H> {
        (self.wrap)(get_response.erased())
    }

    fn boxes(&self) -> usize {
        self.boxes
    }
}

impl<H, Req, Res> Clone for BoxedLayers<'_, H, Req, Res> {
    fn clone(&self) -> Self {
        Self { wrap: Arc::clone(&self.wrap), boxes: self.boxes }
    }
}

impl<H, Req, Res> fmt::Debug for BoxedLayers<'_, H, Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BoxedLayers")
            .field("handler", &std::any::type_name::<H>())
            .finish_non_exhaustive()
    }
}
