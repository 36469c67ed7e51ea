use middleware_core::{GetResponse, middleware};

#[middleware]
struct Timing<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Timing<G> {
    fn call(&self, request: String) -> String {
        let answer = (|| -> Result<String, std::num::ParseIntError> {
            let number: u32 = request.parse()?;
            Ok(self.get_response.call(number.to_string()))
        })();
        answer.unwrap_or_default()
    }
}

fn main() {}
