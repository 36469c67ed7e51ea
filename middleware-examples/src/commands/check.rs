//! `check`: validates settings files.

use std::path::{Path, PathBuf};

use clap::Args;
use middleware_core::{Mode, Plan};

use super::{
    Failure,
    chain::{self, Ends},
    output::{long_help, print},
};

/// Validate settings files
///
/// Builds the chain of each file and drops it. Prints one summary line for each valid file: the
/// number of layers and bridges, and the layers that are skipped, with the reasons. Prints all errors
/// of the other files to stderr.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = long_help(include_str!("help/check.txt")))]
pub(super) struct Check {
    /// The settings files: `.toml`, `.json`, `.yaml` or `.yml`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    ends: Ends,
}

impl Check {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Ends { caller, view } = self.ends;
        let mut found = Vec::new();
        for file in &self.files {
            match chain::build(file, view, None) {
                Ok(app) => print(format_args!("{}\n", summary(file, &app.plan(), caller)))?,
                Err(errors) => found.extend(errors),
            }
        }
        if found.is_empty() { Ok(()) } else { Err(Failure::Settings(found)) }
    }
}

/// The summary of a valid file.
fn summary(file: &Path, plan: &Plan, caller: Mode) -> String {
    let layers = count(plan.layers().len(), "layer");
    let bridges = count(plan.bridge_count(caller), "bridge");
    let (file, view) = (file.display(), plan.view().mode());
    let skipped = plan.skipped().map(|(_, layer)| {
        let (name, reason) = (layer.name(), layer.reason());
        format!(", `{name}` skipped: {reason}")
    });
    let skipped: Vec<_> = skipped.collect();
    let skipped = skipped.concat();
    format!("{file}: {layers}, {bridges} from {caller} code to the {view} view{skipped}")
}

fn count(number: usize, what: &str) -> String {
    match number {
        0 => format!("no {what}"),
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    }
}
