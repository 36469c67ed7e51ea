//! Layers that are open in the types of request and response.

use super::*;

/// Counts requests of any type.
#[middleware]
#[derive(Debug)]
pub(crate) struct Count<G> {
    get_response: GetResponse<G>,
    #[middleware(default)]
    pub(crate) count: Mutex<u32>,
}

#[middleware]
impl<G, Req, Res> Count<G>
where
    Req: Debug,
{
    fn call(&self, request: Req) -> Res {
        self.add(&request);
        self.get_response.call(request)
    }

    async fn acall(&self, request: Req) -> Res {
        self.add(&request);
        self.get_response.acall(request).await
    }

    fn add(&self, request: &Req) {
        assert!(!format!("{request:?}").is_empty());
        *self.count.lock().unwrap() += 1;
    }

    /// A helper that knows nothing of the request.
    pub(crate) fn so_far(&self) -> u32 {
        *self.count.lock().unwrap()
    }
}

#[test]
fn serves_any() {
    assert_answers!(
        Chain::<String, String>::new().with(Count::layer()),
        "a".to_owned(),
        shout,
        shout_async,
        "A"
    );
    assert_answers!(
        Chain::<(u8, u8), u8>::new().with(Count::layer()),
        (1, 2),
        |(a, b): (u8, u8)| a + b,
        async |(a, b): (u8, u8)| a + b,
        3
    );
}

#[test]
fn its_methods_stay_its_own() {
    let view = Chain::<u8, u8>::new().view(|n: u8| n);
    let counting = Count { get_response: view, count: Mutex::default() };
    assert_eq!(Count::call(&counting, 7), 7);
    assert_eq!(SyncMiddleware::call(&counting, 7), 7);
    assert_eq!(counting.so_far(), 2);
}
