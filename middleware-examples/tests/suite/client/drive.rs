//! Every way of calling a client's chain.

use middleware_core::{AsyncCall, Call, GetResponse};
use middleware_examples::{
    Request,
    client::{ClientResult, Reqwest, Ureq},
};
use middleware_tests::drive::{current_thread, multi_thread, with_watchdog};

/// A chain around one of the clients, called in one of the ways.
pub(crate) type CallFn<'a> = dyn Fn(Request) -> ClientResult + Sync + 'a;

/// From where the chain is called. Which of it is a bridge depends on the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Drive {
    SyncPlainThread,
    SyncWorker,
    SyncSpawnBlocking,
    AsyncCurrentThread,
    AsyncTask,
    /// Only ureq works without a tokio runtime.
    AsyncWithoutTokio,
}

impl Drive {
    pub(crate) const ALL: [Self; 6] = [
        Self::SyncPlainThread,
        Self::SyncWorker,
        Self::SyncSpawnBlocking,
        Self::AsyncCurrentThread,
        Self::AsyncTask,
        Self::AsyncWithoutTokio,
    ];

    /// Calls it on a thread of its own, so that a call that hangs is a failure.
    pub(crate) fn call<H>(self, app: &GetResponse<H>, request: Request) -> ClientResult
    where
        H: Call<Request, Response = ClientResult> + AsyncCall<Request>,
    {
        let app = app.clone();
        with_watchdog(&format!("{self:?}"), move || match self {
            Self::SyncPlainThread => app.call(request),
            Self::SyncWorker => multi_thread()
                .block_on(async { tokio::spawn(async move { app.call(request) }).await.unwrap() }),
            Self::SyncSpawnBlocking => current_thread().block_on(async {
                tokio::task::spawn_blocking(move || app.call(request)).await.unwrap()
            }),
            Self::AsyncCurrentThread => current_thread().block_on(app.acall(request)),
            Self::AsyncTask => multi_thread().block_on(async {
                tokio::spawn(async move { app.acall(request).await }).await.unwrap()
            }),
            Self::AsyncWithoutTokio => futures::executor::block_on(app.acall(request)),
        })
    }
}

/// A view over ureq that takes no proxy from the environment.
pub(crate) fn ureq_view() -> Ureq {
    let config = ureq::Agent::config_builder().max_redirects(0).proxy(None);
    Ureq::new(config.build().into())
}

/// A view over reqwest that takes no proxy from the environment.
pub(crate) fn reqwest_view() -> Reqwest {
    let builder = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy();
    Reqwest::new(builder.build().unwrap())
}

/// Checks layers around each client, called in every way. `$setup` gives new layers for each, and what the check
/// inspects.
macro_rules! everywhere {
    ($setup:expr, $check:expr) => {{
        let check = $check;
        for drive in Drive::ALL {
            let (layers, state) = $setup();
            let app = layers.view($crate::client::drive::ureq_view());
            println!("ureq, {drive:?}");
            check(&|request| drive.call(&app, request), state);

            if drive != Drive::AsyncWithoutTokio {
                let (layers, state) = $setup();
                let app = layers.view($crate::client::drive::reqwest_view());
                println!("reqwest, {drive:?}");
                check(&|request| drive.call(&app, request), state);
            }
        }
    }};
}
pub(crate) use everywhere;
