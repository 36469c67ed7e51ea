//! [`Outcome`]: how a request ended, for the hook `process_outcome`.

use std::{
    convert::Infallible,
    fmt,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    pin::Pin,
    task::{Context, Poll},
    thread,
};

use pin_project_lite::pin_project;

/// How a request ended for a layer: the argument of the hook `process_outcome`.
///
/// The hook runs exactly once for each request that reached the layer, however the request ended. A request reaches the
/// layer when its sync half is called, or when the future of its async half is first polled. A future that is dropped
/// before its first poll has done nothing, so the hook does not run. It does not run for a leaked future either.
///
/// The outcome is reported last: `process_response` and the inner handlers have finished, or have been dropped.
///
/// | outcome | in sync mode | in async mode |
/// | --- | --- | --- |
/// | [`Response`](Self::Response), [`ShortCircuit`](Self::ShortCircuit) | the half returns | the future is ready |
/// | [`Panic`](Self::Panic) | the half unwinds | a poll of the future unwinds |
/// | [`Dropped`](Self::Dropped) | never | the future is dropped between two polls |
///
/// In async mode, a future that is dropped because of a panic elsewhere is [`Dropped`](Self::Dropped), even while that
/// panic unwinds the thread. A layer that runs sync is never cut off. If the outer future is dropped, the layer still
/// runs to its end in the thread pool, and reports that end.
/// [`caller_is_gone`](crate::bridge::pool::caller_is_gone) then returns whether anybody still waits for it.
///
/// The hook also gets the value of `process_request`, as an [`Option`]. It is `None` if the request ended before there was
/// a value. That is so after a short circuit, after a panic of `process_request`, and if the future was dropped while
/// `process_request` waited.
///
/// `process_outcome` also runs while a future is dropped or a panic unwinds. So it cannot wait, and must be a plain `fn`
/// that does not block; send slow work to a task or a thread. It runs once even if it panics. If it panics while another
/// panic unwinds, its own panic is caught and the other one continues.
///
/// # Examples
///
/// Counts the requests in flight, and records how they ended:
///
/// ```
/// use std::{
///     panic::{AssertUnwindSafe, catch_unwind},
///     sync::{
///         Arc, Mutex,
///         atomic::{AtomicUsize, Ordering},
///     },
/// };
///
/// use middleware_core::{Chain, GetResponse, Outcome, middleware};
///
/// #[middleware]
/// struct InFlight<G> {
///     get_response: GetResponse<G>,
///     count: Arc<AtomicUsize>,
///     log: Arc<Mutex<Vec<&'static str>>>,
/// }
///
/// #[middleware]
/// impl<G> InFlight<G> {
///     fn process_request(&self, _: &u32) {
///         self.count.fetch_add(1, Ordering::Relaxed);
///     }
///
///     fn process_outcome(&self, outcome: Outcome<'_, Result<u32, String>>) {
///         self.count.fetch_sub(1, Ordering::Relaxed);
///         self.log.lock().unwrap().push(match outcome {
///             Outcome::Response(Ok(_)) | Outcome::ShortCircuit(Ok(_)) => "answered",
///             Outcome::Response(Err(_)) | Outcome::ShortCircuit(Err(_)) => "failed",
///             Outcome::Panic => "panicked",
///             Outcome::Dropped => "dropped",
///         });
///     }
/// }
///
/// let (count, log) = (Arc::default(), Arc::default());
/// let app = Chain::<u32, Result<u32, String>>::new()
///     .with(InFlight::layer(Arc::clone(&count), Arc::clone(&log)))
///     .view(|n: u32| match n {
///         0 => panic!("nothing to divide by"),
///         n if 12 % n == 0 => Ok(12 / n),
///         n => Err(format!("{n} does not divide 12")),
///     });
///
/// assert_eq!(app.call(4), Ok(3));
/// assert!(app.call(5).is_err());
/// assert!(catch_unwind(AssertUnwindSafe(|| app.call(0))).is_err());
/// assert_eq!(*log.lock().unwrap(), ["answered", "failed", "panicked"]);
/// assert_eq!(count.load(Ordering::Relaxed), 0);
/// ```
///
/// Measures when a future is abandoned:
///
/// ```
/// use std::{sync::{Arc, Mutex}, time::{Duration, Instant}};
///
/// use middleware_core::{Chain, GetResponse, Outcome, middleware};
///
/// #[middleware]
/// struct Abandoned<G> {
///     get_response: GetResponse<G>,
///     after: Arc<Mutex<Vec<Duration>>>,
/// }
///
/// #[middleware]
/// impl<G> Abandoned<G> {
///     fn process_request(&self, _: &String) -> Instant {
///         Instant::now()
///     }
///
///     fn process_outcome(&self, outcome: Outcome<'_, String>, start: Option<Instant>) {
///         if let (Outcome::Dropped, Some(start)) = (outcome, start) {
///             self.after.lock().unwrap().push(start.elapsed());
///         }
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let after = Arc::default();
/// let app = Chain::<String, String>::new()
///     .with(Abandoned::layer(Arc::clone(&after)))
///     .view(async |_: String| std::future::pending().await);
///
/// let request = "Ada".to_owned();
/// assert!(tokio::time::timeout(Duration::from_millis(20), app.acall(request)).await.is_err());
/// assert_eq!(after.lock().unwrap().len(), 1);
/// # }
/// ```
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<'a, Res> {
    /// The layer answered. This response has passed `process_response`; it may be an error.
    Response(&'a Res),
    /// `process_request` answered, and the next handler was not called. This response has passed `process_response` too.
    ShortCircuit(&'a Res),
    /// The layer or an inner handler panicked, and the panic propagates to the outer layers.
    Panic,
    /// The future was dropped before it was ready: the client disconnected, or a timeout expired.
    Dropped,
}

impl<'a, Res> Outcome<'a, Res> {
    /// Returns the response, if there is one.
    ///
    /// ```
    /// use middleware_core::Outcome;
    ///
    /// assert_eq!(Outcome::ShortCircuit(&401).response(), Some(&401));
    /// assert_eq!(Outcome::<u16>::Panic.response(), None);
    /// ```
    #[must_use]
    pub const fn response(self) -> Option<&'a Res> {
        match self {
            Self::Response(response) | Self::ShortCircuit(response) => Some(response),
            Self::Panic | Self::Dropped => None,
        }
    }
}

// By hand, because a derived one would require `Res: Clone`.
impl<Res> Clone for Outcome<'_, Res> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Res> Copy for Outcome<'_, Res> {}

/// Runs a hook `process_outcome`: when [`tell`](Self::tell) is called, or otherwise when this is dropped.
///
/// It is the first value that a half creates, so it is dropped last.
#[doc(hidden)]
pub struct Ending<Res, T, Hook>
where
    Hook: FnOnce(Outcome<'_, Res>, Option<T>),
{
    hook: Option<Hook>,
    value: Option<T>,
    is_short_circuit: bool,
    /// Whether a poll has ended and the next one has not begun. If so, a drop comes from outside the future. Otherwise code
    /// of the half is running, and a drop is caused by a panic.
    is_suspended: bool,
    response: PhantomData<fn(&Res)>,
}

impl<Res, T, Hook> Ending<Res, T, Hook>
where
    Hook: FnOnce(Outcome<'_, Res>, Option<T>),
{
    /// Creates one for a hook that takes the value of `process_request`.
    #[inline]
    pub const fn new(hook: Hook) -> Self {
        Self {
            hook: Some(hook),
            value: None,
            is_short_circuit: false,
            is_suspended: false,
            response: PhantomData,
        }
    }

    /// Keeps a value for the hook.
    ///
    /// It takes an `Option`, like the hook. So an error about another type names what the user wrote.
    #[inline]
    pub fn keep(&mut self, value: Option<T>) {
        self.value = value;
    }

    /// Notes that `process_request` has answered.
    #[inline]
    pub const fn short_circuit(&mut self) {
        self.is_short_circuit = true;
    }

    /// Wraps a future, to record whether it is suspended between two polls.
    ///
    /// An async half wraps every future that it awaits.
    #[inline]
    pub const fn watch<F>(&mut self, future: F) -> Watched<'_, F> {
        Watched { future, is_suspended: &mut self.is_suspended }
    }

    /// Reports this response as the outcome, and returns it.
    #[inline]
    pub fn tell(mut self, response: Res) -> Res {
        let outcome = if self.is_short_circuit {
            Outcome::ShortCircuit(&response)
        } else {
            Outcome::Response(&response)
        };
        self.tell_once(outcome);
        response
    }

    #[inline]
    fn tell_once(&mut self, outcome: Outcome<'_, Res>) {
        // Taken out before it is called: if it panics, it is not called again.
        if let Some(hook) = self.hook.take() {
            hook(outcome, self.value.take());
        }
    }
}

// For one type of hook, so that `Ending::without_value` leaves nothing to infer.
impl<Res> Ending<Res, Infallible, fn(Outcome<'_, Res>, Option<Infallible>)> {
    /// Creates one for a hook that takes the outcome only.
    #[inline]
    pub fn without_value(
        hook: impl FnOnce(Outcome<'_, Res>),
    ) -> Ending<Res, Infallible, impl FnOnce(Outcome<'_, Res>, Option<Infallible>)> {
        Ending::new(|outcome, _| hook(outcome))
    }
}

impl<Res, T, Hook> Drop for Ending<Res, T, Hook>
where
    Hook: FnOnce(Outcome<'_, Res>, Option<T>),
{
    fn drop(&mut self) {
        if self.hook.is_none() {
            return;
        }
        let outcome = if self.is_suspended { Outcome::Dropped } else { Outcome::Panic };
        if thread::panicking() {
            // A second panic would abort the process.
            let _ = catch_unwind(AssertUnwindSafe(|| self.tell_once(outcome)));
        } else {
            self.tell_once(outcome);
        }
    }
}

impl<Res, T, Hook> fmt::Debug for Ending<Res, T, Hook>
where
    Hook: FnOnce(Outcome<'_, Res>, Option<T>),
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ending").finish_non_exhaustive()
    }
}

pin_project! {
    /// The future of [`Ending::watch`].
    #[doc(hidden)]
    #[derive(Debug)]
    //
    // `!Unpin`: to find out whether all inner futures are `Unpin` costs the compiler depth.
    #[project(!Unpin)]
    pub struct Watched<'a, F> {
        #[pin]
        future: F,
        is_suspended: &'a mut bool,
    }
}

impl<F: Future> Future for Watched<'_, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let watched = self.project();
        // A panic of the poll leaves it `false`.
        **watched.is_suspended = false;
        let polled = watched.future.poll(context);
        **watched.is_suspended = polled.is_pending();
        polled
    }
}
