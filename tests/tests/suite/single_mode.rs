//! `without_bridges` holds for every static chain whose parts run in one mode, and the plan agrees.

use middleware_core::{
    AsyncCall, Call, Chain, GetResponse, Handler, Mode, SingleMode, bridge::Offload, middleware,
    mode,
};

#[middleware]
#[derive(Debug)]
struct Sync<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Sync<G> {
    fn call(&self, request: u32) -> u32 {
        self.get_response.call(request)
    }
}

#[middleware]
async fn asynchronous<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.acall(request).await
}

#[middleware(both)]
fn both<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
    get_response.call(request)
}

#[middleware]
#[derive(Debug)]
struct Hooks<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Hooks<G> {
    fn process_request(&self, request: &mut u32) {
        *request += 1;
    }
}

/// Changes both types.
#[middleware]
#[derive(Debug)]
struct Parse<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G> Parse<G>
where
    G: Handler<u32, Response = u32>,
{
    fn call(&self, request: &str) -> String {
        self.get_response.call(request.len().try_into().unwrap_or_default()).to_string()
    }
}

/// For any request and response.
#[middleware]
#[derive(Debug)]
struct Any<G> {
    get_response: GetResponse<G>,
}

#[middleware(both)]
impl<G, Req, Res> Any<G> {
    fn call(&self, request: Req) -> Res {
        self.get_response.call(request)
    }
}

fn chain() -> Chain<u32, u32> {
    Chain::new()
}

fn view(n: u32) -> u32 {
    n
}

async fn async_view(n: u32) -> u32 {
    n
}

/// The compiler reports it, and the plan too, for both callers.
fn check<H, Req, T>(app: GetResponse<H>, expected: Mode) -> GetResponse<H>
where
    H: SingleMode<Req> + Handler<Req, Mode = T>,
{
    let app = app.without_bridges();
    let plan = app.plan();
    assert_eq!(plan.bridges().count(), 0, "{plan}");
    assert_eq!(plan.mode(), expected, "{plan}");
    let tag = std::any::type_name::<T>().rsplit("::").next().map(str::to_lowercase);
    assert_eq!(tag, Some(format!("{expected}mode")));
    app
}

#[test]
fn chains_of_one_mode() {
    check(chain().view(view), Mode::Sync);
    check(chain().view(|n: u32| n), Mode::Sync);
    check(chain().view(async_view), Mode::Async);
    check(chain().view(async |n: u32| n), Mode::Async);
    check(chain().with(both()).with(Sync::layer()).with(Hooks::layer()).view(view), Mode::Sync);
    check(
        chain().with(both()).with(asynchronous()).with(Hooks::layer()).view(async_view),
        Mode::Async,
    );
    check(chain().with(Offload::new()).with(both()).view(async_view), Mode::Async);
}

#[test]
fn chains_in_chains_and_views_that_are_handlers() {
    let inside = chain().with(both()).view(async_view);
    let middle = chain().with(asynchronous()).view(inside);
    check(
        chain().with(both()).with(chain().with(both()).with(Hooks::layer())).view(middle),
        Mode::Async,
    );
    check(chain().view(Sync::around(chain().view(view))), Mode::Sync);
}

impl Sync<()> {
    fn around<G>(get_response: GetResponse<G>) -> Sync<G> {
        Sync { get_response }
    }
}

#[test]
fn layers_that_change_types_or_take_any() {
    let app =
        Chain::<&str, String>::new().with(Any::layer()).with(Parse::layer()).with(Any::layer());
    let app = check::<_, &str, _>(app.with(both()).view(async_view), Mode::Async);
    assert_eq!(app.call("four"), "4");
}

#[test]
fn optional_layers_of_the_same_mode() {
    for wanted in [false, true] {
        check(chain().with_if(wanted, both()).view(view), Mode::Sync);
        check(chain().with_if(wanted, both()).view(async_view), Mode::Async);
        check(
            chain().with(both()).with_if(wanted, Sync::layer()).with(both()).view(view),
            Mode::Sync,
        );
        check(
            chain().with_if(wanted, chain().with(both()).with(asynchronous())).view(async_view),
            Mode::Async,
        );
    }
}

/// A bound of a library on the chains of its users.
#[test]
fn it_is_a_bound() {
    fn sync_only<H>(app: &GetResponse<H>) -> u32
    where
        H: SingleMode<u32> + Call<u32, Response = u32> + Handler<u32, Mode = mode::SyncMode>,
    {
        app.call(7)
    }

    fn takes_async<H: SingleMode<u32> + AsyncCall<u32, Mode = mode::AsyncMode>>(
        _: &GetResponse<H>,
    ) {
    }

    assert_eq!(sync_only(&chain().with(both()).with(Sync::layer()).view(view)), 7);
    takes_async(&chain().with(asynchronous()).view(async_view));
}
