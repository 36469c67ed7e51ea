//! [`Middleware`]: what the two annotations of a middleware know of each other. Only the macro's output names it.

use super::{Boxed, GetResponse, Handler};
use crate::{
    mode::{self, Capability, Mode},
    ordering::OrderingRules,
    plan::Plan,
};

/// A struct that holds a `get_response`.
///
/// `#[middleware]` on the struct implements it, and `#[middleware]` on the impl builds on that: an attribute sees only
/// its own item, so the compiler has to carry the type of `get_response` from one to the other.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `get_response` that is known",
    label = "the struct is not annotated",
    note = "`#[middleware]` belongs on the struct and on its impl",
    note = "if this is about a `BoxHandler`, which `.boxed()` makes: what lies inside of it is known at run time only, so for `.without_bridges()` assert `app.plan().bridge_count(Mode::Async) == 0` in a test instead"
)]
pub trait Middleware {
    /// The handler that `get_response` holds.
    type Inner;

    /// The struct's name, as the [plan](crate::Plan) shows it.
    const NAME: &'static str;

    /// What it is called in lists and rules, and what it asks of its place in a chain: see
    /// [`place`](crate::ordering).
    const ORDERING: OrderingRules = OrderingRules { name: Self::NAME, rules: &[] };

    /// The next handler inwards.
    fn get_response(&self) -> &GetResponse<Self::Inner>;

    /// The plan of `get_response`, with this middleware around it.
    ///
    /// What `#[middleware]` implements [`Handler::plan`] with.
    fn plan<Req>(&self, capability: Capability) -> Plan
    where
        Self::Inner: Handler<Req>,
    {
        self.get_response().plan().wrapped_in(Self::NAME, capability).with_ordering(Self::ORDERING)
    }
}

/// Which request a middleware passes to the next handler when it gets a `Req`.
///
/// `#[middleware]` on the impl implements it. [`SingleMode`](crate::SingleMode) follows it from handler to handler.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "it is not known which request `{Self}` passes on for a `{Req}`",
    label = "not known for `{Self}`"
)]
pub trait Forwards<Req> {
    /// The request that the next handler gets.
    type Request;
}

/// Takes the place of the next handler where a struct has no `get_response`, which the macro has reported. So the
/// compiler does not report it again in other words.
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
