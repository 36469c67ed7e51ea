//! The layers of a shop, and the registry that they are in.

use middleware_core::{
    BoxHandler, GetResponse, middleware,
    settings::{Built, Registry},
};
use serde::Deserialize;

pub(crate) type App = GetResponse<BoxHandler<String, String>>;

/// Sync only.
#[middleware(name = "shop.Security", outermost)]
pub(crate) struct Security<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Security<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request + " security")
    }
}

/// Async only. Its options are its fields.
#[middleware(name = "shop.RateLimit", unique)]
pub(crate) struct RateLimit<G> {
    get_response: GetResponse<G>,
    limit: u32,
    burst: Option<u32>,
}

#[middleware]
impl<G> RateLimit<G> {
    async fn acall(&self, request: String) -> String {
        let request = format!("{request} limit={},{:?}", self.limit, self.burst);
        self.get_response.acall(request).await
    }
}

/// Its options have a type of their own.
#[middleware(name = "shop.Session", inside_of = "shop.Security")]
pub(crate) struct Session<G> {
    get_response: GetResponse<G>,
    options: SessionOptions,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct SessionOptions {
    store: Store,
    #[serde(default)]
    lifetime: f64,
    #[serde(default)]
    cookies: Vec<Cookie>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Store {
    Named(Named),
    Of { kind: Kind, path: String },
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Named {
    Memory,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Memory,
    File,
}

#[derive(Clone, Debug, Deserialize)]
struct Cookie {
    name: String,
    #[serde(default)]
    path: Option<String>,
}

#[middleware(both)]
impl<G> Session<G> {
    fn call(&self, request: String) -> String {
        let SessionOptions { store, lifetime, cookies } = &self.options;
        let store = match store {
            Store::Named(Named::Memory) => "memory".to_owned(),
            Store::Of { kind, path } => format!("{kind:?} {path}"),
        };
        let cookies = cookies.iter().map(|Cookie { name, path }| format!(",{name} {path:?}"));
        let cookies: String = cookies.collect();
        self.get_response.call(format!("{request} session={store},{lifetime}{cookies}"))
    }
}

/// A function, with settings.
#[middleware(both, name = "shop.header")]
pub(crate) fn header<G>(request: String, get_response: &GetResponse<G>, value: &str) -> String {
    get_response.call(format!("{request} header={value}"))
}

/// A function, without any.
#[middleware(both, name = "shop.Audit")]
pub(crate) fn audit<G>(request: String, get_response: &GetResponse<G>) -> String {
    get_response.call(request + " audit")
}

/// A constructor of this may fail.
#[middleware]
pub(crate) struct Key<G> {
    get_response: GetResponse<G>,
    key: String,
}

#[middleware(both)]
impl<G> Key<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(format!("{request} key={}", self.key))
    }
}

#[derive(Debug, Deserialize)]
struct KeyOptions {
    key: Secret,
}

/// A type that refuses some texts by itself.
#[derive(Debug, Deserialize)]
#[serde(try_from = "String")]
struct Secret(String);

impl TryFrom<String> for Secret {
    type Error = &'static str;

    fn try_from(key: String) -> Result<Self, &'static str> {
        if key.is_empty() { Err("a key is not empty") } else { Ok(Self(key)) }
    }
}

#[derive(Debug, PartialEq, thiserror::Error)]
#[error("the key `{0}` is too short")]
pub(crate) struct WeakKey(pub(crate) String);

#[derive(Debug, Deserialize)]
struct LevelOptions {
    level: Level,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    Quiet,
    Loud,
    Custom(u8),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct StrictOptions {
    limit: u32,
}

#[derive(Debug, Deserialize)]
struct DebugOptions {
    #[serde(default)]
    enabled: bool,
}

pub(crate) fn registry() -> Registry<String, String> {
    let mut registry = Registry::new();
    registry.register::<Security<()>>();
    registry.register::<RateLimit<()>>();
    registry.register::<header<()>>();
    registry.register::<audit<()>>();
    registry.register_with(|options: SessionOptions| Session::layer(options));
    registry.add_with("shop.Key", |options: KeyOptions| {
        let Secret(key) = options.key;
        if key.len() < 8 { Err(WeakKey(key)) } else { Ok(Key::layer(key)) }
    });
    registry.add_with("shop.Debug", |options: DebugOptions| {
        if options.enabled { Built::Layer(audit()) } else { Built::skip("not in production") }
    });
    registry.add_with("shop.Level", |options: LevelOptions| {
        header(match options.level {
            Level::Quiet => "quiet".to_owned(),
            Level::Loud => "loud".to_owned(),
            Level::Custom(level) => level.to_string(),
        })
    });
    registry.add_with("shop.Strict", |options: StrictOptions| header(options.limit.to_string()));
    registry.add("shop.Page", audit).innermost();
    registry.add("shop.Auth", audit).needs_outside("shop.Session").outside_of("shop.Page");
    registry.add("shop.Toolbar", audit).needs_outside("shop.Debug");
    registry.add("shop.Cache", audit).needs_inside("shop.Level").outside_of("shop.Audit");
    registry
}
