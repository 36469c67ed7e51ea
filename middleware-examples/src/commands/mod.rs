//! [`CommandLine`]: what can be asked for, a file for each command.

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

/// One middleware chain for sync and async code: draw it, check it, serve it.
///
/// Without a command: starts a server on a free loopback port, sends it requests until the rate
/// limit answers, calls the same chains from sync code, and prints what came back.
#[derive(Debug, Parser)]
#[command(version, verbatim_doc_comment, after_long_help = include_str!("help/command_line.txt"))]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Plan(plan::Plan),
    Check(check::Check),
    Serve(serve::Serve),
    /// Fetch from a server that fails, over ureq and over reqwest, with one set of layers
    Client,
    /// Run jobs, which are not HTTP, through chains with a sync and an async handler
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
