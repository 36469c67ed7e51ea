//! What is measured: something that answers one request after the other.

use std::{
    hint::black_box,
    pin::pin,
    task::{Context, Poll, Waker},
};

use middleware_core::{AsyncCall, Call, GetResponse};

/// Answers from sync code.
pub trait SyncSubject<Req> {
    /// What it answers with.
    type Response;

    /// Answers.
    fn answer(&mut self, request: Req) -> Self::Response;
}

/// Answers from async code.
pub trait AsyncSubject<Req> {
    /// What it answers with.
    type Response;

    /// Whether it is ready, where the contract is to ask.
    fn ready(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let _ = context;
        Poll::Ready(())
    }

    /// Answers.
    fn answer(&mut self, request: Req) -> impl Future<Output = Self::Response>;
}

impl<H, Req> SyncSubject<Req> for GetResponse<H>
where
    H: Call<Req>,
{
    type Response = H::Response;

    #[inline]
    fn answer(&mut self, request: Req) -> H::Response {
        self.call(request)
    }
}

impl<H, Req> AsyncSubject<Req> for GetResponse<H>
where
    H: AsyncCall<Req>,
{
    type Response = H::Response;

    #[inline]
    fn answer(&mut self, request: Req) -> impl Future<Output = H::Response> {
        self.acall(request)
    }
}

/// A subject whose type is erased.
pub trait Run {
    /// Answers so many requests.
    fn run(&mut self, requests: u64);

    /// How large the future is that answers a request.
    fn future_size(&mut self) -> Option<usize>;
}

/// A subject that is called from sync code.
#[derive(Debug)]
pub struct FromSync<S, R> {
    subject: S,
    request: R,
}

impl<S, R> FromSync<S, R> {
    /// Of this subject, and of what makes a request.
    pub const fn new(subject: S, request: R) -> Self {
        Self { subject, request }
    }
}

impl<S, R, Req> Run for FromSync<S, R>
where
    S: SyncSubject<Req>,
    R: Fn() -> Req,
{
    // Not inlined, or the compiler would know how the chain was made, and with it the settings.
    #[inline(never)]
    fn run(&mut self, requests: u64) {
        for _ in 0..requests {
            black_box(self.subject.answer(black_box((self.request)())));
        }
    }

    fn future_size(&mut self) -> Option<usize> {
        None
    }
}

/// A subject that is called from async code.
#[derive(Debug)]
pub struct FromAsync<S, R> {
    subject: S,
    request: R,
}

impl<S, R> FromAsync<S, R> {
    /// Of this subject, and of what makes a request.
    pub const fn new(subject: S, request: R) -> Self {
        Self { subject, request }
    }
}

impl<S, R, Req> Run for FromAsync<S, R>
where
    S: AsyncSubject<Req>,
    R: Fn() -> Req,
{
    #[inline(never)]
    fn run(&mut self, requests: u64) {
        let mut context = Context::from_waker(Waker::noop());
        for _ in 0..requests {
            while self.subject.ready(&mut context).is_pending() {}
            let mut future = pin!(self.subject.answer(black_box((self.request)())));
            loop {
                if let Poll::Ready(response) = future.as_mut().poll(&mut context) {
                    black_box(response);
                    break;
                }
            }
        }
    }

    fn future_size(&mut self) -> Option<usize> {
        Some(size_of_val(&self.subject.answer((self.request)())))
    }
}
