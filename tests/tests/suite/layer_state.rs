//! State belongs to the layer: a field that is marked `#[middleware(default)]` is made with the layer, and cloned with it.

use std::{
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use middleware_core::{
    BoxHandler, Chain, GetResponse, Layer, middleware,
    settings::{Format, Registry, Settings},
};

/// Counts its requests, together with all middlewares of the same layer; and those of its own.
#[middleware(name = "test.Count")]
struct Count<G> {
    get_response: GetResponse<G>,
    step: u32,
    #[middleware(default)]
    shared: Arc<AtomicU32>,
    #[middleware(default)]
    start: u32,
    // Depends on the next handler, so each middleware has its own.
    #[middleware(default)]
    handler: Option<PhantomData<fn(G)>>,
}

#[middleware(both)]
impl<G> Count<G> {
    fn call(&self, request: u32) -> u32 {
        let count = self.shared.fetch_add(self.step, Ordering::Relaxed) + self.start;
        assert!(self.handler.is_none());
        self.get_response.call(request) + count
    }
}

#[test]
fn clones_of_a_layer_share_its_state() {
    let layer = Count::layer(1);
    let one = Chain::<u32, u32>::new().with(layer.clone()).view(|n: u32| n);
    let other = Chain::<u32, u32>::new().with(layer).view(async |n: u32| n);
    assert_eq!((one.call(0), other.call(0), one.call(0), other.call(0)), (0, 1, 2, 3));
    // Another layer has state of its own.
    assert_eq!(Count::layer(1).wrap(one).call(0), 4);
}

#[test]
fn clones_of_a_chain_share_the_state_of_its_layers() {
    let chain = Chain::<u32, u32>::new().with(Count::layer(1)).with(Count::layer(10));
    let (one, other) = (chain.clone().view(|n: u32| n), chain.view(|n: u32| n));
    assert_eq!((one.call(0), other.call(0), one.call(0)), (0, 11, 22));
    let boxed = Chain::<u32, u32>::new().with(Count::layer(1)).boxed();
    let (one, other) = (boxed.clone().view(|n: u32| n), boxed.view(|n: u32| n));
    assert_eq!((one.call(0), other.call(0), one.call(0)), (0, 1, 2));
    // A finished chain is shared, not made anew.
    let app = Chain::<u32, u32>::new().with(Count::layer(1)).view(|n: u32| n);
    assert_eq!((app.call(0), app.clone().call(0), app.clone().boxed().call(0)), (0, 1, 2));
}

/// A registry makes a layer for each entry of each chain.
#[test]
fn each_entry_of_a_list_is_a_layer() {
    let mut registry = Registry::<u32, u32>::new();
    registry.register::<Count<()>>();
    let text = "middleware = [{ name = 'test.Count', options = { step = 1 } }, \
                { name = 'test.Count', options = { step = 10 } }]";
    let settings = Settings::parse(text, Format::Toml).unwrap();
    let one = registry.build(&settings, |n: u32| n).unwrap();
    let other = registry.build(&settings, |n: u32| n).unwrap();
    assert_eq!((one.call(0), one.call(0), other.call(0)), (0, 11, 0));
}

/// A layer that is used once needs no state that is `Clone`.
#[middleware]
struct Once {
    get_response: GetResponse<BoxHandler<u32, u32>>,
    #[middleware(default)]
    count: AtomicU32,
}

#[middleware]
impl Once {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request) + self.count.fetch_add(1, Ordering::Relaxed)
    }
}

#[test]
fn a_layer_that_is_not_cloned_needs_no_clone() {
    let app = Chain::<u32, u32>::new().with(Once::layer()).view(|n: u32| n);
    assert_eq!((app.call(0), app.call(0)), (0, 1));
}
