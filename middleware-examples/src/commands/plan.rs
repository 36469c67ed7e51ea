//! `plan`: draws the chain that a settings file lists.

use std::path::PathBuf;

use clap::Args;
use middleware_core::plan::Format;

use super::{
    Failure,
    chain::{self, Seen},
    output::print,
};

/// Draw the chain that a settings file lists
///
/// Makes the chain around one of the examples' views, without a server, and draws it to stdout: its
/// layers, who runs in which mode, where the bridges between sync and async code are, and why.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = include_str!("help/plan.txt"))]
pub(super) struct Plan {
    /// The settings file: `.toml`, `.json`, `.yaml` or `.yml`.
    file: PathBuf,
    /// How to draw: `text`, `json`, `mermaid`, `dot` or `svg`.
    #[arg(long, default_value_t)]
    format: Format,
    #[command(flatten)]
    seen: Seen,
}

impl Plan {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Seen { caller, view } = self.seen;
        let plan = chain::build(&self.file, view)?.plan();
        let picture = plan.picture(caller, self.format);
        match self.format {
            Format::Text => print(format_args!("{picture}\n{}\n", plan.advice(caller))),
            _ => print(picture),
        }
    }
}
