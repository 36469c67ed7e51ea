//! Layers and views for deep chains, and macros that repeat them.

use middleware_core::{GetResponse, middleware};

use crate::step::suspend;

/// Both halves written out, one of them an `async fn`. It adds one, like all layers here.
#[middleware]
#[derive(Debug)]
pub struct Add<G> {
    /// The handler inside.
    pub get_response: GetResponse<G>,
}

#[middleware]
impl<G> Add<G> {
    fn call(&self, request: u64) -> u64 {
        self.get_response.call(request) + 1
    }

    async fn acall(&self, request: u64) -> u64 {
        self.get_response.acall(request).await + 1
    }
}

/// The async half is generated.
#[middleware(both)]
pub fn add<G>(request: u64, get_response: &GetResponse<G>) -> u64 {
    get_response.call(request) + 1
}

/// Adds one by a hook.
#[middleware]
#[derive(Debug)]
pub struct Hooked<G> {
    /// The handler inside.
    pub get_response: GetResponse<G>,
}

#[middleware]
impl<G> Hooked<G> {
    fn process_response(&self, response: &mut u64) {
        *response += 1;
    }
}

/// Answers at once.
#[must_use]
pub const fn view(request: u64) -> u64 {
    request
}

/// Suspends once.
pub async fn async_view(request: u64) -> u64 {
    suspend().await;
    request
}

/// `$chain` with eight further layers: two kinds in turn.
#[macro_export]
macro_rules! with_8 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        $chain
            .with($outer)
            .with($inner)
            .with($outer)
            .with($inner)
            .with($outer)
            .with($inner)
            .with($outer)
            .with($inner)
    };
}

/// `$chain` with 16 further layers.
#[macro_export]
macro_rules! with_16 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        $crate::with_8!($crate::with_8!($chain, $outer, $inner), $outer, $inner)
    };
}

/// `$chain` with 40 further layers.
#[macro_export]
macro_rules! with_40 {
    ($chain:expr, $outer:expr, $inner:expr) => {
        $crate::with_8!(
            $crate::with_16!($crate::with_16!($chain, $outer, $inner), $outer, $inner),
            $outer,
            $inner
        )
    };
}
