use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request)
    }
}

fn main() {
    let app = Chain::<String, String>::new().with(Timing::layer());
    println!("{}", app.call("Ada".to_owned()));
    println!("{}", app.plan());
    let answer = async { app.acall("Ada".to_owned()).await };
}
