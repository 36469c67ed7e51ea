//! [`RetryPolicy`]: whether to try again, and when.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use http::{StatusCode, header::RETRY_AFTER};

use super::{ClientResult, Clock, Deadline, SystemClock};
use crate::{Request, Response};

/// Whether to try a request again, and when. It decides and does nothing: [`Retry`](super::Retry) acts on it.
///
/// The time before the next attempt is drawn evenly between nothing and a bound that doubles from attempt to attempt
/// ("full jitter"), so that clients which failed together do not come back together. If the server says `Retry-After`
/// it is at least that.
///
/// | setting | default | |
/// | --- | --- | --- |
/// | [`max_attempts`](Self::max_attempts) | 4 | with the first one |
/// | [`first_delay`](Self::first_delay) | 100 ms | the bound before the second attempt |
/// | [`max_delay`](Self::max_delay) | 10 s | where the bound stops to double |
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
/// The bound is one line of arithmetic, and no crate: the backoff of `backon` would serve but for its jitter, which
/// adds to the delay instead of drawing all of it, and its total, which counts the delays without the attempts.
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
    /// It succeeded, or another attempt is useless or not allowed: hand on what there is.
    Done,
    /// Try again after so long.
    Again {
        /// How long.
        after: Duration,
    },
}

/// What is known of a request after so many attempts.
#[derive(Clone, Copy, Debug)]
pub struct Attempts {
    /// How many there were.
    pub made: u32,
    /// When the first one began.
    pub since: Instant,
    /// The deadline of the whole.
    pub deadline: Option<Deadline>,
}

impl RetryPolicy {
    /// How many attempts there are at most, with the first one. 0 is as good as 1.
    #[must_use]
    pub const fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = max_attempts;
        self
    }

    /// The bound of the time before the second attempt. It doubles from then on.
    #[must_use]
    pub const fn first_delay(mut self, first_delay: Duration) -> Self {
        self.first_delay = first_delay;
        self
    }

    /// The bound of the time before any attempt.
    #[must_use]
    pub const fn max_delay(mut self, max_delay: Duration) -> Self {
        self.max_delay = max_delay;
        self
    }

    /// The longest `Retry-After` that is waited for. To come back earlier than told is of no use, so after a longer
    /// one the response is handed on, for the caller to see.
    #[must_use]
    pub const fn max_retry_after(mut self, max_retry_after: Duration) -> Self {
        self.max_retry_after = max_retry_after;
        self
    }

    /// How long after the first attempt began another one may begin.
    #[must_use]
    pub const fn budget(mut self, budget: Duration) -> Self {
        self.budget = budget;
        self
    }

    /// Waits the whole bound each time. For one client that has the server to itself.
    #[must_use]
    pub const fn without_jitter(mut self) -> Self {
        self.jitter = false;
        self
    }

    /// Another clock than the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What to do after an attempt that ended in `result`. The same for both halves.
    ///
    /// Whether the request may be sent twice at all is another question: [`may_repeat`](super::may_repeat).
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

    /// The bound of the time after so many attempts.
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

/// Whether the server says with this that it would have answered at another time.
fn is_transient(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// What `Retry-After` says: [seconds or a date](https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). One that
/// is neither is ignored.
fn retry_after(response: &Response, now: SystemTime) -> Option<Duration> {
    let value = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are more seconds than anybody waits.
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?;
    Some(date.duration_since(now).unwrap_or_default())
}
