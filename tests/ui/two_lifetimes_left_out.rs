use middleware_core::{GetResponse, middleware};

struct Job<'a>(&'a str);

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, job: &mut Job<'_>) -> usize {
        job.0.len()
    }
}

fn main() {}
