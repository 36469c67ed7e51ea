//! Layers that change the types of request and response.

use super::*;

pub(crate) struct User<'a> {
    name: &'a str,
}

/// Passes something to the next handler that borrows from the request.
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

/// What looks like a `Result` that is wrapped in `Ok(..)` twice, and is not: each of these compiles without `next`.
mod wrapped_once {
    use super::*;

    type Reply = Result<String, u16>;

    #[middleware(both)]
    fn unwrapped<G>(request: String, get_response: &GetResponse<G>) -> Result<String, u16> {
        Ok(get_response.call(request)? + "!")
    }

    /// The next handler may return any type.
    #[middleware(both)]
    fn any<G>(request: String, get_response: &GetResponse<G>) -> Result<G::Response, u16> {
        if request.is_empty() { Err(401) } else { Ok(get_response.call(request)) }
    }

    /// The values of closures and blocks are not those of the half.
    #[middleware(both)]
    fn in_a_closure<G>(request: String, get_response: &GetResponse<G>) -> Result<String, u16> {
        let found: Result<Reply, ()> = (|| {
            if request.is_empty() {
                return Ok(get_response.call(request));
            }
            Ok(get_response.call(request))
        })();
        found.map_or(Err(500), |reply| reply)
    }

    #[middleware]
    async fn in_an_async_block<G>(
        request: String,
        get_response: &GetResponse<G>,
    ) -> Result<String, u16> {
        let found = async { Ok::<_, ()>(get_response.acall(request).await) };
        found.await.map_or(Err(500), |reply| reply)
    }

    /// The name of another handler.
    #[middleware]
    fn rebound<G>(
        request: String,
        get_response: &GetResponse<G>,
        other: &GetResponse<BoxHandler<String, String>>,
    ) -> Result<String, u16> {
        let reply = get_response.call(request)?;
        let get_response = other;
        Ok(get_response.call(reply))
    }

    /// The type of the field states what the next handler returns.
    #[middleware]
    #[derive(Debug)]
    struct Boxed {
        get_response: GetResponse<BoxHandler<String, String>>,
    }

    #[middleware(both)]
    impl Boxed {
        fn call(&self, request: String) -> Result<String, u16> {
            Ok(self.get_response.call(request))
        }
    }

    #[test]
    fn is_not_refused() {
        let chain = Chain::<String, Reply>::new;
        let other = chain_of_strings();
        let app = chain()
            .with(unwrapped())
            .with(in_a_closure())
            .with(in_an_async_block())
            .with(rebound(other))
            .with(any())
            .view(|name: String| name);
        assert_eq!(app.call("ada".to_owned()), Ok("ADA!".to_owned()));
        let boxed = chain().with(Boxed::layer()).view(|name: String| name);
        assert_eq!(boxed.call("ada".to_owned()), Ok("ada".to_owned()));
    }

    fn chain_of_strings() -> GetResponse<BoxHandler<String, String>> {
        Chain::<String, String>::new().view(|name: String| name.to_uppercase()).boxed()
    }
}
