//! Traits that keep the compiler's work linear in the number of layers, and nothing else.
//!
//! `G: Handler<Req, Response = Res>` asks two questions: whether there is an answer, and what it is. As long as `Req` has
//! to be inferred, the compiler works out both anew in each inner layer, so each layer doubles the work. For a type that
//! is not known yet, the compiler looks for no implementation at all. The traits here have the request as their `Self`.
//! So the compiler finds the request first, by one question per layer, and then asks the others once.

use super::{BoxHandler, GetResponse, Handler};

/// What `H` answers a `Req` with, looked for once `Self`, the request, is known.
///
/// The implementations that `#[middleware]` writes use it where the request has a type parameter in it.
#[doc(hidden)]
pub trait AnsweredBy<H, Req = Self> {
    type Response;
}

#[diagnostic::do_not_recommend]
impl<Open, H, Req> AnsweredBy<H, Req> for Open
where
    H: Handler<Req>,
{
    type Response = H::Response;
}

/// [`Boxable`], looked for once `Self`, the request, is known.
#[diagnostic::on_unimplemented(
    message = "`{H}` cannot be boxed as a handler of `{Self}`",
    note = "what is boxed is `'static`, and if its mode is known only at run time its request and response are `Send`"
)]
#[doc(hidden)]
pub trait BoxedBy<H, Res>: Sized {
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Self, Res>>;
}
