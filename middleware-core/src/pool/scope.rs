//! [`Scope`]: what applies to the hops of the code that runs right here.

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

use super::{Pool, carry::Carry};

thread_local! {
    static CURRENT: RefCell<Scope> = const { RefCell::new(Scope(None)) };
}

/// Settings, counters and permits, from the innermost to the outermost.
///
/// It belongs to code and not to a thread: a future brings its own for as long as it is polled, and a job
/// takes it along to the thread of the pool.
#[derive(Clone, Default)]
pub(crate) struct Scope(Option<Arc<Node>>);

struct Node {
    entry: Arc<Entry>,
    outer: Scope,
}

/// What one scope adds to those around it.
pub(super) enum Entry {
    Settings(Settings),
    /// Counts the hops.
    Counter(Arc<AtomicUsize>),
    /// Is given back when the last job that was started under it has ended.
    Permit(
        #[expect(dead_code, reason = "it is kept, not read: what counts is when it is dropped")]
        OwnedSemaphorePermit,
    ),
}

/// What [`Hops`](super::Hops) says.
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) pool: Option<Pool>,
    pub(super) carry: Vec<Arc<dyn Carry>>,
    pub(super) interruptible: bool,
}

impl Scope {
    /// A scope with nothing around it.
    pub(super) fn new(entry: Entry) -> Self {
        Self(None).with(Arc::new(entry))
    }

    /// The scope of the code that runs right here.
    pub(crate) fn current() -> Self {
        // While a thread's locals are destroyed there is none.
        CURRENT.try_with(|current| current.borrow().clone()).unwrap_or_default()
    }

    /// This scope, with one more inside of it.
    fn with(self, entry: Arc<Entry>) -> Self {
        Self(Some(Arc::new(Node { entry, outer: self })))
    }

    /// What this scope, which was made with nothing around it, is inside of `outer`. Once is enough: a hop
    /// may have been taken under it already.
    pub(crate) fn inside(&self, outer: Self) -> Self {
        match (&self.0, &outer.0) {
            (Some(inner), Some(node)) if Arc::ptr_eq(&inner.entry, &node.entry) => outer,
            (Some(inner), Some(_)) => outer.with(Arc::clone(&inner.entry)),
            (_, None) => self.clone(),
            (None, Some(_)) => outer,
        }
    }

    /// Makes it the scope of what runs on this thread, until the value is dropped.
    pub(crate) fn enter(&self) -> Entered {
        let outer = CURRENT.try_with(|current| current.replace(self.clone()));
        Entered { outer: outer.unwrap_or_default() }
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

    /// The pool that the innermost settings with a pool name, or the global one.
    pub(super) fn pool(&self) -> &Pool {
        let named = self.settings().find_map(|settings| settings.pool.as_ref());
        named.unwrap_or_else(|| Pool::global())
    }

    /// Whether sync code takes a free thread although it could run in place.
    pub(crate) fn is_interruptible(&self) -> bool {
        self.settings().any(|settings| settings.interruptible)
    }

    /// The same of the code that runs right here.
    pub(crate) fn is_current_interruptible() -> bool {
        CURRENT.try_with(|current| current.borrow().is_interruptible()).unwrap_or_default()
    }

    pub(super) fn carry(&self) -> impl Iterator<Item = &Arc<dyn Carry>> {
        self.settings().flat_map(|settings| &settings.carry)
    }

    /// A job has begun that was started under this scope.
    pub(super) fn count(&self) {
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

/// Restores the scope that was there before.
pub(crate) struct Entered {
    outer: Scope,
}

impl Drop for Entered {
    fn drop(&mut self) {
        // The inner scope is dropped outside of the cell: what it frees may look at the current one.
        let _inner = CURRENT.try_with(|current| current.replace(std::mem::take(&mut self.outer)));
    }
}

pin_project! {
    /// A future under a scope: [`Hops::scope`](super::Hops::scope) and [`Permit::scope`] make it.
    pub struct Scoped<F> {
        scope: Scope,
        // Whether the scope stands inside of that of the first poll.
        placed: bool,
        // There until it is ready.
        #[pin]
        future: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            // What the future drops may call chains, which hop under this scope too.
            let _entered = this.scope.enter();
            this.future.set(None);
        }
    }
}

impl<F> Scoped<F> {
    pub(crate) const fn new(scope: Scope, future: F) -> Self {
        Self { scope, placed: false, future: Some(future) }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        if !*this.placed {
            *this.scope = this.scope.inside(Scope::current());
            *this.placed = true;
        }
        let output = {
            let _entered = this.scope.enter();
            let Some(future) = this.future.as_mut().as_pin_mut() else {
                panic!("a future under a scope was polled after it was done");
            };
            let output = ready!(future.poll(context));
            this.future.set(None);
            output
        };
        // A permit comes back now, and not when this is dropped.
        *this.scope = Scope::default();
        Poll::Ready(output)
    }
}

impl<F> fmt::Debug for Scoped<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scoped").field("scope", &self.scope).finish_non_exhaustive()
    }
}
