//! Layers that have their names with them.

use middleware_core::{
    __private::{FromParts, Middleware},
    BoxHandler, Chain, GetResponse, middleware,
    settings::{Built, Format, Registered, Registry, Settings},
};

use crate::settings::layers::{RateLimit, Security, audit, header};

#[test]
fn the_macro_gives_a_layer_its_name_and_its_options() {
    assert_eq!(<RateLimit<()> as Middleware>::ORDERING.name, "shop.RateLimit");
    assert_eq!(<RateLimit<()> as Registered>::OPTIONS, ["limit", "burst"]);
    assert_eq!(<Security<()> as Registered>::OPTIONS, [""; 0]);
    assert_eq!(<header<()> as Middleware>::ORDERING.name, "shop.header");
    assert_eq!(<header<()> as Registered>::OPTIONS, ["value"]);
    assert_eq!(<audit<()> as Registered>::OPTIONS, [""; 0]);
}

/// Without a type parameter, and with a name that is a keyword.
#[middleware(name = "own.Erased", unique)]
struct Erased {
    get_response: GetResponse<BoxHandler<String, String>>,
    r#type: String,
    #[middleware(default)]
    count: std::sync::atomic::AtomicUsize,
}

#[middleware(both)]
impl Erased {
    fn call(&self, request: String) -> String {
        let count = self.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.get_response.call(format!("{request} {}{count}", self.r#type))
    }
}

/// With a further type parameter, and its `get_response` under another name.
#[middleware(name = "own.Further")]
struct Further<T: Send + Sync + 'static, G> {
    #[middleware(get_response)]
    next: GetResponse<G>,
    further: T,
}

#[middleware(both, get_response = next)]
impl<T: Send + Sync + std::fmt::Display + 'static, G> Further<T, G> {
    fn call(&self, request: String) -> String {
        self.next.call(format!("{request} {}", self.further))
    }
}

#[test]
fn layers_of_every_form_are_registered() {
    let mut registry = Registry::<String, String>::new();
    registry.register::<Erased>();
    registry.register::<Further<u64, ()>>();
    let text = r#"middleware = [
        { name = "own.Erased", options = { type = "x" } },
        { name = "own.Further", options = { further = 7 } },
    ]"#;
    let settings = Settings::parse(text, Format::Toml).unwrap();
    let app = registry.build(&settings, async |request: String| request).unwrap();
    assert_eq!(app.call("GET".to_owned()), "GET x0 7");
    assert_eq!(app.call("GET".to_owned()), "GET x1 7");
    let again = registry.build(&settings, |request: String| request).unwrap();
    assert_eq!(again.call("GET".to_owned()), "GET x0 7", "each chain has layers of its own");
    assert_eq!(registry.names().collect::<Vec<_>>(), ["own.Erased", "own.Further"]);
}

#[test]
fn a_constructor_of_its_own_keeps_the_name_and_the_rules() {
    let mut registry = Registry::<String, String>::new();
    registry.register_with(|options: std::collections::BTreeMap<String, u32>| {
        match options.get("limit") {
            Some(0) => Err("a limit of 0 lets nothing through"),
            Some(limit) => Ok(Built::Layer(RateLimit::layer(*limit, None))),
            None => Ok(Built::skip("there is no limit")),
        }
    });
    let build = |text: &str| {
        let settings = Settings::parse(text, Format::Toml).unwrap();
        registry.build(&settings, |request: String| request)
    };
    let none = build(r#"middleware = ["shop.RateLimit"]"#).unwrap();
    assert_eq!(none.call("GET".to_owned()), "GET");
    let zero = r#"middleware = [{ name = "shop.RateLimit", options = { limit = 0 } }]"#;
    assert_eq!(
        build(zero).unwrap_err().to_string(),
        "line 1: entry 1, `shop.RateLimit`: its constructor failed: a limit of 0 lets nothing through"
    );
    let twice = "middleware = [
        { name = 'shop.RateLimit', options = { limit = 1 } },
        { name = 'shop.RateLimit', options = { limit = 1 } },
    ]";
    assert_eq!(
        build(twice).unwrap_err().to_string(),
        "line 3: entry 2, `shop.RateLimit`: it is already listed as entry 1, and can be listed only once
  help: remove one of the two"
    );
}

/// Registered by hand, with an option that it forgets.
#[middleware]
struct Forgetful<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Forgetful<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

impl Registered for Forgetful<()> {
    const OPTIONS: &'static [&'static str] = &[];
    type Options = (String,);
    type State = ();
}

impl<G> FromParts<G, (String,)> for Forgetful<()> {
    type Middleware = Forgetful<G>;

    fn from_parts(get_response: GetResponse<G>, _: (String,), (): ()) -> Forgetful<G> {
        Forgetful { get_response }
    }
}

#[test]
#[should_panic(expected = "options of `Forgetful`: names and types")]
fn a_middleware_registered_by_hand_that_forgets_an_option_is_refused() {
    Registry::<String, String>::new().register::<Forgetful<()>>();
}

/// The view may be a chain of its own, which has a layer that a listed one needs: as in a chain composed in code.
#[test]
fn a_layer_of_the_view_is_what_a_listed_layer_needs() {
    #[middleware(both, name = "test.session")]
    fn session<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    #[middleware(both, name = "test.login", needs_inside = "test.session")]
    fn login<G>(request: String, get_response: &GetResponse<G>) -> String {
        get_response.call(request)
    }

    let mut registry = Registry::<String, String>::new();
    registry.register::<login<()>>();
    let settings = ["test.login"].into_iter().collect::<Settings>();
    let inner = Chain::<String, String>::new().with(session()).view(|name: String| name);
    let in_code = Chain::<String, String>::new().with(login()).view(inner.clone());
    let app = registry.build(&settings, inner).unwrap();
    assert_eq!(app.call("Ada".to_owned()), in_code.call("Ada".to_owned()));
    assert!(registry.build(&settings, |name: String| name).is_err());
    assert!(registry.check(&settings).is_err());
}
