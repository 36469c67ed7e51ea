//! `check`: tells all that is wrong with settings files.

use std::path::{Path, PathBuf};

use clap::Args;
use middleware_core::{Mode, Plan};

use super::{
    Failure,
    chain::{self, Seen},
    output::print,
};

/// Tell all that is wrong with settings files
///
/// Makes the chain of each file and drops it again. A file that is right gets a line on stdout: how
/// many layers and bridges there are, and which layers are skipped and why. All mistakes in the others
/// are told on stderr at once.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment, after_long_help = include_str!("help/check.txt"))]
pub(super) struct Check {
    /// The settings files: `.toml`, `.json`, `.yaml` or `.yml`.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    seen: Seen,
}

impl Check {
    pub(super) fn run(&self) -> Result<(), Failure> {
        let Seen { caller, view } = self.seen;
        let mut wrong = Vec::new();
        for file in &self.files {
            match chain::build(file, view) {
                Ok(app) => print(format_args!("{}\n", found(file, &app.plan(), caller)))?,
                Err(errors) => wrong.extend(errors),
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(Failure::Settings(wrong)) }
    }
}

/// What there is in a file that is right.
fn found(file: &Path, plan: &Plan, caller: Mode) -> String {
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
