//! [`RetryPolicy`]: whether to retry, and when.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::{StatusCode, header::RETRY_AFTER};

use super::{ClientResult, Clock, Deadline, SystemClock};
use crate::{Request, Response};

/// Decides whether to retry a request, and when. [`Retry`](super::Retry) carries out the decision.
///
/// The delay before the next attempt is a random time between zero and a bound that doubles with each attempt ("full
/// jitter"). So clients that failed at the same time do not retry at the same time. If the server sends `Retry-After`,
/// the delay is at least that.
///
/// | setting | default | |
/// | --- | --- | --- |
/// | [`max_attempts`](Self::max_attempts) | 4 | including the first one |
/// | [`first_delay`](Self::first_delay) | 100 ms | the bound before the second attempt |
/// | [`max_delay`](Self::max_delay) | 10 s | the largest bound |
/// | [`max_retry_after`](Self::max_retry_after) | 30 s | a longer `Retry-After` ends the attempts |
/// | [`budget`](Self::budget) | 1 min | no attempt begins later than that after the first one |
///
/// ```
/// use std::time::Duration;
///
/// use middleware_examples::client::{Retry, RetryPolicy};
///
/// let policy = RetryPolicy::default().max_attempts(3).budget(Duration::from_secs(10));
/// let layer = Retry::layer(policy);
/// ```
///
/// The bound is one line of arithmetic, so it needs no crate. The backoff of `backon` is not used, because its jitter
/// only adds to the delay, and its total counts the delays without the attempts.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    max_attempts: u32,
    first_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    budget: Duration,
    jitter: bool,
    pub(super) clock: Arc<dyn Clock>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_delay: Duration::from_millis(100),
            max_delay: Duration::from_secs(10),
            max_retry_after: Duration::from_secs(30),
            budget: Duration::from_mins(1),
            jitter: true,
            clock: Arc::new(SystemClock),
        }
    }
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It succeeded, or another attempt is useless or not allowed: return the result.
    Done,
    /// Retry after a delay.
    Again {
        /// The delay.
        after: Duration,
    },
}

/// The state of a request after some attempts.
#[derive(Clone, Copy, Debug)]
pub struct Attempts {
    /// The number of attempts.
    pub made: u32,
    /// When the first one began.
    pub since: Instant,
    /// The deadline of the whole request.
    pub deadline: Option<Deadline>,
}

impl RetryPolicy {
    /// Sets the maximum number of attempts, including the first one. 0 counts as 1.
    #[must_use]
    pub const fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts;
        self
    }

    /// Sets the bound of the delay before the second attempt. It then doubles.
    #[must_use]
    pub const fn first_delay(mut self, first_delay: Duration) -> Self {
        self.first_delay = first_delay;
        self
    }

    /// Sets the largest bound of a delay.
    #[must_use]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// Sets the longest `Retry-After` that is obeyed. An earlier retry would be useless, so after a longer one the
    /// response is returned to the caller.
    #[must_use]
    pub const fn max_retry_after(mut self, max_retry_after: Duration) -> Self {
        self.max_retry_after = max_retry_after;
        self
    }

    /// Sets how long after the start of the first attempt another one may begin.
    #[must_use]
    pub const fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Waits the whole bound each time. Use it if the server has a single client.
    #[must_use]
    pub const fn without_jitter(mut self) -> Self {
        self.jitter = false;
        self
    }

    /// Replaces the system's clock.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Decides what to do after an attempt with this `result`. Both halves use it.
    ///
    /// It does not decide whether the request may be sent twice: see [`may_repeat`](super::may_repeat).
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// use middleware_examples::{
    ///     Response,
    ///     client::{Attempts, ClientError, Decision, RetryPolicy},
    /// };
    ///
    /// let policy = RetryPolicy::default().without_jitter();
    /// let attempts = Attempts { made: 2, since: Instant::now(), deadline: None };
    /// let after = Duration::from_millis(200);
    /// assert_eq!(policy.decide(attempts, &Err(ClientError::Timeout)), Decision::Again { after });
    /// assert_eq!(policy.decide(attempts, &Ok(Response::default())), Decision::Done);
    /// ```
    #[must_use]
    pub fn decide(&self, attempts: Attempts, result: &ClientResult) -> Decision {
        let asked = match result {
            Err(error) if error.is_transient() => Duration::ZERO,
            Ok(response) if is_transient(response.status()) => {
                retry_after(response, self.clock.date()).unwrap_or_default()
            }
            Ok(_) | Err(_) => return Decision::Done,
        };
        if attempts.made >= self.max_attempts || asked > self.max_retry_after {
            return Decision::Done;
        }
        let bound = self.bound(attempts.made);
        let drawn = if self.jitter { bound.mul_f64(fastrand::f64()) } else { bound };
        let after = drawn.max(asked);

        let now = self.clock.now();
        let elapsed = now.saturating_duration_since(attempts.since);
        let is_too_late = |Deadline(end)| end.saturating_duration_since(now) <= after;
        if elapsed.saturating_add(after) > self.budget || attempts.deadline.is_some_and(is_too_late)
        {
            return Decision::Done;
        }
        Decision::Again { after }
    }

    /// Returns the bound of the delay after this many attempts.
    fn bound(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        self.first_delay.saturating_mul(doubled).min(self.max_delay)
    }
}

impl Attempts {
    pub(super) fn begin(policy: &RetryPolicy, request: &Request) -> Self {
        Self { made: 0, since: policy.clock.now(), deadline: Deadline::of(request) }
    }
}

/// Returns whether the status means that a later request may succeed.
fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// Parses `Retry-After`: [seconds or a date](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). Other values
/// are ignored.
fn retry_after(response: &Response, now: SystemTime) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // A number that does not fit is longer than any limit.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
