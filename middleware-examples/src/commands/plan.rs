//! `plan`: draws the chain that a settings file lists.

use std::path::PathBuf;

use clap::Args;
use middleware_core::plan::Format;

use super::{
    Failure,
    chain::{self, Ends},
    output::{Coloured, long_help, print},
};

/// Draw the chain that a settings file lists
///
/// Builds the chain around one of the examples' views, without a server, and prints it to stdout:
/// its layers, their modes and threads, the bridges between sync and async code, and the reasons.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = long_help(include_str!("help/plan.txt")))]
pub(super) struct Plan {
    /// The settings file: `.toml`, `.json`, `.yaml` or `.yml`.
    file: PathBuf,
    /// The output format: `text`, `json`, `mermaid`, `dot` or `svg`.
    #[arg(long, default_value_t)]
    format: Format,
    #[command(flatten)]
    ends: Ends,
}

impl Plan {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Ends { caller, view } = self.ends;
        let plan = chain::build(&self.file, view, None)?.plan();
        let picture = plan.picture(caller, self.format);
        match self.format {
            Format::Text => print(format_args!("{}\n{}\n", Coloured(picture), plan.advice(caller))),
            _ => print(picture),
        }
    }
}
