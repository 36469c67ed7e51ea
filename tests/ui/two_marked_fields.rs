use middleware_core::{GetResponse, middleware};

#[middleware]
struct Fallback<G, F> {
    #[middleware(get_response)]
    next: GetResponse<G>,
    #[middleware(get_response)]
    fallback: GetResponse<F>,
}

fn main() {}
