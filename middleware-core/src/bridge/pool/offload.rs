//! [`Offload`]: configures the hops of a chain.

use std::sync::Arc;

use super::{
    Pool,
    propagator::ContextPropagator,
    scope::{Entry, Scope, Scoped, Settings},
};

/// Configures the hops of a chain: their pool, their context, and when they are taken.
///
/// It is a [`Layer`](crate::Layer). Put it outermost, so that it covers every hop: the inner ones, and the one by which
/// an async caller reaches it. The plan lists it with both capabilities. It changes nothing else.
///
/// A caller of the chain can apply it too, with [`scope`](Self::scope).
///
/// It covers the inner code on any thread. It does not cover the tasks that this code spawns.
///
/// # Examples
///
/// Reports have a pool of their own, so slow reports take no thread from other requests:
///
/// ```
/// use middleware_core::{Chain, bridge::{Offload, pool::Pool}};
///
/// fn report(month: u32) -> String {
///     // .. blocks for seconds
///     format!("month {month}")
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = Pool::builder().threads(2).name("reports").build()?;
/// let app = Chain::<u32, String>::new().with(Offload::new().pool(&pool)).view(report);
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// assert_eq!(app.acall(3).await, "month 3");
/// assert_eq!(pool.hops(), 1);
/// # });
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Offload(Scope);

impl Offload {
    /// Creates a configuration with the defaults: the pool of the outer scope, or the global one if there is none.
    #[must_use]
    pub fn new() -> Self {
        Self(Scope::new(Entry::Settings(Settings::default())))
    }

    fn change(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.0.settings().next().cloned().unwrap_or_default();
        change(&mut settings);
        Self(Scope::new(Entry::Settings(settings)))
    }

    /// Sets the pool.
    #[must_use]
    pub fn pool(self, pool: &Pool) -> Self {
        self.change(|settings| settings.pool = Some(pool.clone()))
    }

    /// Adds a part of the caller's context that each hop propagates. See [`ContextPropagator`].
    #[must_use]
    pub fn propagate(self, carry: impl ContextPropagator) -> Self {
        self.change(|settings| settings.carry.push(Arc::new(carry)))
    }

    /// Lets async layers interrupt their inner sync code, so that a timeout between sync layers fires on time.
    ///
    /// A thread drives an async layer that has sync code on both sides. By default, the inner sync code runs in place
    /// on that thread, which polls nothing in the meantime. So a timeout fires late.
    ///
    /// With this setting, such code takes a further thread of the pool if one is free. Then a request takes two hops or
    /// more; from a sync caller, one or more. If no thread is free, the code runs in place as by default. So it waits for
    /// nothing and cannot deadlock.
    ///
    /// Interrupted sync code runs to its end, undisturbed. It can call [`caller_is_gone`](super::caller_is_gone).
    ///
    /// ```
    /// use std::{thread, time::Duration};
    ///
    /// use middleware_core::{Chain, GetResponse, bridge::Offload, middleware};
    ///
    /// /// Blocks, so it is sync only.
    /// #[middleware]
    /// fn audit<G>(request: u32, get_response: &GetResponse<G>) -> Option<u32> {
    ///     get_response.call(request)
    /// }
    ///
    /// #[middleware]
    /// async fn timeout<G>(request: u32, get_response: &GetResponse<G>) -> Option<u32> {
    ///     let answer = get_response.acall(request);
    ///     tokio::time::timeout(Duration::from_millis(5), answer).await.ok()?
    /// }
    ///
    /// fn slow(request: u32) -> Option<u32> {
    ///     thread::sleep(Duration::from_millis(50));
    ///     Some(request)
    /// }
    ///
    /// let chain = Chain::<u32, Option<u32>>::new().with(audit()).with(timeout());
    /// assert_eq!(chain.clone().view(slow).call(7), Some(7)); // by then it is too late to interrupt
    ///
    /// let app = Chain::<u32, Option<u32>>::new().with(Offload::new().interruptible()).with(chain).view(slow);
    /// assert_eq!(app.call(7), None);
    /// ```
    #[must_use]
    pub fn interruptible(self) -> Self {
        self.change(|settings| settings.interruptible = true)
    }

    /// Configures the hops of `future`.
    ///
    /// ```
    /// use middleware_core::{Chain, bridge::{Offload, pool::Pool}};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = Pool::builder().threads(1).build()?;
    /// let app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// assert_eq!(Offload::new().pool(&pool).scope(app.acall(1)).await, 2);
    /// # });
    /// assert_eq!(pool.hops(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.0.clone(), future)
    }

    /// The configuration as a scope without an outer one.
    pub(crate) const fn as_scope(&self) -> &Scope {
        &self.0
    }
}

impl Default for Offload {
    fn default() -> Self {
        Self::new()
    }
}
