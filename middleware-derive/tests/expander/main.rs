//! The expander, run in this process on tokens with positions: its messages, its expansions, its robustness.
//!
//! A procedural macro cannot be called from another crate, so the modules of the crate are compiled here once
//! more. The tests read files of the repository, and are not in the published package.

#[path = "../../src/args.rs"]
mod args;
#[path = "../../src/blocking.rs"]
mod blocking;
#[path = "../../src/errors.rs"]
mod errors;
#[path = "../../src/expand/mod.rs"]
mod expand;
#[path = "../../src/invalid.rs"]
mod invalid;
#[path = "../../src/model/mod.rs"]
mod model;
#[path = "../../src/near.rs"]
mod near;
#[path = "../../src/none_delimited.rs"]
mod none_delimited;
#[path = "../../src/token_search.rs"]
mod token_search;
#[path = "../../src/translate/mod.rs"]
mod translate;
#[path = "../../src/validate/mod.rs"]
mod validate;

mod annotated;
mod fuzz;
mod gallery;
mod golden;
mod messages;
mod refusals;
mod stand_ins;
