//! [`Erased`]: the answer of a handler whose type is forgotten.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use super::{BoxAnswering, ErasedAsync};
use crate::answering::{Answering, Begun};

/// The answer of a handler whose type is forgotten.
pub(super) enum Erased<'a, Req, Res> {
    New(&'a dyn ErasedAsync<Req, Res>),
    /// It has to wait.
    Boxed(BoxAnswering<'a, Req, Res>),
}

impl<Req, Res> Answering<Req> for Erased<'_, Req, Res> {
    type Response = Res;

    #[inline]
    fn start(
        self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<Res>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        self.poll(request, response, context)
    }

    #[inline]
    fn begin(
        &mut self,
        request: &mut Option<Req>,
        response: &mut Option<Res>,
        context: &mut Context<'_>,
    ) -> Begun {
        let Self::New(handler) = *self else { return Begun::New };
        match handler.begin(request, response, context) {
            None => Begun::Ready,
            Some(answering) => {
                *self = Self::Boxed(answering);
                Begun::Pending
            }
        }
    }

    #[inline]
    fn poll(
        mut self: Pin<&mut Self>,
        request: &mut Option<Req>,
        response: &mut Option<Res>,
        context: &mut Context<'_>,
    ) -> Poll<()> {
        match &mut *self {
            Self::New(handler) => match handler.begin(request, response, context) {
                None => Poll::Ready(()),
                Some(answering) => {
                    *self = Self::Boxed(answering);
                    Poll::Pending
                }
            },
            Self::Boxed(answering) => answering.as_mut().poll(request, response, context),
        }
    }
}
