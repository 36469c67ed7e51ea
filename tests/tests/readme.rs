//! The README shows the plan that is printed.

use middleware_core::{Chain, GetResponse, middleware};

#[middleware(both)]
fn timing<G>(request: (), get_response: &GetResponse<G>) -> () {
    get_response.call(request);
}

#[middleware]
#[derive(Debug)]
struct Audit<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Audit<G> {
    fn call(&self, request: ()) -> () {
        self.get_response.call(request);
    }
}

async fn hello((): ()) {}

#[test]
fn the_plan_in_the_readme_is_the_one_that_is_printed() {
    let plan = Chain::<(), ()>::new()
        .with(timing)
        .with(Audit::layer())
        .with(timing)
        .view(hello)
        .plan()
        .to_string();
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("```text\n{plan}```")), "{plan}");
}
