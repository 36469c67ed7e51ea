use middleware_core::{GetResponse, Outcome, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn process_request(&self, _: &String) -> (usize, usize) {
        (1, 2)
    }

    fn process_outcome(&self, _: Outcome<'_, String>, a: Option<usize>, b: Option<usize>) {
        println!("{a:?} {b:?}");
    }
}

fn main() {}
