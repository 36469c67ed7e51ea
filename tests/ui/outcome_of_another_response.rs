use middleware_core::{GetResponse, Outcome, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_response(&self, response: u32) -> String {
        response.to_string()
    }

    fn process_outcome(&self, outcome: Outcome<'_, u32>) {
        println!("{outcome:?}");
    }
}

fn main() {}
