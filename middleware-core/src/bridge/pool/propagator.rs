//! [`ContextPropagator`]: propagates a part of the caller's context across a hop.

/// Propagates a part of the caller's context, such as a task-local, across each hop.
///
/// A hop runs on another thread, which does not have the task-locals and thread-locals of the caller. When a hop
/// starts, [`capture`](Self::capture) reads the value on the thread of the caller. On the thread of the pool, the
/// returned function restores the value, runs the job, and removes the value again.
///
/// [`Offload::propagate`](crate::bridge::Offload::propagate) adds it to a chain. Async code that sync code calls needs
/// none, because it stays on its thread. A change of the value by the job does not reach the caller.
///
/// The feature `tracing` propagates the span and the dispatcher of `tracing` without a `ContextPropagator`.
///
/// Implemented for closures that return a closure.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, bridge::Offload};
///
/// tokio::task_local! {
///     static REQUEST_ID: u64;
/// }
///
/// let carry_id = || {
///     let id = REQUEST_ID.try_get();
///     move |job: &mut dyn FnMut()| match id {
///         Ok(id) => REQUEST_ID.sync_scope(id, job),
///         Err(_) => job(),
///     }
/// };
/// let app = Chain::<(), u64>::new()
///     .with(Offload::new().propagate(carry_id))
///     .view(|()| REQUEST_ID.get());
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(REQUEST_ID.scope(42, app.acall(())).await, 42);
/// # });
/// ```
///
/// # Panics
///
/// A panic of the `ContextPropagator` becomes the panic of the request. The request also panics if the
/// `ContextPropagator` does not run its job.
pub trait ContextPropagator: Send + Sync + 'static {
    /// Captures the value on the thread of the caller, when a hop starts.
    ///
    /// The returned function is called once on the thread of the pool, with the job to run.
    fn capture(&self) -> CapturedContext;
}

/// Restores what a [`ContextPropagator`] captured. It is called on the thread of the pool, with the job to run.
pub type CapturedContext = Box<dyn FnOnce(&mut dyn FnMut()) + Send>;

impl<Capture, Restore> ContextPropagator for Capture
where
    Capture: Fn() -> Restore + Send + Sync + 'static,
    Restore: FnOnce(&mut dyn FnMut()) + Send + 'static,
{
    fn capture(&self) -> CapturedContext {
        Box::new(self())
    }
}
