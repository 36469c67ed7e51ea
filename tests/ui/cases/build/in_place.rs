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

fn main() {
    let chain = Chain::<u32, u32>::new().with(catch).with(Security::layer()).with(cache);
    let app = chain.with(session).with(login).with(locale).with(fallback).view(|n: u32| n);
    assert_eq!(app.call(1), 1);

    // What is needed may be in another part.
    let app = Chain::<u32, u32>::new().with(cache).with(session).boxed().with(login).view(|n: u32| n);
    assert_eq!(app.call(1), 1);
    let app = Chain::<u32, u32>::new().with(cache).boxed().with(session).view(|n: u32| n);
    assert_eq!(app.call(1), 1);
    let inner = Chain::<u32, u32>::new().with(login).boxed();
    let app = Chain::<u32, u32>::new().with(session).with(inner).view(|n: u32| n);
    assert_eq!(app.call(1), 1);
    let app = Chain::<u32, u32>::new().boxed().with(catch).view(|n: u32| n);
    assert_eq!(app.call(1), 1);
}
