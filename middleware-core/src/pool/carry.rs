//! [`Carry`]: something of the caller that goes along with a hop.

/// Something of the caller, such as a task-local, that goes along with each hop.
///
/// A hop leads to another thread, where the caller's task-locals and thread-locals are not. A `Carry` is told
/// when a hop begins, and again on the thread that it leads to, where it puts up what it brought, runs the
/// job, and takes it down. [`Hops::carry`](super::Hops::carry) adds it to a chain. There is none for async code
/// inside of sync code: that stays on its thread. What the job changes does not come back.
///
/// Spans and dispatcher of `tracing` need none of this: with the feature `tracing` they go along by themselves.
///
/// Holds for closures that return a closure.
///
/// # Examples
///
/// ```
/// use middleware_core::{Chain, pool::Hops};
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
///     .with(Hops::new().carry(carry_id))
///     .view(|()| REQUEST_ID.get());
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// assert_eq!(REQUEST_ID.scope(42, app.acall(())).await, 42);
/// # });
/// ```
///
/// # Panics
///
/// If it panics itself, the request does. If it does not run the job that it is given, the request panics and
/// says so.
pub trait Carry: Send + Sync + 'static {
    /// Called by the caller, when a hop begins. What it returns is called on the thread that the hop leads to,
    /// with the job to run.
    fn capture(&self) -> Carried;
}

/// What a [`Carry`] brought to another thread: called there, with the job to run.
pub type Carried = Box<dyn FnOnce(&mut dyn FnMut()) + Send>;

impl<Capture, Restore> Carry for Capture
where
    Capture: Fn() -> Restore + Send + Sync + 'static,
    Restore: FnOnce(&mut dyn FnMut()) + Send + 'static,
{
    fn capture(&self) -> Carried {
        Box::new(self())
    }
}
