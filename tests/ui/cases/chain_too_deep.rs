//! More async layers than the compiler can lay out in each other.

use middleware_core::{Chain, GetResponse, middleware};

#[middleware]
struct Add<G> {
    get_response: GetResponse<G>,
}

#[middleware]
impl<G> Add<G> {
    async fn acall(&self, request: u32) -> u32 {
        self.get_response.acall(request).await + 1
    }
}

macro_rules! with_8 {
    ($chain:expr) => {
        $chain
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
            .with(Add::layer())
    };
}

async fn view(request: u32) -> u32 {
    request
}

async fn serve() -> u32 {
    let chain = Chain::<u32, u32>::new();
    let app = with_8!(with_8!(with_8!(with_8!(chain)))).view(view);
    tokio::spawn(async move { app.acall(0).await }).await.unwrap()
}

fn main() {
    let _ = serve();
}
