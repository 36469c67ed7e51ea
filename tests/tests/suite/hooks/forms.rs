//! The forms in which hooks may be written.

use super::*;

/// Looks at a request, whatever the response.
#[middleware]
struct Seen<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G> Seen<G> {
    fn process_request(&self, request: &String) {
        self.log.note(request.as_str());
    }
}

#[test]
fn of_a_request_only() {
    let log = Log::default();
    let view = |request: String| request.len();
    assert_all!(Seen::layer(log.clone()), log, "abc", view, 3, ["abc", "view"]);
}

/// Looks at a response, whatever the request.
#[middleware]
struct Left<G> {
    get_response: GetResponse<G>,
    log: Log,
}

#[middleware]
impl<G, T> Left<G>
where
    T: std::fmt::Debug,
{
    fn process_response(&self, response: &Vec<T>) {
        self.log.note(format!("{response:?}"));
    }
}

#[test]
fn of_a_response_only() {
    let log = Log::default();
    let view = |request: String| vec![request.len()];
    assert_all!(Left::layer(log.clone()), log, "abc", view, vec![3], ["view", "[3]"]);
}

/// Only recovers.
#[middleware]
struct Recover<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, T: Default> Recover<G> {
    fn process_exception(&self, _: Failure) -> Result<T, Failure> {
        Ok(T::default())
    }
}

#[test]
fn of_an_error_only() {
    let log = Log::default();
    let view = |request: String| -> Result<u32, Failure> { Err(Failure(request)) };
    assert_all!(Recover::layer(), log, "abc", view, Ok(0), ["view"]);
}

/// Hands on a value without a decision, and changes the response in place.
#[middleware]
struct Count<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Count<G> {
    fn process_request(&self, request: &String) -> usize {
        request.len()
    }

    fn process_response(&self, response: &mut String, length: usize) {
        *response = format!("{length} {response}");
    }
}

#[test]
fn with_a_value_in_any_case() {
    let log = Log::default();
    assert_all!(Count::layer(), log, "abc", |request: String| request, "3 abc", ["view"]);
}

/// Makes another type of the response.
#[middleware]
struct Render<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Render<G> {
    fn process_request(&self, request: &String) -> ControlFlow<Option<u32>> {
        if request.is_empty() { ControlFlow::Break(None) } else { ControlFlow::Continue(()) }
    }

    fn process_response(&self, number: Option<u32>) -> String {
        number.map_or_else(|| "none".to_owned(), |number| number.to_string())
    }
}

#[test]
fn that_change_the_type_of_the_response() {
    let log = Log::default();
    let view = |request: String| request.parse().ok();
    assert_all!(Render::layer(), log, "7", view, "7", ["view"]);
    assert_all!(Render::layer(), log, "", view, "none", []);
}

/// Without a parameter.
#[middleware]
struct Boxed {
    get_response: GetResponse<BoxHandler<String, String>>,
    log: Log,
}

#[middleware]
impl Boxed {
    fn process_response(&self, response: &String) {
        self.log.note(response.as_str());
    }
}

#[test]
fn of_a_struct_without_a_parameter() {
    let log = Log::default();
    assert_all!(Boxed::layer(log.clone()), log, "a", |request: String| request, "a", ["view", "a"]);
}

/// Looks at a borrowed request.
#[middleware]
struct Mark<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Mark<G> {
    fn process_request(&self, request: &mut &mut Vec<u32>) {
        request.push(1);
    }

    fn process_response(&self, response: usize) -> usize {
        response + 1
    }
}

#[test]
fn of_a_borrowed_request() {
    let app = Chain::<&mut Vec<u32>, usize>::new()
        .with(Mark::layer())
        .view(|jobs: &mut Vec<u32>| jobs.len());
    let mut jobs = vec![7];
    assert_eq!(app.call(&mut jobs), 3);
    assert_eq!(jobs, [7, 1]);
}
