//! Reads the options of an entry into the layer's own type.
//!
//! It needs a deserialiser of its own, because no other one reports for each error which option has it and on which line,
//! and which options nothing takes.
//!
//! A derived `Deserialize` stops at its first error. To report all of them at once, [`read`] deserialises repeatedly: after
//! each error it hides the option that had it, so that the next run reaches the next error.

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

/// A mistake in the options: the line, if it is known, and what is wrong.
pub(crate) type Mistake = (Option<usize>, Problem);

/// Options as the layer's own type; or their mistakes: every option that nothing takes, every one with a wrong
/// value, and the first that is missing.
pub(crate) fn read<T: DeserializeOwned>(options: &Node) -> Result<T, Vec<Mistake>> {
    let found = Found::default();
    let mut mistakes = Vec::new();
    loop {
        found.unknown.borrow_mut().clear();
        let error = match T::deserialize(At::whole(options, &found)) {
            Ok(value) if mistakes.is_empty() && found.unknown.borrow().is_empty() => {
                return Ok(value);
            }
            Ok(_) => break,
            Err(error) => error,
        };
        // The next run does without this option, and reaches the next error.
        let first = error.first_key().to_owned();
        let is_listed = matches!(&options.value, Value::Table(entries)
            if entries.iter().any(|(key, _)| key.name == first));
        let is_hidden = found.hides(&first);
        if !is_hidden {
            mistakes.push(error.into_mistake());
        }
        if is_hidden || !is_listed {
            break;
        }
        found.hidden.borrow_mut().push(first);
    }
    mistakes.extend(found.unknown.take());
    in_order(mistakes)?;
    unreachable!("the options were not read, and there is no mistake in them")
}

/// The mistakes, if there are any, by their lines.
fn in_order(mut mistakes: Vec<Mistake>) -> Result<(), Vec<Mistake>> {
    let unknown = mistakes.iter().filter_map(|(_, problem)| match problem {
        Problem::UnknownOption { option, .. } => Some(option.clone()),
        _ => None,
    });
    let unknown: Vec<_> = unknown.collect();
    // One that is misspelt is missing under its right name, which is no second mistake.
    mistakes.retain(|(_, problem)| match problem {
        Problem::MissingOption { option } => !unknown.iter().any(|other| is_near(option, other)),
        _ => true,
    });
    mistakes.sort_by_key(|(line, _)| *line);
    if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
}

/// The mistakes of options that nothing takes.
pub(crate) fn refuse_all(options: &Node) -> Vec<Mistake> {
    let Value::Table(entries) = &options.value else {
        let expected = "left out, as the layer has none".to_owned();
        let found = error::shown(options.unexpected());
        return vec![(options.line, Problem::WrongType { option: String::new(), expected, found })];
    };
    let unknown =
        |key: &Key| Problem::UnknownOption { option: key.name.clone(), known: Vec::new() };
    entries.iter().map(|(key, _)| (key.line, unknown(key))).collect()
}

/// What was seen on the way.
#[derive(Default)]
struct Found {
    /// Options that nothing takes.
    unknown: RefCell<Vec<Mistake>>,
    /// Options whose mistake is known already.
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
