//! [`Middleware`]: connects the two annotations of a middleware. Only the macro's output names it.

use std::marker::PhantomData;

use super::{Boxed, GetResponse, Handler};
use crate::{
    mode::{self, Capability, Mode},
    ordering::OrderingRules,
    plan::Plan,
};

/// A struct that holds a `get_response`.
///
/// `#[middleware]` on the struct implements it. `#[middleware]` on the impl builds on that: an attribute sees only its own
/// item, so the compiler has to pass the type of `get_response` from one to the other.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not annotated with `#[middleware]`",
    label = "the struct is not annotated",
    note = "write `#[middleware]` on the struct too, not only on its impl"
)]
pub trait Middleware {
    /// The next handler.
    type Inner;

    /// The struct with `()` for the next handler: errors show it.
    type Layer;

    /// The struct's name, as the [plan](crate::Plan) shows it.
    const NAME: &'static str;

    /// Its name in lists and rules, and its ordering rules: see [`ordering`](crate::ordering).
    const ORDERING: OrderingRules = OrderingRules { name: Self::NAME, rules: &[] };

    /// Returns the next handler.
    fn get_response(&self) -> &GetResponse<Self::Inner>;

    /// Returns the plan of `get_response`, with this middleware around it.
    ///
    /// `#[middleware]` implements [`Handler::plan`] with it.
    fn plan<Req>(&self, capability: Capability) -> Plan
    where
        Self::Inner: Handler<Req>,
    {
        self.get_response().plan().wrapped_in(Self::NAME, capability).with_ordering(Self::ORDERING)
    }
}

/// An impl with `#[middleware]`: which request it passes to the next handler when it gets a `Req`.
///
/// Its implementation is the first one that the macro writes for an impl. So rustc's error about two annotated impls of a
/// struct names it. [`SingleMode`](crate::SingleMode) follows it from handler to handler.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the compiler does not know which request `{Self}` passes to the next handler for a `{Req}`",
    label = "not known for `{Self}`"
)]
pub trait OneAnnotatedImplPerRequest<Req> {
    /// The request that the next handler gets.
    type Request;
}

/// Replaces the next handler of a struct without a `get_response`. The macro has reported that, and this type keeps the
/// compiler from reporting it again in other words.
#[doc(hidden)]
#[derive(Debug)]
pub enum Missing {}

impl<Req> Handler<Req> for Missing {
    type Response = ();
    type Mode = mode::DynMode;

    fn mode(&self) -> Mode {
        match *self {}
    }
}

impl Boxed for Missing {
    type Request = ();
}

/// The value of a struct's name, as in `.with(Timing)` instead of `.with(Timing::layer())`. It is not a layer, and the error
/// names the call that makes one. The type names the struct, because the error shows it.
#[doc(hidden)]
#[derive(Debug)]
pub struct StructName<Of>(PhantomData<fn() -> Of>);

impl<Of> StructName<Of> {
    /// The only value.
    pub const VALUE: Self = Self(PhantomData);
}
