//! `serve --blocking`: the chains of `serve`, behind the blocking server.

use std::{error::Error, net::SocketAddr};

use middleware_core::{Call, GetResponse};
use middleware_examples::{Request, Response, server::blocking};
use tokio::runtime::Builder;

/// Serves the chains on `/sync` and `/async` until Ctrl-C.
pub(crate) fn run<S, A>(
    addr: SocketAddr,
    sync_app: GetResponse<S>,
    async_app: GetResponse<A>,
) -> Result<(), Box<dyn Error>>
where
    S: Call<Request, Response = Response>,
    A: Call<Request, Response = Response>,
{
    let router = blocking::Router::new()
        .route("/sync", blocking::route(sync_app))
        .route("/async", blocking::route(async_app));
    // Only waits for the signal, on the thread that is there for that.
    let signals = Builder::new_current_thread().enable_io().build()?;
    let listener = blocking::listen(addr)?;
    println!("listening on http://{}", listener.local_addr()?);
    blocking::serve(listener, router, &blocking::Config::default(), move || {
        signals.block_on(async {
            // Without the signal there is no way to stop but to kill the process, which works too.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        });
    })?;
    Ok(())
}
