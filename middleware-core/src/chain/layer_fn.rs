//! [`layer_fn`]: a layer from the constructor of a middleware.

use std::fmt;

use super::Layer;
use crate::handler::GetResponse;

/// Makes a layer from a function or closure that wraps a handler in a middleware.
///
/// For a middleware with a constructor of its own, or with private state. The function runs when the chain gets its view.
///
/// ```
/// use middleware_core::{Chain, GetResponse, chain::layer_fn, middleware};
///
/// #[middleware]
/// struct Fallback<G, F> {
///     get_response: GetResponse<G>,
///     fallback: F,
/// }
///
/// #[middleware]
/// impl<G, F: Fn(u32) -> u32 + Send + Sync + 'static> Fallback<G, F> {
///     fn call(&self, request: u32) -> u32 {
///         self.get_response.call(request).max((self.fallback)(request))
///     }
/// }
///
/// let fallback = |n| n * 2;
/// let app = Chain::<u32, u32>::new()
///     .with(layer_fn(|get_response| Fallback { get_response, fallback }))
///     .view(|n: u32| n);
/// assert_eq!(app.call(2), 4);
/// ```
pub const fn layer_fn<F, G, M>(wrap: F) -> LayerFn<F>
where
    F: FnOnce(GetResponse<G>) -> M,
{
    LayerFn { wrap }
}

/// A layer from a function, created by [`layer_fn`].
#[derive(Clone, Copy)]
pub struct LayerFn<F> {
    wrap: F,
}

impl<G, F, M> Layer<G> for LayerFn<F>
where
    F: FnOnce(GetResponse<G>) -> M,
{
    type Handler = M;

    fn wrap(self, get_response: GetResponse<G>) -> GetResponse<M> {
        GetResponse::new((self.wrap)(get_response))
    }
}

impl<F> fmt::Debug for LayerFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LayerFn").field(&std::any::type_name::<F>()).finish()
    }
}
