use middleware_core::{GetResponse, middleware};

#[middleware]
fn timing<G>(
    request: String,
    get_response: &GetResponse<G>,
    (least, most): (u32, u32),
) -> String {
    println!("{least} {most}");
    get_response.call(request)
}

fn main() {}
