//! Traits that keep the compiler's work linear in the number of layers.
//!
//! For `G: Handler<Req, Response = Res>`, the compiler has two questions: is there a response, and what is its type? As
//! long as `Req` has to be inferred, the compiler answers both again in each inner layer, so each layer doubles the work.
//! But for a type that is not known yet, the compiler searches for no implementation at all. The traits here have the
//! request as their `Self`. So the compiler finds the request first, with one question per layer, and then answers the
//! others once.

use super::{BoxHandler, GetResponse, Handler};

/// The response of `H` to a `Req`, looked for once `Self`, the request, is known.
///
/// The implementations that `#[middleware]` writes use it for a request with a type parameter.
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
    note = "if it is a finished chain that a function returns, return `GetResponse<impl App<Request, Response = ..>>`: `impl Handler<..>` says what a chain answers, and not that it can be boxed",
    note = "a boxed handler is `'static`; if its mode is known only at run time, its request and response must also be `Send`"
)]
#[doc(hidden)]
pub trait BoxedBy<H, Res>: Sized {
    fn erase(get_response: GetResponse<H>) -> GetResponse<BoxHandler<Self, Res>>;
}
