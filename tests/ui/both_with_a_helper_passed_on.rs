use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: Vec<u32>) -> u32 {
        request.iter().map(|number| (number, self)).map(Self::ask).sum()
    }

    fn ask((number, this): (&u32, &Self)) -> u32 {
        this.get_response.call(vec![*number])
    }
}

fn main() {}
