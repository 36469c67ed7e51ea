//! Layers that change the types of request and response.

use super::*;

pub(crate) struct User<'a> {
    name: &'a str,
}

/// Hands something inwards that borrows from the request.
#[middleware]
#[derive(Debug)]
struct Authenticate<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Authenticate<G>
where
    G: for<'a> Handler<User<'a>, Response = usize>,
{
    fn call(&self, request: String) -> Result<usize, String> {
        match request.strip_prefix("user ") {
            Some(name) => Ok(self.get_response.call(User { name })),
            None => Err(format!("{request} is nobody")),
        }
    }
}

#[test]
fn what_is_handed_inwards_may_borrow() {
    let app = Chain::<String, Result<usize, String>>::new()
        .with(Authenticate::layer())
        .view(|user: User<'_>| user.name.len());
    assert_eq!(app.call("user ada".into()), Ok(3));
    assert_eq!(app.call("ada".into()), Err("ada is nobody".into()));
    for (way, answer) in drive_everywhere(&app, &"user ada".to_owned(), |answer| answer) {
        assert_eq!(answer, Ok(3), "{way}");
    }
}

/// The bound in the header, the parameter under another name, both halves.
#[middleware]
#[derive(Debug)]
struct Parse<Inside> {
    get_response: GetResponse<Inside>,
}

#[middleware]
impl<Inside: Handler<u32, Response = u64>> Parse<Inside> {
    fn call(&self, request: String) -> String {
        self.get_response.call(request.parse().unwrap_or(0)).to_string()
    }

    async fn acall(&self, request: String) -> String {
        self.get_response.acall(request.parse().unwrap_or(0)).await.to_string()
    }
}

#[test]
fn the_bound_may_stand_in_the_header() {
    assert_answers!(
        Chain::<String, String>::new().with(Parse::layer()),
        "20".to_owned(),
        |n: u32| u64::from(n) + 1,
        async |n: u32| u64::from(n) + 1,
        "21"
    );
}
