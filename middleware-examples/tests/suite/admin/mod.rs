//! The live page: its endpoints over HTTP, and the page itself in a browser.

mod browser;
mod endpoints;
mod page;

use std::{thread, time::Duration};

use middleware_core::{BoxHandler, Chain, GetResponse, Mode, middleware, observe::Observation};
use middleware_examples::{
    Request, Response, Timing,
    admin::{Admin, AdminServer},
};
use serde_json::Value;

use crate::servers::client::agent;

/// Two chains, and the page that shows them.
struct Shown {
    apps: [GetResponse<BoxHandler<Request, Response>>; 2],
    page: AdminServer,
}

#[middleware]
fn sleep<G>(request: Request, get_response: &GetResponse<G>) -> Response {
    thread::sleep(Duration::from_millis(20));
    get_response.call(request)
}

fn hello(request: Request) -> Response {
    assert!(request.uri().path() != "/panic", "as the test wants it");
    Response::new(request.into_body())
}

impl Shown {
    /// A chain with a layer that sleeps, and one without, for callers of this mode. The names are of this test alone,
    /// because observations of one process have different names.
    fn start(name: &str, caller: Mode) -> Self {
        let [slow, quick] = ["slow", "quick"].map(|chain| {
            Observation::builder(format!("/{name}/{chain}"))
                .slow(Duration::from_millis(10), 3)
                .build()
        });
        let chain = || Chain::<Request, Response>::new();
        let slow_app = chain().observe(&slow).with(Timing::layer()).with(sleep()).view(hello);
        let quick_app = chain().observe(&quick).with(Timing::layer()).view(hello);
        let page = Admin::new(caller)
            .chain(&slow, slow_app.plan())
            .chain(&quick, quick_app.plan())
            .period(Duration::from_millis(50))
            .start(([127, 0, 0, 1], 0).into());
        Self { apps: [slow_app.boxed(), quick_app.boxed()], page: page.unwrap() }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.page.addr())
    }

    /// Calls both chains.
    fn call(&self, times: usize) {
        for app in &self.apps {
            (0..times).for_each(|_| drop(app.call(Request::default())));
        }
    }

    fn text(&self, path: &str) -> String {
        agent().get(self.url(path)).call().unwrap().body_mut().read_to_string().unwrap()
    }

    fn snapshot(&self) -> Value {
        serde_json::from_str(&self.text("/snapshot.json")).unwrap()
    }
}
