use middleware_core::{BoxHandler, Chain, GetResponse, Handler, middleware};

struct Signed<C>(C);

#[middleware]
struct Sign<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Sign<G> {
    async fn acall<C>(&self, command: C) -> Result<C::Output, u16>
    where
        C: Command,
        G: Handler<Signed<C>, Response = Result<C::Output, u16>>,
    {
        self.get_response.acall(Signed(command)).await
    }
}

trait Command: Send + 'static {
    type Output: Send + 'static;
}

struct Create(String);

impl Command for Create {
    type Output = usize;
}

#[middleware(both)]
fn traced<G, C>(command: C, get_response: &GetResponse<G>) -> Result<C::Output, u16>
where
    C: Command,
    G: Handler<C, Response = Result<C::Output, u16>>,
{
    get_response.call(command)
}

fn main() {
    let app: GetResponse<BoxHandler<Create, Result<usize, u16>>> = Chain::new()
        .with(traced())
        .with(Sign::layer())
        .view(|Signed(create): Signed<Create>| Ok(create.0.len()))
        .boxed();
    println!("{:?}", app.call(Create("tea".to_owned())));
}
