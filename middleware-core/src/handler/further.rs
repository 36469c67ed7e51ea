//! [`further`]: a handler besides the next one, which a translated half calls.

use std::sync::Arc;

use super::GetResponse;

/// A field whose `call` means the same as its `acall`.
///
/// The macro sees that a body calls `self.fallback.call(..)`, and not what the field is. So a translated half calls it
/// through [`further`], and a field of another type is a compile error.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`both` cannot translate a call of `{Self}`, which is not a `GetResponse`",
    label = "this field is not a `GetResponse`",
    note = "write both halves yourself, or call it by a method that is written for each mode: `fn ask(&self, ..)` and `async fn ask_async(&self, ..)`"
)]
// `H` is a parameter and not an associated type: rustc would report a field of another type twice.
pub trait FurtherHandler<H> {
    fn handler(&self) -> &GetResponse<H>;
}

impl<H> FurtherHandler<H> for GetResponse<H> {
    #[inline]
    fn handler(&self) -> &Self {
        self
    }
}

impl<T: FurtherHandler<H>, H> FurtherHandler<H> for Arc<T> {
    #[inline]
    fn handler(&self) -> &GetResponse<H> {
        T::handler(self)
    }
}

/// Returns the handler in a field.
#[doc(hidden)]
#[inline]
pub fn further<T: FurtherHandler<H>, H>(field: &T) -> &GetResponse<H> {
    field.handler()
}
