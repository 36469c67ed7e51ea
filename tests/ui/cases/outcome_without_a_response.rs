use middleware_core::{GetResponse, Outcome, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_outcome(&self, outcome: Outcome) {
        println!("{outcome:?}");
    }
}

fn main() {}
