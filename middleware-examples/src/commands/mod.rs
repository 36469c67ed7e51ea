//! [`CommandLine`]: the commands, each in a file of its own.

mod admin;
mod chain;
mod check;
mod client;
mod failure;
mod jobs;
mod output;
mod plan;
mod quickstart;
mod serve;
mod signals;

use clap::{Parser, Subcommand};
use failure::Failure;
pub(crate) use output::complain;
use output::long_help;

/// One middleware chain for sync and async code: draw it, check it, serve it.
///
/// Without a command: prints the plan of a chain, serves the chain on a free loopback port, and sends
/// requests until the rate limit rejects one. Then calls the same chain from sync code.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment, after_long_help = long_help(include_str!("help/command_line.txt")))]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Plan(plan::Plan),
    Check(check::Check),
    Serve(serve::Serve),
    /// Send requests to a failing server with ureq and with reqwest, with one set of layers
    Client,
    /// Run jobs (without HTTP) through chains with a sync and an async handler
    Jobs,
}

impl CommandLine {
    pub(crate) fn run(self) -> Result<(), Failure> {
        match self.command {
            None => quickstart::run(),
            Some(Command::Plan(plan)) => plan.run(),
            Some(Command::Check(check)) => check.run(),
            Some(Command::Serve(serve)) => serve.run(),
            Some(Command::Client) => client::run(),
            Some(Command::Jobs) => jobs::run(),
        }
    }
}
