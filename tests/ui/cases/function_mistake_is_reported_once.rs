use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
fn limit<G>(request: String, get_response: GetResponse<G>, most: usize) -> String {
    get_response.call(request.chars().take(most).collect())
}

#[middleware]
fn timing<G>(request: String, get_response: GetResponse<G>) -> String {
    get_response.call(request)
}

// The inner handlers may return a `String`, or the `Result`.
#[middleware(both)]
fn auth<G>(request: String, get_response: &GetResponse<G>) -> Result<String, u16> {
    if request.is_empty() {
        return Err(401);
    }
    Ok(get_response.call(request))
}

fn main() {
    let app = Chain::<String, String>::new().with(limit(7)).with(timing()).view(|name: String| name);
    println!("{}", app.call("Ada".to_owned()));
    let chain = || Chain::<String, Result<String, u16>>::new().with(auth());
    println!("{:?}", chain().view(|name: String| name).call("Ada".to_owned()));
    println!("{:?}", chain().view(|name: String| Ok::<_, u16>(name)).call("Ada".to_owned()));
}
