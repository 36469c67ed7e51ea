use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
    #[cfg(all())]
    count: u32,
}

fn main() {}
