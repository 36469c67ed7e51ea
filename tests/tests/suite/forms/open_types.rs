//! Layers that are open in part of a type, and ask something of what they leave open.

use super::*;

/// Sync only, with a parameter in the response alone.
#[middleware]
#[derive(Debug)]
struct Retry<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req: Clone, T, E> Retry<G> {
    fn call(&self, request: Req) -> Result<T, E> {
        self.get_response.call(request.clone()).or_else(|_| self.get_response.call(request))
    }
}

/// Async only, the same.
#[middleware]
#[derive(Debug)]
struct AsyncRetry<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, T, E> AsyncRetry<G> {
    async fn acall(&self, request: String) -> Result<T, E> {
        match self.get_response.acall(request.clone()).await {
            Err(_) => self.get_response.acall(request).await,
            ok => ok,
        }
    }
}

#[test]
fn a_parameter_may_stand_in_the_response_alone() {
    let chain = || {
        Chain::<String, Result<usize, String>>::new()
            .with(Retry::layer())
            .with(AsyncRetry::layer())
            .with(Retry::layer())
    };
    let parse = |text: String| text.parse().map_err(|_| text);
    let app = chain().view(parse);
    for (way, answer) in drive_everywhere(&app, &"7".to_owned(), |answer| answer) {
        assert_eq!(answer, Ok(7), "{way}");
    }
    let app = chain().view(move |text: String| async move { parse(text) });
    for (way, answer) in drive_everywhere(&app, &"x".to_owned(), |answer| answer) {
        assert_eq!(answer, Err("x".to_owned()), "{way}");
    }
}

/// Asks something of the response of the inside, with the user's bound and without.
#[middleware]
#[derive(Debug)]
struct Log<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> Log<G>
where
    Req: Debug,
    G: Handler<Req>,
    G::Response: Debug,
{
    fn call(&self, request: Req) -> G::Response {
        let mut line = format!("{request:?}");
        let response = self.get_response.call(request);
        Self::note(&mut line, &response);
        response
    }

    fn note(line: &mut String, response: &G::Response) {
        *line = format!("{line} {response:?}");
    }
}

#[middleware]
#[derive(Debug)]
struct ShortLog<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> ShortLog<G>
where
    G::Response: Debug,
{
    fn call(&self, request: Req) -> G::Response {
        let response = self.get_response.call(request);
        self.note(&response);
        response
    }

    async fn acall(&self, request: Req) -> G::Response {
        let response = self.get_response.acall(request).await;
        self.note(&response);
        response
    }

    fn note(&self, response: &G::Response) {
        assert!(!format!("{response:?} {:?}", self.get_response).is_empty());
    }
}

#[test]
fn the_response_of_the_inside_may_be_bounded() {
    assert_answers!(
        Chain::<String, String>::new().with(Log::layer()).with(ShortLog::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "A"
    );
}
