//! The command line of the examples.

mod client_demo;
mod quickstart;

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
    },
    /// Fetches from a server that fails, over ureq and over reqwest, with one set of layers.
    Client,
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        None => quickstart::run(),
        Some(Command::Serve { addr, limit }) => serve(addr, limit),
        Some(Command::Client) => client_demo::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(addr: SocketAddr, limit: u32) -> Result<(), Box<dyn Error>> {
    let layers = Chain::<Request, Response>::new().with(Timing::layer());
    let limit = RateLimit::layer(limit, Duration::from_mins(1));
    let sync_app = layers.clone().with(limit.clone()).view(views::hello_sync);
    let async_app = layers.with(limit).view(views::hello_async);
    println!("/sync\n{}\n/async\n{}", sync_app.plan(), async_app.plan());

    let router = Router::new()
        .route("/sync", server::route(sync_app))
        .route("/async", server::route(async_app));
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
