//! [`Registered`]: a middleware with a name of its own.

use crate::handler::Middleware;

/// A middleware with a name of its own, and with the names and types of its options.
///
/// `#[middleware(name = "..")]` on a struct or a function implements it, and
/// [`Registry::register`](super::Registry::register) needs it.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use middleware_core::{GetResponse, middleware, settings::Registered};
///
/// #[middleware(name = "shop.RateLimit", unique)]
/// struct RateLimit<G> {
///     get_response: GetResponse<G>,
///     limit: u32,
/// }
///
/// assert_eq!(<RateLimit<()> as Registered>::OPTIONS, ["limit"]);
/// # #[middleware]
/// # impl<G> RateLimit<G> { fn call(&self, request: u32) -> u32 { self.get_response.call(request) + self.limit } }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no name to register it under",
    label = "has no name",
    note = "add one, `#[middleware(name = \"my_app.Timing\")]`, or register it with `registry.add(name, constructor)`"
)]
pub trait Registered: Middleware {
    /// The names of its options: the arguments of `layer`.
    const OPTIONS: &'static [&'static str];

    /// The types of its options, as a tuple.
    type Options;

    /// The types of the fields that are marked `#[middleware(default)]`, as a tuple.
    type State;
}
