//! [`Built`]: what a constructor of a layer gives.

use std::error::Error;

use super::Registered;
use crate::{
    chain::{Layer, MiddlewareLayer},
    handler::{BoxHandler, Boxable, GetResponse},
};

/// What a constructor gives that may be skipped: the layer, or why there is none.
///
/// A chain is as if a layer that is skipped were not listed, as with Django's
/// [`MiddlewareNotUsed`](https://docs.djangoproject.com/en/stable/topics/http/middleware/#marking-middleware-as-unused):
/// it leaves no bridge behind and costs a request nothing. The plan shows it, with the reason.
///
/// ```
/// use middleware_core::settings::Built;
///
/// fn debug<L>(enabled: bool, layer: L) -> Built<L> {
///     if enabled { Built::Layer(layer) } else { Built::skip("not in production") }
/// }
/// ```
#[derive(Clone, Debug)]
pub enum Built<L> {
    /// The layer.
    Layer(L),
    /// It is not to be used here.
    Skipped {
        /// Why not, for people.
        reason: String,
    },
}

impl<L> Built<L> {
    /// It is not to be used here.
    pub fn skip(reason: impl Into<String>) -> Self {
        Self::Skipped { reason: reason.into() }
    }
}

/// What a constructor of a layer may return: a layer, a [`Built`] one, or a `Result` of either.
///
/// `Kind` is which of these, and is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what the constructor of a layer for requests `{Req}` and responses `{Res}` returns",
    label = "not a layer, and neither a `Built` nor a `Result` of one",
    note = "a layer of a registry takes the registry's request and answers with its response"
)]
#[doc(hidden)]
pub trait Construction<Req, Res, Kind> {
    /// The layer, if there is one.
    type Layer;

    #[doc(hidden)]
    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>>;
}

/// What a constructor may return, as types.
#[doc(hidden)]
pub mod kind {
    /// A layer.
    #[derive(Debug)]
    pub enum Layer {}

    /// A layer, or none for a reason.
    #[derive(Debug)]
    pub enum Built {}

    /// A `Result` of one of the others.
    #[derive(Debug)]
    pub struct FallibleConstructor<Kind>(std::marker::PhantomData<Kind>);
}

/// Puts a layer around a handler, and boxes it.
pub(super) type Wrap<Req, Res> =
    Box<dyn FnOnce(GetResponse<BoxHandler<Req, Res>>) -> GetResponse<BoxHandler<Req, Res>>>;

impl<Req, Res, L> Construction<Req, Res, kind::Layer> for L
where
    L: Layer<BoxHandler<Req, Res>, Handler: Boxable<Req, Response = Res>> + 'static,
{
    type Layer = L;

    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>> {
        Ok(Built::Layer(Box::new(|inside| self.wrap(inside).boxed())))
    }
}

impl<Req, Res, L> Construction<Req, Res, kind::Built> for Built<L>
where
    L: Construction<Req, Res, kind::Layer>,
{
    type Layer = L::Layer;

    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>> {
        match self {
            Self::Layer(layer) => layer.finish(),
            Self::Skipped { reason } => Ok(Built::Skipped { reason }),
        }
    }
}

impl<Req, Res, C, E, Kind> Construction<Req, Res, kind::FallibleConstructor<Kind>> for Result<C, E>
where
    C: Construction<Req, Res, Kind>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Layer = C::Layer;

    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>> {
        self.map_err(Into::into)?.finish()
    }
}

/// A layer whose middleware has its name with it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the layer `{Self}` has no name to be registered by",
    note = "register it by `registry.add_with(name, constructor)`, or give its struct a name: `#[middleware(name = \"..\")]`"
)]
pub trait RegisteredLayer {
    type Middleware: Registered;
}

impl<M: Registered, Args, State> RegisteredLayer for MiddlewareLayer<M, Args, State> {
    type Middleware = M;
}
