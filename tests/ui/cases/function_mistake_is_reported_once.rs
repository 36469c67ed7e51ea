use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
fn limit<G>(request: String, get_response: GetResponse<G>, most: usize) -> String {
    get_response.call(request.chars().take(most).collect())
}

#[middleware]
fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
    get_response.call(request)
}

fn main() {
    let app = Chain::<String, String>::new().with(limit(7)).with(timing()).view(|name: String| name);
    println!("{}", app.call("Ada".to_owned()));
}
