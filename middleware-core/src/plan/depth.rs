//! The maximum number of layers.

use super::Plan;

impl Plan {
    /// The maximum number of layers of a finished chain.
    ///
    /// Each layer calls the next one, so a chain with any number of layers would overflow the stack of its thread. With this
    /// limit, a thread with Rust's default stack of 2 MiB has 8 KiB per layer. A boxed layer of a debug build takes up to
    /// 0.4 KiB, or 1.5 KiB if its mode differs from that of the next handler. Its own variables are added to that.
    ///
    /// [`Chain::view`](crate::Chain::view) and [`GetResponse::boxed`](crate::GetResponse::boxed) panic if the chain has more
    /// layers. In a list of settings, more layers are an error.
    ///
    /// Only layers that are in the plan count. So a handler that is written by hand and calls another one must implement
    /// [`Handler::plan`](crate::Handler::plan).
    ///
    /// ```
    /// use middleware_core::{Chain, GetResponse, Plan, middleware};
    ///
    /// #[middleware(both)]
    /// fn add<G>(request: usize, get_response: &GetResponse<G>) -> usize {
    ///     get_response.call(request) + 1
    /// }
    ///
    /// let view = Chain::<usize, usize>::new().view(|n: usize| n).boxed();
    /// let app = (0..Plan::MAX_LAYERS).fold(view, |inner, _| {
    ///     Chain::<usize, usize>::new().with(add()).view(inner).boxed()
    /// });
    /// assert_eq!(app.call(0), Plan::MAX_LAYERS);
    /// ```
    pub const MAX_LAYERS: usize = 256;

    /// # Panics
    ///
    /// If there are more layers than [`MAX_LAYERS`](Self::MAX_LAYERS).
    #[track_caller]
    pub(crate) fn assert_depth(&self) {
        let (layers, limit) = (self.layers.len(), Self::MAX_LAYERS);
        assert!(
            layers <= limit,
            "the chain has {layers} layers, and at most {limit} are allowed: more could overflow a thread's stack"
        );
    }
}
