use middleware_core::{GetResponse, Outcome, middleware};

struct Started;

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &String) -> Started {
        Started
    }

    fn process_response(&self, response: &String, _: Started) {
        println!("{response}");
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, _: Option<Started>) {
        println!("{outcome:?}");
    }
}

fn main() {}
