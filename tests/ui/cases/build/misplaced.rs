use middleware_core::{Chain, GetResponse, middleware};

#[middleware(both, outermost)]
fn catch<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, name = "shop.session", unique)]
fn session<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, needs_outside = "shop.session")]
fn login<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(outside_of = "login")]
struct Security<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Security<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

#[middleware(both, inside_of = "Security")]
fn locale<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, needs_inside = "shop.session")]
fn cache<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware(both, innermost)]
fn fallback<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

type Layers = Chain<u32, u32>;

fn main() {
    let view = |n: u32| n;
    Layers::new().with(session).with(catch).view(view);
    Layers::new().with(session).with(locale).with(session).view(view);
    Layers::new().with(login).with(session).view(view);
    Layers::new().with(login).view(view);
    Layers::new().with(session).with(login).with(Security::layer()).view(view);
    Layers::new().with(locale).with(Security::layer()).view(view);
    Layers::new().with(session).with(cache).view(view);
    Layers::new().with(cache).view(view);
    Layers::new().with(fallback).with(|inside: GetResponse<_>| Unnamed { inside }).view(view);

    // In a chain in a chain, and where a layer may be left out.
    let inner = Layers::new().with(catch).with(session);
    Layers::new().with(locale).with(inner).view(view);
    Layers::new().with_if(true, locale).with(catch).view(view);

    // In each part of a chain that is boxed in between.
    let _ = Layers::new().with(session).with(catch).boxed();
    Layers::new().with(session).boxed().with(locale).with(catch).view(view);
}

struct Unnamed<G> {
    inside: GetResponse<G>,
}

impl<G: middleware_core::Handler<u32, Response = u32>> middleware_core::Handler<u32> for Unnamed<G> {
    type Response = u32;
    type Mode = G::Mode;

    fn mode(&self) -> middleware_core::Mode {
        self.inside.mode()
    }
}
