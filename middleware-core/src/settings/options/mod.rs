//! Reads the options of an entry into the layer's own type.
//!
//! It needs a deserialiser of its own: no other one reports the option and line of each error, and the options that
//! nothing uses.
//!
//! A derived `Deserialize` stops at its first error. To report all of them together, [`read`] deserialises repeatedly:
//! after each error it hides the option that caused it, so that the next run reaches the next error.

mod arguments;
mod at;
mod error;

use std::cell::RefCell;

pub use arguments::Arguments;
pub(crate) use arguments::read_arguments;
use at::At;
use serde_core::de::DeserializeOwned;

use super::{
    near::is_near,
    node::{Key, Node, Value},
    problem::Problem,
};

/// An error in the options: the line, if it is known, and the problem.
pub(crate) type OptionError = (Option<usize>, Problem);

/// Reads options into the layer's own type.
///
/// Otherwise, it returns their errors: every unused option, every wrong value, and the first missing option.
pub(crate) fn read<T: DeserializeOwned>(options: &Node) -> Result<T, Vec<OptionError>> {
    let found = Found::default();
    let mut errors = Vec::new();
    loop {
        found.unknown.borrow_mut().clear();
        let error = match T::deserialize(At::whole(options, &found)) {
            Ok(value) if errors.is_empty() && found.unknown.borrow().is_empty() => {
                return Ok(value);
            }
            Ok(_) => break,
            Err(error) => error,
        };
        // The next run skips this option, and reaches the next error.
        let first = error.first_key().to_owned();
        let is_listed = matches!(&options.value, Value::Table(entries)
            if entries.iter().any(|(key, _)| key.name == first));
        let is_hidden = found.hides(&first);
        if !is_hidden {
            errors.push(error.into_option_error());
        }
        if is_hidden || !is_listed {
            break;
        }
        found.hidden.borrow_mut().push(first);
    }
    errors.extend(found.unknown.take());
    in_order(errors)?;
    unreachable!("the options were not read, but have no error")
}

/// Returns the errors, if there are any, sorted by line.
fn in_order(mut errors: Vec<OptionError>) -> Result<(), Vec<OptionError>> {
    let unknown = errors.iter().filter_map(|(_, problem)| match problem {
        Problem::UnknownOption { option, .. } => Some(option.clone()),
        _ => None,
    });
    let unknown: Vec<_> = unknown.collect();
    // A misspelt option is reported as unknown, so its right name is not reported as missing.
    errors.retain(|(_, problem)| match problem {
        Problem::MissingOption { option } => !unknown.iter().any(|other| is_near(option, other)),
        _ => true,
    });
    errors.sort_by_key(|(line, _)| *line);
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Returns an error for every option of a layer that has none.
pub(crate) fn refuse_all(options: &Node) -> Vec<OptionError> {
    let Value::Table(entries) = &options.value else {
        let expected = "omitted, because the layer has none".to_owned();
        let found = error::shown(options.unexpected());
        return vec![(options.line, Problem::WrongType { option: String::new(), expected, found })];
    };
    let unknown =
        |key: &Key| Problem::UnknownOption { option: key.name.clone(), known: Vec::new() };
    entries.iter().map(|(key, _)| (key.line, unknown(key))).collect()
}

/// The findings of a run.
#[derive(Default)]
struct Found {
    /// Options that nothing uses.
    unknown: RefCell<Vec<OptionError>>,
    /// Options whose error is recorded.
    hidden: RefCell<Vec<String>>,
}

impl Found {
    fn hides(&self, option: &str) -> bool {
        self.hidden.borrow().iter().any(|hidden| hidden == option)
    }

    fn note_unknown(&self, key: &Key, option: String, known: &[&str]) {
        let known = known.iter().map(|known| (*known).to_owned()).collect();
        let problem = Problem::UnknownOption { option, known };
        self.unknown.borrow_mut().push((key.line, problem));
    }
}
