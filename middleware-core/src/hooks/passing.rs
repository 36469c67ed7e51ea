//! [`Passing`]: the two kinds of hooks as one.

#![allow(
    clippy::inline_always,
    reason = "what lies in each other is optimised only as a whole: measured by the gates"
)]

use std::ops::ControlFlow;

use super::{Hooks, HooksInPlace};
use crate::{Handler, Middleware};

/// [`Hooks`] or [`HooksInPlace`], as the `Way` says: [`ByValue`] or [`InPlace`]. No middleware has both.
#[doc(hidden)]
pub trait Passing<Req, Way>: Middleware + Handler<Req> {
    type Value;
    type Inside;

    fn process_request(
        &self,
        request: &mut Req,
    ) -> ControlFlow<(Self::Inside, Self::Value), Self::Value>;

    fn process_exception(&self, response: Self::Inside) -> Self::Inside;

    fn process_response(&self, response: Self::Inside, value: Self::Value) -> Self::Response;

    /// Where the inside puts its answer: in the place of the response, or apart.
    fn place<'p>(
        response: &'p mut Option<Self::Response>,
        apart: &'p mut Option<Self::Inside>,
    ) -> &'p mut Option<Self::Inside>;

    /// What is there passes `process_exception` and `process_response`, and is the response then.
    fn pass(
        &self,
        response: &mut Option<Self::Response>,
        apart: Option<Self::Inside>,
        value: Self::Value,
    );
}

/// The hooks take the response and return it.
#[doc(hidden)]
#[derive(Debug)]
pub struct ByValue;

/// The hooks see the response where it is.
#[doc(hidden)]
#[derive(Debug)]
pub struct InPlace;

#[diagnostic::do_not_recommend]
impl<M, Req> Passing<Req, ByValue> for M
where
    M: Hooks<Req>,
{
    type Value = M::Value;
    type Inside = M::Inside;

    #[inline(always)]
    fn process_request(&self, request: &mut Req) -> ControlFlow<(M::Inside, M::Value), M::Value> {
        Hooks::process_request(self, request)
    }

    #[inline(always)]
    fn process_exception(&self, response: M::Inside) -> M::Inside {
        Hooks::process_exception(self, response)
    }

    #[inline(always)]
    fn process_response(&self, response: M::Inside, value: M::Value) -> M::Response {
        Hooks::process_response(self, response, value)
    }

    #[inline(always)]
    fn place<'p>(
        _: &'p mut Option<M::Response>,
        apart: &'p mut Option<M::Inside>,
    ) -> &'p mut Option<M::Inside> {
        apart
    }

    #[inline(always)]
    fn pass(&self, response: &mut Option<M::Response>, apart: Option<M::Inside>, value: M::Value) {
        let inside = Hooks::process_exception(self, apart.expect(ANSWERED));
        *response = Some(Hooks::process_response(self, inside, value));
    }
}

#[diagnostic::do_not_recommend]
impl<M, Req> Passing<Req, InPlace> for M
where
    M: HooksInPlace<Req>,
{
    type Value = M::Value;
    type Inside = M::Response;

    #[inline(always)]
    fn process_request(&self, request: &mut Req) -> ControlFlow<(M::Response, M::Value), M::Value> {
        HooksInPlace::process_request(self, request)
    }

    #[inline(always)]
    fn process_exception(&self, response: M::Response) -> M::Response {
        response
    }

    #[inline(always)]
    fn process_response(&self, mut response: M::Response, value: M::Value) -> M::Response {
        HooksInPlace::process_response(self, &mut response, value);
        response
    }

    #[inline(always)]
    fn place<'p>(
        response: &'p mut Option<M::Response>,
        _: &'p mut Option<M::Response>,
    ) -> &'p mut Option<M::Response> {
        response
    }

    #[inline(always)]
    fn pass(&self, response: &mut Option<M::Response>, _: Option<M::Response>, value: M::Value) {
        HooksInPlace::process_response(self, response.as_mut().expect(ANSWERED), value);
    }
}

const ANSWERED: &str = "the inside has put its answer in its place";
