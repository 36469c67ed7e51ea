//! [`Failure`]: why a command did not do what it was asked for.

use std::{error::Error, io};

use middleware_core::settings::{SettingsError, SettingsErrors};
use middleware_examples::{jobs::Stopping, server::ServeError};
use tokio::task::JoinError;

/// Why a command did not do what it was asked for, in the words that the user reads.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Each begins with its file and its line, as those of a compiler do.
    #[error("{}", paragraphs(.0))]
    Settings(Vec<SettingsError>),
    #[error("error: {0}")]
    Serve(#[from] ServeError),
    #[error("error: cannot wait for signals: {0}")]
    Signals(#[source] io::Error),
    #[error("error: cannot start a runtime: {0}")]
    Runtime(#[source] io::Error),
    #[error("error: cannot start the runner of jobs: {0}")]
    Runner(#[source] io::Error),
    #[error("error: {0}")]
    Stopping(#[from] Stopping),
    #[error("error: cannot write the output: {0}")]
    Output(#[source] io::Error),
    #[error("error: a request of the quickstart failed: {0}")]
    Request(#[from] ureq::Error),
    #[error("error: {url} was asked more than {limit} times and did not answer 429")]
    NotLimited { url: String, limit: u32 },
    #[error("error: the clients could not be shown: {0}")]
    Client(#[source] Box<dyn Error + Send + Sync>),
    #[error("error: the server of the quickstart failed: {0}")]
    Task(#[from] JoinError),
}

impl From<SettingsErrors> for Failure {
    fn from(errors: SettingsErrors) -> Self {
        Self::Settings(errors.into_iter().collect())
    }
}

fn paragraphs(errors: &[SettingsError]) -> String {
    let paragraphs: Vec<_> = errors.iter().map(ToString::to_string).collect();
    paragraphs.join("\n")
}
