//! [`Built`]: the result of a layer's constructor.

use std::error::Error;

use super::Registered;
use crate::{
    chain::{Layer, MiddlewareLayer},
    handler::{BoxHandler, Boxable, GetResponse},
};

/// The result of a constructor that can opt out: the layer, or the reason why it is skipped.
///
/// The chain runs as if a skipped layer were not listed, as with Django's
/// [`MiddlewareNotUsed`](https://docs.djangoproject.com/en/stable/topics/http/middleware/#marking-middleware-as-unused).
/// It causes no bridge and costs nothing per request. The plan shows it, with the reason.
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
    /// The layer opted out.
    Skipped {
        /// The reason, for people.
        reason: String,
    },
}

impl<L> Built<L> {
    /// Skips the layer.
    pub fn skip(reason: impl Into<String>) -> Self {
        Self::Skipped { reason: reason.into() }
    }
}

/// What a layer's constructor may return: a layer, a [`Built`], or a `Result` of either.
///
/// `Kind` names the variant, and is inferred.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be returned by the constructor of a layer for requests `{Req}` and responses `{Res}`",
    label = "not a layer, a `Built`, or a `Result` of either",
    note = "a layer of a registry takes the registry's request and returns its response"
)]
#[doc(hidden)]
pub trait Construction<Req, Res, Kind> {
    /// The layer, if there is one.
    type Layer;

    #[doc(hidden)]
    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>>;
}

/// The types that a constructor may return.
#[doc(hidden)]
pub mod kind {
    /// A layer.
    #[derive(Debug)]
    pub enum Layer {}

    /// A layer, or the reason why it is skipped.
    #[derive(Debug)]
    pub enum Built {}

    /// A `Result` of one of the others.
    #[derive(Debug)]
    pub struct FallibleConstructor<Kind>(std::marker::PhantomData<Kind>);
}

/// Wraps a handler in a layer, and boxes it.
pub(super) type Wrap<Req, Res> = Box<
    dyn FnOnce(
        GetResponse<BoxHandler<Req, Res>>,
        Option<Probe>,
    ) -> GetResponse<BoxHandler<Req, Res>>,
>;

/// What observes the layer.
#[cfg(feature = "observe")]
pub(super) type Probe = crate::observe::Probe;
#[cfg(not(feature = "observe"))]
pub(super) type Probe = std::convert::Infallible;

impl<Req, Res, L> Construction<Req, Res, kind::Layer> for L
where
    L: Layer<BoxHandler<Req, Res>, Handler: Boxable<Req, Response = Res>> + 'static,
{
    type Layer = L;

    fn finish(self) -> Result<Built<Wrap<Req, Res>>, Box<dyn Error + Send + Sync>> {
        Ok(Built::Layer(Box::new(|inner, probe| box_with(self.wrap(inner), probe))))
    }
}

/// Boxes a handler, with its probe if it has one.
pub(super) fn box_with<H, Req, Res>(
    get_response: GetResponse<H>,
    probe: Option<Probe>,
) -> GetResponse<BoxHandler<Req, Res>>
where
    H: Boxable<Req, Response = Res>,
{
    match probe {
        None => get_response.erased(),
        #[cfg(feature = "observe")]
        Some(probe) => H::erase_observed(get_response, probe),
        #[cfg(not(feature = "observe"))]
        Some(never) => match never {},
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

/// A layer whose middleware has a registered name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the layer `{Self}` has no name to register it under",
    note = "register it by `registry.add_with(name, constructor)`, or give its struct a name: `#[middleware(name = \"..\")]`"
)]
pub trait RegisteredLayer {
    type Middleware: Registered;
}

impl<M: Registered, Args, State> RegisteredLayer for MiddlewareLayer<M, Args, State> {
    type Middleware = M;
}
