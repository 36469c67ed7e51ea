//! Halves and fields under `cfg`s.

use super::*;

/// Has its `acall` only under a `cfg` that never holds.
#[middleware]
#[derive(Debug)]
struct NoAsync<G> {
    get_response: GetResponse<G>,
    #[cfg(any())]
    #[middleware(default)]
    never: NoSuchType,
    #[cfg(not(any()))]
    #[middleware(default)]
    always: u32,
}

#[middleware]
impl<G> NoAsync<G> {
    fn call(&self, request: String) -> String {
        assert_eq!(self.always, 0);
        self.get_response.call(request)
    }

    #[cfg(any())]
    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

/// Has its `call` in two versions, of which one is there, and its `acall` always.
#[middleware]
#[derive(Debug)]
struct TwoVersions<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> TwoVersions<G> {
    #[cfg(not(any()))]
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }

    #[cfg(any())]
    fn call(&self, request: String) -> String {
        no_such_function(request)
    }

    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request).await
    }
}

#[test]
fn the_capability_is_what_the_cfgs_leave() {
    let plan = Chain::<String, String>::new()
        .with(NoAsync::layer())
        .with(TwoVersions::layer())
        .view(shout_async)
        .plan();
    let capabilities: Vec<_> =
        plan.layers().map(middleware_core::plan::Layer::capability).collect();
    assert_eq!(capabilities, [Capability::SyncOnly, Capability::Both]);
    assert_answers!(
        Chain::<String, String>::new().with(NoAsync::layer()).with(TwoVersions::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "A"
    );
}
