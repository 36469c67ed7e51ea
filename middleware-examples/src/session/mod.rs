//! [`Sessions`]: the sessions of a site's visitors.
//!
//! | | |
//! | --- | --- |
//! | [`Sessions`], [`SessionOptions`] | the layer and its options |
//! | [`Session`], [`SessionData`] | the session in a view |
//! | [`Store`], [`MemoryStore`], [`RedisStore`] | the stores |
//! | [`SessionError`], [`StoreError`], [`CookieError`] | the errors |

mod clock;
mod cookie;
mod cookie_error;
mod data;
mod error;
mod handle;
mod json;
mod key;
mod memory;
mod options;
mod record;
mod redis;
mod state;
mod store;
mod store_options;

use std::sync::Arc;

use http::{Request, Response, header};
use middleware_core::{GetResponse, middleware};
use state::{Answer, CookieChange};

pub use self::redis::{RedisOptions, RedisStore, RedisStoreError};
pub use self::{
    clock::Clock,
    cookie_error::CookieError,
    data::SessionData,
    error::{SessionError, StoreError},
    handle::Session,
    json::MAX_NESTING,
    key::SessionKey,
    memory::{MemoryOptions, MemoryStore},
    options::{CheckedOptions, SameSite, SessionOptions, SessionsLayer},
    record::Expiry,
    store::{SharedStore, Store, Write},
    store_options::StoreOptions,
};

/// Adds a [`Session`] to each request, and saves it with the response: Django's
/// [`SessionMiddleware`](https://docs.djangoproject.com/en/stable/topics/http/sessions/).
///
/// - The store is only called if the session is used. A request that does not use its session costs nothing.
/// - The session is only saved if it was changed, or on every request if the options say so. It is not saved if the
///   status is 500 or more. The cookie is set whenever the session is saved, and removed if the session is empty.
/// - A response that depends on the session has the header `Vary: Cookie`.
/// - A key that the store does not know is never used: data in such a session gets a new key.
///
/// It has both halves, and so does the [`Store`]. So neither a sync nor an async view causes a bridge.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Session, SessionOptions, session::SessionError};
///
/// fn visits(request: Request) -> Response {
///     let count = || -> Result<u32, SessionError> {
///         let data = Session::of(&request).expect("`Sessions` is around this view").load()?;
///         let visits = data.get("visits")?.unwrap_or(0) + 1;
///         data.insert("visits", visits)?;
///         Ok(visits)
///     };
///     match count() {
///         Ok(visits) => Response::new(format!("visit {visits}").into()),
///         Err(error) => error.response(),
///     }
/// }
///
/// let app = Chain::<Request, Response>::new()
///     .with(SessionOptions::default().layer()?)
///     .view(visits);
/// let first = app.call(Request::default());
/// assert_eq!(first.body(), "visit 1");
///
/// let mut request = Request::default();
/// request.headers_mut().insert("cookie", first.headers()["set-cookie"].clone());
/// assert_eq!(app.call(request).body(), "visit 2");
/// # Ok::<(), middleware_examples::session::CookieError>(())
/// ```
///
/// # Errors
///
/// An error in this layer replaces the response of the view. The new response has the [`SessionError`] as an extension:
///
/// | status | |
/// | --- | --- |
/// | 503 | the store cannot be reached, or does not answer in time: so a change that is not saved is never reported as done |
/// | 400 | the session was ended during the request, for example by a logout: it is not restored. Django's `SessionInterrupted` |
/// | 500 | the value in the store is not a session, and similar errors |
///
/// Options with which browsers would refuse the cookie are a [`CookieError`] when the layer is made:
/// [`SessionOptions::layer`].
///
/// If a view cannot load the session, the view gets the error, and never an empty session.
#[middleware(name = "examples.Session", unique)]
#[derive(Debug)]
pub struct Sessions<G> {
    get_response: GetResponse<G>,
    options: CheckedOptions,
}

/// The halves differ in how they wait for the next handler and for the store.
#[middleware]
impl<G, A, B> Sessions<G>
where
    B: From<&'static str>,
{
    fn call(&self, mut request: Request<A>) -> Response<B> {
        let session = self.begin(&mut request);
        let response = self.get_response.call(request);
        let saved = session.save(response.status());
        self.finish(response, saved)
    }

    async fn acall(&self, mut request: Request<A>) -> Response<B> {
        let session = self.begin(&mut request);
        let response = self.get_response.acall(request).await;
        let saved = session.asave(response.status()).await;
        self.finish(response, saved)
    }

    /// Puts a session into the request. The store is not asked.
    fn begin(&self, request: &mut Request<A>) -> Session {
        let CheckedOptions(options) = &self.options;
        let cookie = cookie::sent(request.headers(), &options.cookie_name);
        let session = Session::new(Arc::clone(options), cookie.as_deref());
        request.extensions_mut().insert(session.clone());
        session
    }

    /// The answer, with what it says about the session.
    fn finish(&self, response: Response<B>, saved: Result<Answer, SessionError>) -> Response<B> {
        self.try_finish(response, saved).unwrap_or_else(SessionError::response)
    }

    fn try_finish(
        &self,
        mut response: Response<B>,
        saved: Result<Answer, SessionError>,
    ) -> Result<Response<B>, SessionError> {
        let Answer { cookie, vary } = saved?;
        let cookie = match cookie {
            CookieChange::None => None,
            CookieChange::Set { key, age } => Some(cookie::set(&self.options.0, &key, age)),
            CookieChange::Remove => Some(cookie::removed(&self.options.0)),
        };
        if let Some(cookie) = cookie {
            let cookie = cookie.map_err(SessionError::Cookie)?;
            response.headers_mut().append(header::SET_COOKIE, cookie);
        }
        if vary {
            cookie::vary_on_cookie(response.headers_mut());
        }
        Ok(response)
    }
}
