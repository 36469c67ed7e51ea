//! The README shows the plan that is printed, and drawn.

use std::{fs, path::Path};

use middleware_core::{Chain, GetResponse, Mode, Plan, middleware, plan::Format};

#[middleware(both)]
fn timing<G>(request: (), get_response: &GetResponse<G>) -> () {
    get_response.call(request);
}

#[middleware]
fn maintenance<G>(request: (), get_response: &GetResponse<G>) -> () {
    get_response.call(request);
}

#[middleware]
#[derive(Debug)]
struct Server<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Server<G> {
    fn process_response(&self, (): &mut ()) {}
}

async fn hello((): ()) {}

/// The chain of the quick start, over another request.
fn plan() -> Plan {
    let layers = Chain::<(), ()>::new().with(timing()).with(maintenance()).with(Server::layer());
    layers.view(hello).plan()
}

#[test]
fn the_plan_in_the_readme_is_the_one_that_is_printed() {
    let (plan, readme) = (plan(), include_str!("../../../README.md"));
    assert!(readme.contains(&format!("```text\n{plan}```")), "{plan}");
    let advice = plan.advice(Mode::Async);
    assert!(readme.contains(&format!("```text\n{advice}\n```")), "{advice}");
}

/// After a wanted change: `TRYBUILD=overwrite cargo test -p middleware-tests readme::`.
#[test]
fn the_picture_in_the_readme_is_the_one_that_is_drawn() {
    let picture = plan().picture(Mode::Async, Format::Svg).to_string();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/plan/readme.svg");
    if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
        fs::write(&file, &picture).unwrap();
    }
    assert_eq!(picture, fs::read_to_string(&file).unwrap(), "{}", file.display());
    assert!(include_str!("../../../README.md").contains("(tests/data/plan/readme.svg)"));
}
