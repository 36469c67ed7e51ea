//! [`Sessions`]: what a site remembers of who visits it.
//!
//! | | |
//! | --- | --- |
//! | [`Sessions`], [`SessionOptions`] | the layer and its options |
//! | [`Session`], [`SessionData`] | what a view sees |
//! | [`Store`], [`MemoryStore`], [`RedisStore`] | where sessions are kept |
//! | [`SessionError`], [`StoreError`] | what can go wrong |

mod clock;
mod cookie;
mod data;
mod error;
mod handle;
mod key;
mod memory;
mod options;
mod record;
mod redis;
mod state;
mod store;
mod store_options;

use std::sync::{Arc, OnceLock};

use http::{Request, Response, header};
use middleware_core::{GetResponse, middleware};
use state::{Answer, CookieChange};

pub use self::redis::{RedisOptions, RedisStore, RedisStoreError};
pub use self::{
    clock::Clock,
    data::SessionData,
    error::{SessionError, StoreError},
    handle::Session,
    key::SessionKey,
    memory::MemoryStore,
    options::{SameSite, SessionOptions},
    record::Expiry,
    store::{SharedStore, Store, Write},
    store_options::StoreOptions,
};

/// Puts a [`Session`] into each request, and saves it when the answer is there: Django's
/// [`SessionMiddleware`](https://docs.djangoproject.com/en/stable/topics/http/sessions/).
///
/// - The store is asked only if the session is. A request that does not look at its session costs nothing.
/// - The session is saved only if it was changed, or if the options say every time, and not if the status is 500 or
///   more. The cookie is set whenever it is saved, and removed when the session is empty.
/// - An answer that depends on the session says so: `Vary: Cookie`.
/// - A key that the store does not know is never used: what is put into such a session gets a new key.
///
/// It has both halves, and so has the [`Store`]: neither a sync nor an async view causes a bridge.
///
/// ```
/// use middleware_core::Chain;
/// use middleware_examples::{Request, Response, Session, SessionOptions, Sessions};
/// use middleware_examples::session::SessionError;
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
///     .with(Sessions::layer(SessionOptions::default()))
///     .view(visits);
/// let first = app.call(Request::default());
/// assert_eq!(first.body(), "visit 1");
///
/// let mut request = Request::default();
/// request.headers_mut().insert("cookie", first.headers()["set-cookie"].clone());
/// assert_eq!(app.call(request).body(), "visit 2");
/// ```
///
/// # Errors
///
/// What goes wrong here becomes the answer, in place of the one of the view, with the [`SessionError`] as an extension:
///
/// | status | |
/// | --- | --- |
/// | 503 | the store cannot be reached, or does not answer in time: so nothing is said to be done that is not saved |
/// | 400 | the session was ended while the request was under way, as by a logout: it is not brought back. Django's `SessionInterrupted` |
/// | 500 | what is in the store is no session, and the like |
///
/// What goes wrong while a view loads the session is the view's error, and never an empty session.
#[middleware(name = "examples.Session", unique)]
#[derive(Debug)]
pub struct Sessions<G> {
    get_response: GetResponse<G>,
    options: SessionOptions,
    /// The options, for the sessions to share.
    #[middleware(default)]
    shared: OnceLock<Arc<SessionOptions>>,
}

/// The halves differ in how they wait: for the inside, and for the store.
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
        let options = self.shared.get_or_init(|| Arc::new(self.options.clone()));
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
            CookieChange::Set { key, age } => Some(cookie::set(&self.options, &key, age)),
            CookieChange::Remove => Some(cookie::removed(&self.options)),
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
