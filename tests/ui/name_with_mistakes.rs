use middleware_core::{GetResponse, middleware};

#[middleware(name)]
struct Nameless<G> {
    get_response: GetResponse<G>,
}

#[middleware(name = "shop.Twice", name = "shop.Twice")]
struct Twice<G> {
    get_response: GetResponse<G>,
}

#[middleware(name = "")]
struct Empty<G> {
    get_response: GetResponse<G>,
}

#[middleware(name = "shop.Rules", unique = "shop.Other", inside_of, outside_of = Other)]
struct Rules<G> {
    get_response: GetResponse<G>,
}

fn main() {}
