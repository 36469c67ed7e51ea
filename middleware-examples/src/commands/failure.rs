//! [`Failure`]: why a command failed.

use std::{error::Error, io};

use metrics_exporter_prometheus::BuildError;
use middleware_core::settings::{SettingsError, SettingsErrors};
use middleware_examples::{jobs::Stopping, server::ServeError};
use tokio::task::JoinError;

/// Why a command failed, as text for the user.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Each begins with its file and its line, like compiler errors.
    #[error("{}", paragraphs(.0))]
    Settings(Vec<SettingsError>),
    #[error("error: {0}")]
    Serve(#[from] ServeError),
    #[error("error: cannot wait for signals: {0}")]
    Signals(#[source] io::Error),
    #[error("error: cannot start a runtime: {0}")]
    Runtime(#[source] io::Error),
    #[error("error: cannot record figures: {0}")]
    Recorder(#[from] BuildError),
    #[error("error: cannot start the job runner: {0}")]
    Runner(#[source] io::Error),
    #[error("error: {0}")]
    Stopping(#[from] Stopping),
    #[error("error: cannot write the output: {0}")]
    Output(#[source] io::Error),
    #[error("error: a request of the quickstart failed: {0}")]
    Request(#[from] ureq::Error),
    #[error("error: {url} did not answer 429 after more than {limit} requests")]
    NotLimited { url: String, limit: u32 },
    #[error("error: the client example failed: {0}")]
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
