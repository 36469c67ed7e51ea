//! The command line of the examples.

mod quickstart;
mod serve_blocking;
mod show_jobs;

use std::{error::Error, net::SocketAddr, process::ExitCode, time::Duration};

use axum::Router;
use clap::{Parser, Subcommand};
use middleware_core::Chain;
use middleware_examples::{RateLimit, Request, Response, Timing, server, views};

/// One middleware chain for sync and async code.
///
/// Without a command: starts a server on a free loopback port, sends it requests until the rate
/// limit answers, calls the same chains from sync code, and prints what came back.
#[derive(Debug, Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the two chains until Ctrl-C: `/sync` around a sync view, `/async` around an async one.
    Serve {
        /// The address to listen on; port 0 takes any free one.
        #[arg(long, default_value = "127.0.0.1:8000")]
        addr: SocketAddr,
        /// How many requests a client may send to each route in a minute.
        #[arg(long, default_value_t = 100)]
        limit: u32,
        /// Serves by blocking worker threads instead of by axum.
        #[arg(long)]
        blocking: bool,
    },
    /// Not HTTP: runs jobs through chains with a sync and with an async handler, and shows what became of them.
    Jobs,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        None => quickstart::run(),
        Some(Command::Serve { addr, limit, blocking }) => serve(addr, limit, blocking),
        Some(Command::Jobs) => show_jobs::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve(addr: SocketAddr, limit: u32, blocking: bool) -> Result<(), Box<dyn Error>> {
    let layers = Chain::<Request, Response>::new().with(Timing::layer());
    let limit = RateLimit::layer(limit, Duration::from_mins(1));
    let sync_app = layers.clone().with(limit.clone()).view(views::hello_sync);
    let async_app = layers.with(limit).view(views::hello_async);
    println!("/sync\n{}\n/async\n{}", sync_app.plan(), async_app.plan());

    if blocking {
        return serve_blocking::run(addr, sync_app, async_app);
    }
    let router = Router::new()
        .route("/sync", server::route(sync_app))
        .route("/async", server::route(async_app));
    tokio::runtime::Runtime::new()?.block_on(serve_axum(addr, router))
}

async fn serve_axum(addr: SocketAddr, router: Router) -> Result<(), Box<dyn Error>> {
    let listener = server::listen(addr).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let shutdown = async {
        // Without the signal there is no way to stop but to kill the process, which works too.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    server::serve(listener, router, shutdown).await?;
    Ok(())
}
