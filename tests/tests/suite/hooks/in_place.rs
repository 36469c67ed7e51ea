//! Neither the request nor the response moves from one layer with hooks to the next, as long as these take `&mut`.

use std::{
    pin::pin,
    ptr::from_mut,
    sync::{Arc, Mutex},
    task::{Context, Waker},
};

use middleware_core::{Chain, GetResponse, middleware};
use middleware_tests::step::suspend;

/// Large enough that nobody would want to see it copied.
type Message = [u64; 64];

#[derive(Clone, Debug, Default)]
struct Seen {
    requests: Arc<Mutex<Vec<usize>>>,
    responses: Arc<Mutex<Vec<usize>>>,
}

#[middleware]
#[derive(Debug)]
struct Look<G> {
    get_response: GetResponse<G>,
    seen: Seen,
}

#[middleware]
impl<G> Look<G> {
    fn process_request(&self, request: &mut Message) {
        request[0] += 1;
        self.seen.requests.lock().unwrap().push(from_mut(request).addr());
    }

    fn process_response(&self, response: &mut Message) {
        response[1] += 1;
        self.seen.responses.lock().unwrap().push(from_mut(response).addr());
    }
}

/// One that takes the response, and so may move it.
#[middleware]
#[derive(Debug)]
struct Take<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Take<G> {
    fn process_response(&self, mut response: Message) -> Message {
        response[2] += 1;
        response
    }
}

/// Asserts that each layer saw the request and the response once, all at the same place.
macro_rules! assert_in_place {
    ($layers:literal, $seen:ident, $app:expr) => {{
        let app = $app;
        let mut future = pin!(app.acall([0; 64]));
        let mut context = Context::from_waker(Waker::noop());
        let response = loop {
            if let std::task::Poll::Ready(response) = future.as_mut().poll(&mut context) {
                break response;
            }
        };
        assert_eq!(response[..2], [$layers, $layers]);
        for addresses in [&$seen.requests, &$seen.responses] {
            let mut addresses = std::mem::take(&mut *addresses.lock().unwrap());
            assert_eq!(addresses.len(), $layers);
            addresses.dedup();
            assert_eq!(addresses.len(), 1, "it has moved: {addresses:x?}");
        }
    }};
}

#[test]
fn neither_the_request_nor_the_response_moves() {
    let seen = Seen::default();
    let look = || Look::layer(seen.clone());
    let chain = || Chain::<Message, Message>::new();
    let three = || chain().with(look()).with(look()).with(look());
    let ready = async |message: Message| message;
    let suspended = async |message: Message| {
        suspend().await;
        message
    };
    assert_in_place!(3, seen, three().view(ready));
    assert_in_place!(3, seen, three().view(suspended));
    assert_in_place!(3, seen, three().view(ready).boxed());
    assert_in_place!(3, seen, three().view(suspended).boxed());
    // Each layer in a box of its own, as in a chain from settings.
    let boxed = |view| (0..3).fold(view, |inside, _| chain().with(look()).view(inside).boxed());
    assert_in_place!(3, seen, boxed(chain().view(ready).boxed()));
    assert_in_place!(3, seen, boxed(chain().view(suspended).boxed()));
    // One that is left out, and one that is not.
    let optional = || chain().with(look()).with(Some(look())).with(None.or(Some(look())));
    assert_in_place!(3, seen, optional().view(suspended));
}

#[test]
fn a_layer_that_takes_the_response_hands_it_on() {
    let seen = Seen::default();
    let look = || Look::layer(seen.clone());
    let app = Chain::<Message, Message>::new()
        .with(look())
        .with(Take::layer())
        .with(look())
        .view(async |message: Message| message);
    let response = middleware_tests::drive::current_thread().block_on(app.acall([0; 64]));
    assert_eq!(response[..3], [2, 2, 1]);
    let addresses = seen.requests.lock().unwrap();
    assert_eq!(addresses[0], addresses[1], "the request has moved");
}
