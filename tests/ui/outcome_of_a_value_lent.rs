use middleware_core::{GetResponse, Outcome, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, request: &String) -> usize {
        request.len()
    }

    fn process_outcome(&self, outcome: Outcome<'_, String>, length: &usize) {
        println!("{outcome:?} {length:?}");
    }
}

fn main() {}
