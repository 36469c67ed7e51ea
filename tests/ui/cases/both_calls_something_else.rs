use middleware_core::{GetResponse, Handler, middleware};

struct Cache;

impl Cache {
    fn call(&self, request: u32) -> u32 {
        request
    }
}

#[middleware]
struct Cached<G, F> {
    get_response: GetResponse<G>,
    fallback: GetResponse<F>,
    cache: Cache,
}

#[middleware(both)]
impl<G, F> Cached<G, F>
where
    F: Handler<u32, Response = u32>,
{
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(self.fallback.call(self.cache.call(request)))
    }
}

fn main() {}
