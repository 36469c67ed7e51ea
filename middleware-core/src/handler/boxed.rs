//! [`BoxHandler`]: a type-erased handler.

use std::{fmt, pin::Pin, sync::Arc};

use super::{AsyncMiddleware, GetResponse, Handler, Offloaded, SyncMiddleware};
#[cfg(feature = "tokio")]
use crate::bridge::Offload;
#[cfg(feature = "settings")]
use crate::ordering::OrderingRule;
use crate::{
    bridge::block_on,
    mode::{self, Mode},
    plan::Plan,
};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A type-erased handler, whose mode is known only at run time.
///
/// Created by [`GetResponse::boxed`]. Chains from settings consist of them. A middleware without a type parameter holds
/// one: `get_response: GetResponse<BoxHandler<Request, Response>>`. A sync call through it costs an indirect call. An async
/// one also costs an allocation.
///
/// Requests and responses must be `Send + 'static`, because only the run time knows whether the chain is purely sync.
///
/// # Depth
///
/// The compiler's limit for the depth of a chain restarts at a box. So a chain of boxed layers, such as one from settings,
/// can have up to [`Plan::MAX_LAYERS`] layers. In a chain composed in code, a [`Chain::boxed`](crate::Chain::boxed) between two layers is enough;
/// see [the number of layers](crate::Chain#depth) between two boxes.
///
/// # Examples
///
/// ```
/// use middleware_core::{BoxHandler, Chain, GetResponse, Mode, middleware};
///
/// #[middleware]
/// struct Double {
///     get_response: GetResponse<BoxHandler<u32, u32>>,
/// }
///
/// #[middleware]
/// impl Double {
///     fn call(&self, request: u32) -> u32 {
///         self.get_response.call(request) * 2
///     }
///
///     async fn acall(&self, request: u32) -> u32 {
///         self.get_response.acall(request).await * 2
///     }
/// }
///
/// let app = Chain::<u32, u32>::new().with(Double::layer()).view(|n: u32| n + 1);
/// assert_eq!(app.mode(), Mode::Sync);
/// assert_eq!(app.call(1), 4);
/// ```
///
/// A chain whose layers are known only at run time, from a list of names, outermost first. A `Registry` of the feature
/// `settings` does this with files, options and errors:
///
/// ```
/// # use middleware_core::{BoxHandler, Chain, GetResponse, middleware};
/// # #[middleware]
/// # struct Double { get_response: GetResponse<BoxHandler<u32, u32>> }
/// # #[middleware]
/// # impl Double { fn call(&self, request: u32) -> u32 { self.get_response.call(request) * 2 } }
/// type App = GetResponse<BoxHandler<u32, u32>>;
///
/// fn wrap(name: &str, inner: App) -> Result<App, String> {
///     let chain = Chain::<u32, u32>::new();
///     match name {
///         "double" => Ok(chain.with(Double::layer()).view(inner).boxed()),
///         unknown => Err(format!("unknown layer `{unknown}`")),
///     }
/// }
///
/// let view = Chain::<u32, u32>::new().view(async |n: u32| n + 1).boxed();
/// let app = ["double", "double"].iter().rev().try_fold(view, |inner, name| wrap(name, inner))?;
/// assert_eq!(app.call(1), 8);
/// # Ok::<(), String>(())
/// ```
pub struct BoxHandler<Req, Res> {
    native: Native<Req, Res>,
    /// Additions to its plan. A request does not read them.
    listed: Listed,
}

/// The half that the handler's mode names. A bridge leads to the other half.
enum Native<Req, Res> {
    Sync(Box<dyn ErasedSync<Req, Res>>),
    Async(Box<dyn ErasedAsync<Req, Res>>),
}

/// The details of a handler from a list of layers.
#[derive(Clone, Default)]
struct Listed {
    /// The name under which its outermost layer is listed, and the ordering rules of that layer.
    #[cfg(feature = "settings")]
    outermost: Option<(String, Vec<OrderingRule>)>,
    /// The skipped layers directly outside it, innermost first, each with its reason.
    #[cfg(feature = "settings")]
    skipped: Vec<(String, String)>,
}

impl Listed {
    #[cfg(feature = "settings")]
    fn add_to(&self, mut plan: Plan) -> Plan {
        if let Some((name, rules)) = self.outermost.clone() {
            plan = plan.listed_as(name, rules);
        }
        let skipped = self.skipped.iter().cloned();
        skipped.fold(plan, |plan, (name, reason)| plan.with_skipped(name, reason))
    }

    #[cfg(not(feature = "settings"))]
    fn add_to(&self, plan: Plan) -> Plan {
        let _ = self;
        plan
    }
}

trait ErasedSync<Req, Res>: Send + Sync {
    fn call(&self, request: Req) -> Res;
    fn plan(&self) -> Plan;
    #[cfg(feature = "settings")]
    fn share(&self) -> Box<dyn ErasedSync<Req, Res>>;
    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload>;
}

trait ErasedAsync<Req, Res>: Send + Sync {
    fn acall<'a>(&'a self, request: Req) -> BoxFuture<'a, Res>
    where
        Req: 'a;
    fn acall_now<'a>(&'a self, request: Req) -> BoxFuture<'a, Res>
    where
        Req: 'a;
    fn plan(&self) -> Plan;
    #[cfg(feature = "settings")]
    fn share(&self) -> Box<dyn ErasedAsync<Req, Res>>;
}

impl<H, Req> ErasedSync<Req, H::Response> for GetResponse<H>
where
    H: SyncMiddleware<Req>,
{
    fn call(&self, request: Req) -> H::Response {
        self.handler().call(request)
    }

    fn plan(&self) -> Plan {
        self.handler().plan()
    }

    #[cfg(feature = "settings")]
    fn share(&self) -> Box<dyn ErasedSync<Req, H::Response>> {
        Box::new(self.clone())
    }

    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload> {
        self.handler().offload()
    }
}

impl<H, Req> ErasedAsync<Req, H::Response> for GetResponse<H>
where
    H: AsyncMiddleware<Req>,
{
    fn acall<'a>(&'a self, request: Req) -> BoxFuture<'a, H::Response>
    where
        Req: 'a,
    {
        Box::pin(self.handler().acall(request))
    }

    fn acall_now<'a>(&'a self, request: Req) -> BoxFuture<'a, H::Response>
    where
        Req: 'a,
    {
        Box::pin(self.handler().acall_now(request))
    }

    fn plan(&self) -> Plan {
        self.handler().plan()
    }

    #[cfg(feature = "settings")]
    fn share(&self) -> Box<dyn ErasedAsync<Req, H::Response>> {
        Box::new(self.clone())
    }
}

impl<Req, Res> BoxHandler<Req, Res>
where
    Req: 'static,
    Res: 'static,
{
    pub(super) fn sync<H>(get_response: GetResponse<H>) -> GetResponse<Self>
    where
        H: SyncMiddleware<Req, Response = Res>,
    {
        GetResponse::new(Self {
            native: Native::Sync(Box::new(get_response)),
            listed: Listed::default(),
        })
    }

    pub(super) fn r#async<H>(get_response: GetResponse<H>) -> GetResponse<Self>
    where
        H: AsyncMiddleware<Req, Response = Res>,
    {
        GetResponse::new(Self {
            native: Native::Async(Box::new(get_response)),
            listed: Listed::default(),
        })
    }

    /// Returns the same, possibly shared, handler with a skipped layer outside it.
    #[cfg(feature = "settings")]
    pub(crate) fn skipping(&self, name: String, reason: String) -> GetResponse<Self> {
        self.with(|listed| listed.skipped.push((name, reason)))
    }

    /// Returns the same handler with a listed name and ordering rules for its outermost layer.
    #[cfg(feature = "settings")]
    pub(crate) fn listed_as(&self, name: String, rules: Vec<OrderingRule>) -> GetResponse<Self> {
        self.with(|listed| listed.outermost = Some((name, rules)))
    }

    #[cfg(feature = "settings")]
    fn with(&self, change: impl FnOnce(&mut Listed)) -> GetResponse<Self> {
        let native = match &self.native {
            Native::Sync(handler) => Native::Sync(handler.share()),
            Native::Async(handler) => Native::Async(handler.share()),
        };
        let mut listed = self.listed.clone();
        change(&mut listed);
        GetResponse::new(Self { native, listed })
    }
}

impl<Req, Res> Handler<Req> for BoxHandler<Req, Res>
where
    Req: 'static,
    Res: 'static,
{
    type Response = Res;
    type Mode = mode::DynMode;

    fn mode(&self) -> Mode {
        match self.native {
            Native::Sync(_) => Mode::Sync,
            Native::Async(_) => Mode::Async,
        }
    }

    #[cfg(feature = "tokio")]
    fn offload(&self) -> Option<&Offload> {
        match &self.native {
            Native::Sync(handler) => handler.offload(),
            Native::Async(_) => None,
        }
    }

    fn plan(&self) -> Plan {
        self.listed.add_to(match &self.native {
            Native::Sync(handler) => handler.plan(),
            Native::Async(handler) => handler.plan(),
        })
    }
}

// `mode::DynMode` calls the native half, so the other arm of each of these is reached only by a direct call of the trait.

impl<Req, Res> SyncMiddleware<Req> for BoxHandler<Req, Res>
where
    Req: 'static,
    Res: 'static,
{
    fn call(&self, request: Req) -> Res {
        match &self.native {
            Native::Sync(handler) => handler.call(request),
            Native::Async(handler) => block_on(handler.acall(request)),
        }
    }
}

impl<Req, Res> AsyncMiddleware<Req> for BoxHandler<Req, Res>
where
    Req: Send + 'static,
    Res: Send + 'static,
{
    fn acall(self: &Arc<Self>, request: Req) -> impl Future<Output = Res> + Send {
        match &self.native {
            Native::Sync(_) => Box::pin(Offloaded::new(self, request)),
            Native::Async(handler) => handler.acall(request),
        }
    }

    fn acall_now(self: &Arc<Self>, request: Req) -> impl Future<Output = Res> + Send {
        match &self.native {
            Native::Sync(_) => Box::pin(Offloaded::new(self, request)),
            Native::Async(handler) => handler.acall_now(request),
        }
    }
}

impl<Req, Res> fmt::Debug for BoxHandler<Req, Res> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mode = match self.native {
            Native::Sync(_) => Mode::Sync,
            Native::Async(_) => Mode::Async,
        };
        f.debug_struct("BoxHandler").field("mode", &mode).finish_non_exhaustive()
    }
}
