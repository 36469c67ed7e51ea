//! The report: tables, statements that follow from them, and charts.

mod statements;
mod tables;

use std::{fs, io, path::Path};

use crate::{Figures, charts, machine};

pub use statements::statements;

/// Writes `cost.md` and the charts into this folder.
///
/// # Errors
///
/// If a file cannot be written, or if the report of the benchmark `modes` is missing.
pub fn write(figures: &Figures, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("cost.md"), text(figures))?;
    charts::write(folder)
}

fn text(figures: &Figures) -> String {
    let mut text = String::from(HEAD);
    text += &machine::describe(&PEERS);
    text += "\n## In short\n\nRatios are of a request with ten layers, below 1.00 if ours takes less.\n\n";
    text += &statements(figures);
    text += METHOD;
    tables::write(figures, &mut text);
    text
}

/// The peers, as they are called in `Cargo.lock`.
const PEERS: [&str; 7] =
    ["tower", "axum", "actix-web", "reqwest-middleware", "async-trait", "motore", "layered"];

const HEAD: &str = "\
# What a layer costs

Written by `cargo bench -p middleware-benches --bench cost`; nobody edits it.

";

const METHOD: &str = "
## How it is measured

- All contenders do the same [work](../src/work.rs) in each layer, around the same view, which is ready at once. *bare*
  adds one to a number on the way in and one on the way out; *http* reads a header of an `http::Request` and sets one
  of the response. axum, actix-web and reqwest-middleware have requests of their own, larger ones, and a router or a
  client around the view: compare what *a layer* costs there, not a request.
- Instructions are counted by valgrind, so no other load changes them. They include making the request and dropping the
  response. Where a request allocates or copies much, another build may differ by some percent: that depends on how
  memory happens to lie.
- Nanoseconds are the median of 101 rounds, in which all contenders with a work take turns. The ratio is the median of
  the rounds' ratios to functions for sync contenders, and to `async fn`s for async ones, at the same depth. Below some
  ten nanoseconds it says little.
- Allocations and bytes are those of one request. Requests and headers of the http work allocate by themselves, the
  same in all contenders that take an `http::Request<()>`.
- *a layer* is the difference between 10 and 20 layers, by ten. What the compiler inlines changes with depth, above all
  in hand-written and in static code, so there the difference is not a constant.
- In ours, what a layer has of its own and the one inside it are behind an `Arc`, and so each layer follows one
  pointer; by hand, all settings are in one array.
- `—`: there is none. `async fn`s nested in each other, by hand as well as in a chain, reach the compiler's limit
  between 20 and 50, so do those of motore and layered without boxes; with a box every 16 layers ours have any depth.
  A box every 16 is measured where it makes a difference, at 20 and 50. A sync contender has no future.

";
