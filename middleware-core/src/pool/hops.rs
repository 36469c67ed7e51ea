//! [`Hops`]: how the hops of a chain are taken.

use std::sync::Arc;

use super::{
    Pool,
    carry::Carry,
    scope::{Entry, Scope, Scoped, Settings},
};

/// How the hops of a chain are taken: in which pool, with which context, and when.
///
/// It is a [`Layer`](crate::Layer), which applies to all hops inside of it and to the one that leads to it: put
/// it outermost. It shows in the plan, with both capabilities, and changes nothing else. Or who calls the chain
/// applies it, with [`scope`](Self::scope).
///
/// It belongs to the code inside, on whichever thread that runs; but not to what this spawns as tasks of their
/// own.
///
/// # Examples
///
/// Reports have a pool of their own, so slow ones take no thread from anybody else:
///
/// ```
/// use middleware_core::{Chain, pool::{Hops, Pool}};
///
/// fn report(month: u32) -> String {
///     // .. blocks for seconds
///     format!("month {month}")
/// }
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pool = Pool::builder().threads(2).name("reports").build()?;
/// let app = Chain::<u32, String>::new().with(Hops::new().pool(&pool)).view(report);
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// assert_eq!(app.acall(3).await, "month 3");
/// assert_eq!(pool.hops(), 1);
/// # });
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Hops(Scope);

impl Hops {
    /// As everywhere else: in the pool of the scope around it, or else in the global one.
    #[must_use]
    pub fn new() -> Self {
        Self(Scope::new(Entry::Settings(Settings::default())))
    }

    fn change(self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = self.0.settings().next().cloned().unwrap_or_default();
        change(&mut settings);
        Self(Scope::new(Entry::Settings(settings)))
    }

    /// Hops lead to this pool.
    #[must_use]
    pub fn pool(self, pool: &Pool) -> Self {
        self.change(|settings| settings.pool = Some(pool.clone()))
    }

    /// Something of the caller goes along with each hop: see [`Carry`].
    #[must_use]
    pub fn carry(self, carry: impl Carry) -> Self {
        self.change(|settings| settings.carry.push(Arc::new(carry)))
    }

    /// An async layer inside can interrupt sync code further in: a timeout there fires on time.
    ///
    /// An async layer between sync code on both sides is driven by a thread, and sync code further in would
    /// run in place on that thread, which polls nothing meanwhile. So a timeout fires late. With this setting
    /// such code takes a further thread of the pool, if one is free; then the request takes two hops or more
    /// (from sync code: one or more). Where no thread is free it runs in place as ever, so this waits for
    /// nothing and cannot deadlock.
    ///
    /// Sync code that is interrupted runs to its end undisturbed, and can ask whether it was:
    /// [`caller_is_gone`](super::caller_is_gone).
    ///
    /// ```
    /// use std::{thread, time::Duration};
    ///
    /// use middleware_core::{Chain, GetResponse, middleware, pool::Hops};
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
    /// let chain = Chain::<u32, Option<u32>>::new().with(audit).with(timeout);
    /// assert_eq!(chain.clone().view(slow).call(7), Some(7)); // by then it is too late to interrupt
    ///
    /// let app = Chain::<u32, Option<u32>>::new().with(Hops::new().interruptible()).with(chain).view(slow);
    /// assert_eq!(app.call(7), None);
    /// ```
    #[must_use]
    pub fn interruptible(self) -> Self {
        self.change(|settings| settings.interruptible = true)
    }

    /// Applies it to the hops of `future`.
    ///
    /// ```
    /// use middleware_core::{Chain, pool::{Hops, Pool}};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let pool = Pool::builder().threads(1).build()?;
    /// let app = Chain::<u32, u32>::new().view(|n: u32| n + 1);
    /// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
    /// assert_eq!(Hops::new().pool(&pool).scope(app.acall(1)).await, 2);
    /// # });
    /// assert_eq!(pool.hops(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn scope<F: Future>(&self, future: F) -> Scoped<F> {
        Scoped::new(self.0.clone(), future)
    }

    /// As a scope, with nothing around it.
    pub(crate) const fn as_scope(&self) -> &Scope {
        &self.0
    }
}

impl Default for Hops {
    fn default() -> Self {
        Self::new()
    }
}
