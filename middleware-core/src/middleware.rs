//! [`Middleware`]: what the two annotations of a middleware know of each other.

use crate::{Capability, GetResponse, Handler, Mode, Plan, erased::Boxed, mode, place::Place};

/// A struct that holds a `get_response`.
///
/// `#[middleware]` on the struct implements it, and `#[middleware]` on the impl builds on that: an
/// attribute sees only the item that it stands on, so the compiler has to carry the type of
/// `get_response` from one to the other.
///
/// ```
/// use middleware_core::{Chain, GetResponse, Middleware, middleware};
///
/// #[middleware]
/// struct Timing<G> {
///     get_response: GetResponse<G>,
/// }
///
/// assert_eq!(<Timing<()> as Middleware>::NAME, "Timing");
/// ```
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
    /// [`place`](crate::place).
    const PLACE: Place = Place { name: Self::NAME, rules: &[] };

    /// The next handler inwards.
    fn get_response(&self) -> &GetResponse<Self::Inner>;

    /// The plan of `get_response`, with this middleware around it.
    ///
    /// What `#[middleware]` implements [`Handler::plan`] with.
    fn plan<Req>(&self, capability: Capability) -> Plan
    where
        Self::Inner: Handler<Req>,
    {
        self.get_response().plan().wrapped_in(Self::NAME, capability).with_place(Self::PLACE)
    }
}

/// Which request a middleware hands inwards when it gets a `Req`.
///
/// `#[middleware]` on the impl implements it. [`OneMode`](crate::OneMode) goes inwards by it, from handler to handler.
///
/// ```
/// use middleware_core::{GetResponse, Handler, Inward, middleware};
///
/// struct Signed(u32);
///
/// #[middleware]
/// struct Authenticate<G> {
///     get_response: GetResponse<G>,
/// }
///
/// #[middleware]
/// impl<G> Authenticate<G>
/// where
///     G: Handler<Signed, Response = u32>,
/// {
///     fn call(&self, request: u32) -> u32 {
///         self.get_response.call(Signed(request))
///     }
/// }
///
/// fn hands_on<M: Inward<u32, Request = Signed>>() {}
/// fn is_known<G: Handler<Signed, Response = u32>>() {
///     hands_on::<Authenticate<G>>();
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "it is not known what `{Self}` hands inwards for a `{Req}`",
    label = "not known for `{Self}`"
)]
pub trait Inward<Req> {
    /// What it hands inwards.
    type Request;
}

/// What stands for the handler inside where a struct has no `get_response`, which the macro has reported:
/// it keeps the compiler from reporting the same in other words.
#[doc(hidden)]
#[derive(Debug)]
pub enum Missing {}

impl<Req> Handler<Req> for Missing {
    type Response = ();
    type Mode = mode::Dynamic;

    fn mode(&self) -> Mode {
        match *self {}
    }
}

impl Boxed for Missing {
    type Request = ();
}
