//! A site with sessions, a browser that visits it, and every way to call it.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{StatusCode, header};
use middleware_core::{BoxHandler, Chain, GetResponse, Mode};
use middleware_examples::{
    Request, Response, Session, SessionOptions,
    session::{Expiry, SessionData, SessionError, SessionKey},
};
use middleware_tests::drive::{current_thread, multi_thread};

pub(crate) type App = GetResponse<BoxHandler<Request, Response>>;

/// Both apps: around a view that is sync, and around one that is async. They share the store.
pub(crate) fn apps(options: &SessionOptions) -> (App, App) {
    let layers = Chain::<Request, Response>::new().with(options.clone().layer().unwrap());
    let (sync_app, async_app) = (layers.clone().view(sync_view), layers.view(async_view));
    assert_eq!(sync_app.plan().bridge_count(Mode::Sync), 0);
    assert_eq!(async_app.plan().bridge_count(Mode::Async), 0);
    (sync_app.boxed(), async_app.boxed())
}

#[expect(clippy::needless_pass_by_value, reason = "a view takes the request")]
fn sync_view(request: Request) -> Response {
    let session = Session::of(&request).unwrap();
    if let Some(response) = without_loading(request.uri().path(), &session) {
        return response;
    }
    let done = session.load().and_then(|data| act(request.uri().path(), &session, &data));
    done.unwrap_or_else(SessionError::response)
}

async fn async_view(request: Request) -> Response {
    let session = Session::of(&request).unwrap();
    if let Some(response) = without_loading(request.uri().path(), &session) {
        return response;
    }
    let loaded = session.aload().await;
    let done = loaded.and_then(|data| act(request.uri().path(), &session, &data));
    done.unwrap_or_else(SessionError::response)
}

fn without_loading(path: &str, session: &Session) -> Option<Response> {
    match path {
        "/untouched" => {}
        "/logout" | "/logout-500" => session.flush(),
        "/panic" => panic!("the view panics"),
        _ => return None,
    }
    let mut response = Response::default();
    if path.ends_with("500") {
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    }
    Some(response)
}

/// Does what the path says, one word after the other.
fn act(path: &str, session: &Session, data: &SessionData) -> Result<Response, SessionError> {
    let (mut text, mut status) = (String::new(), StatusCode::OK);
    for word in path.split('/').filter(|word| !word.is_empty()) {
        let mut parts = word.split(':');
        let (what, name) = (parts.next().unwrap(), parts.next().unwrap_or_default());
        let seconds = || Duration::from_secs(name.parse().unwrap());
        match what {
            "read" => {}
            "set" => data.insert(name, parts.next().unwrap_or_default())?,
            "get" => text += &data.get::<String>(name)?.unwrap_or("nothing".to_owned()),
            "number" => text += &data.get::<u32>(name)?.unwrap_or_default().to_string(),
            "pop" => text += &data.remove::<String>(name)?.unwrap_or("nothing".to_owned()),
            "has" => text += &data.contains(name).to_string(),
            "names" => text += &data.names().join(","),
            "clear" => data.clear(),
            "flush" => session.flush(),
            "cycle" => data.cycle_key(),
            "after" => data.set_expiry(Expiry::After(seconds())),
            "at" => data.set_expiry(Expiry::At(SystemTime::UNIX_EPOCH + seconds())),
            "browser" => data.set_expiry(Expiry::AtBrowserClose),
            "default" => data.set_expiry(None),
            "age" => text += &data.expiry_age().as_secs().to_string(),
            "closes" => text += &data.expires_at_browser_close().to_string(),
            "state" => {
                text += &[session.is_accessed(), session.is_modified()]
                    .map(|is| is.to_string())
                    .join(",");
            }
            "status" => status = StatusCode::from_bytes(name.as_bytes()).unwrap(),
            _ => panic!("{word}"),
        }
    }
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    Ok(response)
}

/// One way to call a site.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    pub(crate) call: Box<dyn Fn(Request) -> Response>,
}

/// The ways to call a site with these options: both views, from sync and async code, in runtimes and without one.
pub(crate) fn ways(options: &SessionOptions) -> Vec<Way> {
    let (sync_app, async_app) = apps(options);
    let way = |name, call: Box<dyn Fn(Request) -> Response>| Way { name, call };
    let apps = || (sync_app.clone(), async_app.clone());
    let (s, a) = apps();
    let (s2, a2) = apps();
    let (s3, a3) = apps();
    let (many, many2) = (multi_thread(), multi_thread());
    vec![
        way("sync view, from sync code", Box::new(move |request| s.call(request))),
        way("async view, from sync code", Box::new(move |request| a.call(request))),
        way("sync view, multi-thread", Box::new(move |request| many.block_on(s2.acall(request)))),
        way("async view, multi-thread", Box::new(move |request| many2.block_on(a2.acall(request)))),
        // The runtime goes away between two requests.
        way(
            "async view, current-thread",
            Box::new(move |request| current_thread().block_on(a3.acall(request))),
        ),
        way("sync view, without a runtime", {
            Box::new(move |request| futures::executor::block_on(s3.acall(request)))
        }),
        way("async view, without a runtime", {
            Box::new(move |request| futures::executor::block_on(async_app.acall(request)))
        }),
    ]
}

/// Does `test` in every way, each time with options of its own.
pub(crate) fn everywhere(options: impl Fn() -> SessionOptions, test: impl Fn(&mut Browser<'_>)) {
    for at in 0..7 {
        let ways = ways(&options());
        let way = &ways[at];
        eprintln!("{}", way.name);
        test(&mut Browser::new(&*way.call));
    }
}

/// Keeps the cookie that it is given, as browsers do.
pub(crate) struct Browser<'a> {
    call: &'a dyn Fn(Request) -> Response,
    pub(crate) cookie: Option<String>,
}

/// An answer, with what it says of the cookie.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    pub(crate) set_cookie: Option<String>,
    pub(crate) vary: Option<String>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(call: &'a dyn Fn(Request) -> Response) -> Self {
        Self { call, cookie: None }
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        let mut request = http::Request::get(path).body(Bytes::new()).unwrap();
        if let Some(cookie) = &self.cookie {
            let cookie = format!("sessionid={cookie}");
            request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        }
        let answer = self.send(request);
        if let Some(cookie) = &answer.set_cookie {
            let value = cookie.split(';').next().unwrap().split_once('=').unwrap().1;
            self.cookie = Some(value.to_owned()).filter(|value| !value.is_empty());
        }
        answer
    }

    pub(crate) fn send(&self, request: Request) -> Answer {
        let response = (self.call)(request);
        let header = |name| {
            assert!(response.headers().get_all(&name).iter().count() <= 1, "{name} is there twice");
            response.headers().get(&name).map(|value| value.to_str().unwrap().to_owned())
        };
        Answer {
            status: response.status(),
            text: String::from_utf8(response.body().to_vec()).unwrap(),
            set_cookie: header(header::SET_COOKIE),
            vary: header(header::VARY),
        }
    }

    pub(crate) fn text(&mut self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.text
    }

    pub(crate) fn key(&self) -> SessionKey {
        SessionKey::parse(self.cookie.as_deref().unwrap()).unwrap()
    }
}
