//! The options of an entry, on their way into the layer's own type.
//!
//! A deserialiser of its own, as only that knows for each mistake what it is, which option has it and on which
//! line; and as it sees the options that nothing takes.

mod arguments;
mod at;
mod error;
mod variant;

use std::cell::RefCell;

use arguments::Arguments;
use at::At;
use error::Error;
use serde_core::de::DeserializeOwned;

use super::{
    error::Problem,
    near::is_near,
    node::{Key, Node, Value},
};

/// A mistake in the options: the line, if it is known, and what is wrong.
pub(crate) type Mistake = (Option<usize>, Problem);

/// Options as the layer's own type; or their mistakes: every option that nothing takes, every one with a wrong
/// value, and the first that is missing.
pub(crate) fn read<T: DeserializeOwned>(options: &Node) -> Result<T, Vec<Mistake>> {
    let found = Found::default();
    read_as(options, &found, |at| T::deserialize(at))
}

/// Options by the names of a layer's arguments, in their order.
pub(crate) fn read_arguments<T: DeserializeOwned>(
    options: &Node,
    names: &'static [&'static str],
) -> Result<T, Vec<Mistake>> {
    let found = Found::default();
    read_as(options, &found, |at| T::deserialize(Arguments { at, names }))
}

/// The mistakes of options that nothing takes.
pub(crate) fn refuse_all(options: &Node) -> Vec<Mistake> {
    let Value::Table(entries) = &options.value else {
        let expected = "a table, and an empty one: the layer has no options".to_owned();
        let found = error::shown(options.unexpected());
        return vec![(options.line, Problem::WrongType { option: String::new(), expected, found })];
    };
    let unknown =
        |key: &Key| Problem::UnknownOption { option: key.name.clone(), known: Vec::new() };
    entries.iter().map(|(key, _)| (key.line, unknown(key))).collect()
}

fn read_as<'a, T>(
    options: &'a Node,
    found: &'a Found,
    read: impl Fn(At<'a>) -> Result<T, Error>,
) -> Result<T, Vec<Mistake>> {
    let mut wrong = Vec::new();
    let value = loop {
        found.unknown.borrow_mut().clear();
        let error = match read(At::whole(options, found)) {
            Ok(value) => break Some(value),
            Err(error) => error,
        };
        // Once more without the option that has the mistake: so the next one shows.
        let first = error.first_key();
        let is_listed = matches!(&options.value, Value::Table(entries)
            if entries.iter().any(|(key, _)| key.name == first));
        let is_hidden = found.hides(first);
        let option = first.to_owned();
        if !is_hidden {
            wrong.push(error.into_mistake());
        }
        if is_hidden || !is_listed {
            break None;
        }
        found.hidden.borrow_mut().push(option);
    };
    let mut mistakes = found.unknown.take();
    // One that is misspelt is missing under its right name, which is no second mistake.
    wrong.retain(|(_, problem)| match problem {
        Problem::MissingOption { option } => !mistakes.iter().any(|(_, unknown)| {
            matches!(unknown, Problem::UnknownOption { option: other, .. }
                if is_near(option, other))
        }),
        _ => true,
    });
    mistakes.extend(wrong);
    match value {
        Some(value) if mistakes.is_empty() => Ok(value),
        _ => {
            mistakes.sort_by_key(|(line, _)| *line);
            Err(mistakes)
        }
    }
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
