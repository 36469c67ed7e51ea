//! Hooks and translated halves in impls with parameters of every kind.

use std::{fmt::Display, ops::ControlFlow};

use super::*;

/// A lifetime, a type parameter with a bound, a constant, a where-clause, a raw identifier.
#[middleware]
#[derive(Debug)]
pub(crate) struct Label<'a, G, T, const TIMES: usize>
where
    T: Display,
{
    get_response: GetResponse<G>,
    r#type: &'a str,
    text: T,
}

#[middleware]
impl<G, T, const TIMES: usize> Label<'_, G, T, TIMES>
where
    T: Display + Send + Sync + 'static,
{
    fn process_request(&self, request: &mut String) -> ControlFlow<String, usize> {
        let before = request.len();
        for _ in 0..TIMES {
            request.push_str(self.r#type);
        }
        if request.len() > 20 {
            ControlFlow::Break(self.shown())
        } else {
            ControlFlow::Continue(before)
        }
    }

    fn process_response(&self, response: String, before: Option<usize>) -> String {
        format!("{response} {} {before:?}", self.shown())
    }

    fn shown(&self) -> String {
        self.text.to_string()
    }
}

#[test]
fn hooks_may_stand_in_a_generic_impl() {
    let layer = || Label::<'static, (), _, 2>::layer("x", 7);
    assert_answers!(
        Chain::<String, String>::new().with(layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "AXX 7 Some(1)"
    );
    assert_answers!(
        Chain::<String, String>::new().with(layer()),
        "abcdefghijklmnopqrst".to_owned(),
        shout,
        shout_async,
        "7 7 None"
    );
}

/// The same, translated.
#[middleware]
#[derive(Debug)]
pub(crate) struct Repeat<'a, G, T, const TIMES: usize> {
    get_response: GetResponse<G>,
    separator: &'a str,
    #[middleware(default)]
    marker: PhantomData<fn() -> T>,
}

#[middleware(both)]
impl<G, T, const TIMES: usize> Repeat<'_, G, T, TIMES>
where
    T: Default + Display + 'static,
{
    async fn acall(&self, request: String) -> String {
        let mut responses = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            responses.push(self.r#once(request.clone()).await);
        }
        #[cfg(not(test))]
        responses.push(self.not_here().await);
        #[cfg(test)]
        responses.push(T::default().to_string());
        responses.join(self.separator)
    }

    async fn r#once(&self, request: String) -> String {
        self.get_response.acall(request).await
    }

    #[cfg(not(test))]
    async fn not_here(&self) -> String {
        self.get_response.acall(String::new()).await
    }
}

#[test]
fn a_translated_half_may_stand_in_a_generic_impl() {
    assert_answers!(
        Chain::<String, String>::new().with(Repeat::<'static, (), u32, 2>::layer("-")),
        "a".to_owned(),
        shout,
        shout_async,
        "A-A-0"
    );
}

/// Request, value and response of the same form, with parameters of their own.
#[middleware]
#[derive(Debug)]
pub(crate) struct Lists<G, const N: usize> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, A, B, const N: usize, const M: usize> Lists<G, N>
where
    A: Clone + Send + 'static,
{
    fn process_request(&self, request: &mut ([u8; M], Vec<A>)) -> ([u8; N], Vec<A>) {
        ([u8::try_from(request.0.len()).unwrap(); N], request.1.clone())
    }

    fn process_response(&self, response: Vec<B>, value: ([u8; N], Vec<A>)) -> (Vec<B>, usize, u8) {
        (response, value.1.len(), value.0.iter().sum())
    }
}

#[test]
fn hooks_may_have_parameters_of_one_form() {
    let app = Chain::<([u8; 3], Vec<u8>), (Vec<char>, usize, u8)>::new()
        .with(Lists::<(), 2>::layer())
        .view(async |(_, list): ([u8; 3], Vec<u8>)| list.into_iter().map(char::from).collect());
    for (way, answer) in drive_everywhere(&app, &([0; 3], vec![65, 66]), |answer| answer) {
        assert_eq!(answer, (vec!['A', 'B'], 2, 6), "{way}");
    }
}

/// The response of the inside, by its name there.
#[middleware]
#[derive(Debug)]
pub(crate) struct Passed<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> Passed<G> {
    fn process_request(&self, _: &Req) {}

    fn process_response(&self, response: G::Response) -> (G::Response, u8) {
        (response, 1)
    }
}

/// The same with a bound of its own.
#[middleware]
#[derive(Debug)]
pub(crate) struct Stated<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G, Req> Stated<G>
where
    G: Handler<Req>,
{
    fn process_request(&self, _: &Req) {}

    fn process_response(&self, _: &G::Response) {}
}

#[test]
fn hooks_may_name_the_response_of_the_inside() {
    let app = Chain::<String, (String, u8)>::new().with(Passed::layer()).with(Stated::layer());
    assert_answers!(app.clone(), "a".to_owned(), shout, shout_async, ("A".to_owned(), 1));
}

/// A name that is also that of something which blocks.
#[derive(Clone, Copy, Debug, PartialEq)]
enum File {
    There,
    Missing,
}

#[middleware]
#[derive(Debug)]
pub(crate) struct Filed<G> {
    get_response: GetResponse<G>,
    file: File,
    name: Option<&'static str>,
}

/// `self` is taken apart, which passes it on to nobody.
#[middleware(both)]
impl<G> Filed<G> {
    fn call(&self, request: String) -> String {
        let file = match self {
            Self { file: File::There, .. } => "there",
            Self { file: File::Missing, .. } => "missing",
        };
        let Self { name, .. } = &self;
        let greeting = if let Self { name: Some(name), .. } = self { *name } else { "nobody" };
        format!("{} {file} {greeting} {name:?}", self.get_response.call(request))
    }
}

#[middleware]
#[derive(Debug)]
pub(crate) struct FiledByHook<G> {
    get_response: GetResponse<G>,
    file: File,
}

#[middleware]
impl<G> FiledByHook<G> {
    fn process_request(&self, request: &mut String) {
        match self.file {
            File::There => request.push('1'),
            File::Missing => request.push('2'),
        }
    }
}

#[test]
fn self_may_be_taken_apart_in_a_translated_half() {
    assert_answers!(
        Chain::<String, String>::new()
            .with(Filed::layer(File::There, Some("x")))
            .with(Filed::layer(File::Missing, None))
            .with(FiledByHook::layer(File::Missing)),
        "a".to_owned(),
        shout,
        shout_async,
        "A2 missing nobody None there x Some(\"x\")"
    );
}
