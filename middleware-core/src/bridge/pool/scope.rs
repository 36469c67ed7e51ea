//! [`Scope`]: the settings, counters and permits that apply to the hops of the current code.

use std::{
    cell::RefCell,
    fmt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use pin_project_lite::pin_project;
use tokio::sync::OwnedSemaphorePermit;

use super::{Pool, propagator::ContextPropagator};

thread_local! {
    static CURRENT: RefCell<Scope> = const { RefCell::new(Scope(None)) };
}

/// Settings, counters and permits, from the innermost to the outermost.
///
/// A scope belongs to code, not to a thread. A future enters its own for each poll, and a job enters that of its caller
/// on the thread of the pool.
#[derive(Clone, Default)]
pub(crate) struct Scope(Option<Arc<Node>>);

struct Node {
    entry: Arc<Entry>,
    outer: Scope,
}

/// What one scope adds to its outer ones.
pub(super) enum Entry {
    Settings(Settings),
    /// Counts the hops.
    Counter(Arc<AtomicUsize>),
    /// Released when the last job that was started under it has finished.
    Permit(#[expect(dead_code, reason = "its drop releases the permit")] OwnedSemaphorePermit),
}

/// The configuration in a [`Offload`](super::Offload).
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) pool: Option<Pool>,
    pub(super) carry: Vec<Arc<dyn ContextPropagator>>,
    pub(super) interruptible: bool,
}

impl Scope {
    /// Creates a scope without an outer one.
    pub(super) fn new(entry: Entry) -> Self {
        Self(None).with(Arc::new(entry))
    }

    /// Returns the scope of the code on this thread.
    pub(crate) fn current() -> Self {
        // There is none while the thread-locals are destroyed.
        CURRENT.try_with(|current| current.borrow().clone()).unwrap_or_default()
    }

    /// Adds an innermost entry.
    fn with(self, entry: Arc<Entry>) -> Self {
        Self(Some(Arc::new(Node { entry, outer: self })))
    }

    /// Adds the one entry of this scope, which has no outer one, to `outer`.
    ///
    /// If it is the innermost entry of `outer` already, it is not added again: a hop may have been taken under it.
    pub(crate) fn inside(&self, outer: Self) -> Self {
        match (&self.0, &outer.0) {
            (Some(inner), Some(node)) if Arc::ptr_eq(&inner.entry, &node.entry) => outer,
            (Some(inner), Some(_)) => outer.with(Arc::clone(&inner.entry)),
            (_, None) => self.clone(),
            (None, Some(_)) => outer,
        }
    }

    /// Makes it the scope of the code on this thread, until the guard is dropped.
    pub(crate) fn enter(&self) -> ScopeGuard {
        let outer = CURRENT.try_with(|current| current.replace(self.clone()));
        ScopeGuard { outer: outer.unwrap_or_default() }
    }

    /// The entries, innermost first.
    fn entries(&self) -> impl Iterator<Item = &Entry> {
        let mut next = self.0.as_deref();
        std::iter::from_fn(move || {
            let Node { entry, outer } = next?;
            next = outer.0.as_deref();
            Some(&**entry)
        })
    }

    pub(super) fn settings(&self) -> impl Iterator<Item = &Settings> {
        self.entries().filter_map(|entry| match entry {
            Entry::Settings(settings) => Some(settings),
            Entry::Counter(_) | Entry::Permit(_) => None,
        })
    }

    /// Returns the pool of the innermost settings that have one, or the global pool.
    pub(super) fn pool(&self) -> &Pool {
        let named = self.settings().find_map(|settings| settings.pool.as_ref());
        named.unwrap_or_else(|| Pool::global())
    }

    /// Whether sync code takes a free thread even if it could run in place.
    pub(crate) fn is_interruptible(&self) -> bool {
        self.settings().any(|settings| settings.interruptible)
    }

    /// As [`is_interruptible`](Self::is_interruptible), for the code on this thread.
    pub(crate) fn is_current_interruptible() -> bool {
        CURRENT.try_with(|current| current.borrow().is_interruptible()).unwrap_or_default()
    }

    pub(super) fn propagators(&self) -> impl Iterator<Item = &Arc<dyn ContextPropagator>> {
        self.settings().flat_map(|settings| &settings.carry)
    }

    /// Adds one to each counter.
    pub(super) fn count_hop(&self) {
        for entry in self.entries() {
            if let Entry::Counter(counter) = entry {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("entries", &self.entries().count()).finish()
    }
}

/// Restores the previous scope when it is dropped.
pub(crate) struct ScopeGuard {
    outer: Scope,
}

impl Drop for ScopeGuard {
    fn drop(&mut self) {
        // The inner scope is dropped when the cell is no longer borrowed: a `Drop` in it may read the current scope.
        let _inner = CURRENT.try_with(|current| current.replace(std::mem::take(&mut self.outer)));
    }
}

pin_project! {
    /// A future under a scope. Created by [`Offload::scope`](super::Offload::scope) and
    /// [`Permit::scope`](super::Permit::scope).
    pub struct Scoped<F> {
        scope: Scope,
        // Whether the scope has the outer scope of the first poll.
        is_nested: bool,
        // `None` once it is ready.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // A `Drop` in the future may call chains, whose hops belong to this scope too.
            let _entered = this.scope.enter();
            this.future.set(None);
        }
    }
}

impl<F> Scoped<F> {
    pub(crate) const fn new(scope: Scope, future: F) -> Self {
        Self { scope, is_nested: false, future: Some(future) }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if !*this.is_nested {
            *this.scope = this.scope.inside(Scope::current());
            *this.is_nested = true;
        }
        let output = {
            let _entered = this.scope.enter();
            let Some(future) = this.future.as_mut().as_pin_mut() else {
                panic!("a future under a scope was polled after it was ready");
            };
            let output = ready!(future.poll(context));
            this.future.set(None);
            output
        };
        // A permit is released now, not when this is dropped.
        *this.scope = Scope::default();
        Poll::Ready(output)
    }
}

impl<F> fmt::Debug for Scoped<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scoped").field("scope", &self.scope).finish_non_exhaustive()
    }
}
