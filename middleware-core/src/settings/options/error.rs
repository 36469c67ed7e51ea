//! [`Error`]: what is wrong with options, as serde tells it.

use std::fmt;

use serde_core::de::{self, Expected, Unexpected};

use super::Mistake;
use crate::settings::error::Problem;

/// What is wrong, as serde tells it; the place is added on the way out.
#[derive(Debug)]
pub(super) struct Error {
    wrong: Wrong,
    place: Place,
    /// The option; until the place is known, the last part of its name.
    option: String,
}

#[derive(Debug)]
enum Place {
    Unknown,
    Line(Option<usize>),
}

#[derive(Debug)]
enum Wrong {
    Type { found: String, expected: String },
    Missing,
    Unknown { known: &'static [&'static str] },
    Other(String),
}

impl Error {
    const fn new(wrong: Wrong) -> Self {
        Self { wrong, place: Place::Unknown, option: String::new() }
    }

    pub(super) fn at(mut self, line: Option<usize>, path: &str) -> Self {
        if let Place::Unknown = self.place {
            self.place = Place::Line(line);
            let field = std::mem::take(&mut self.option);
            self.option = match (path.is_empty(), field.is_empty()) {
                (_, true) => path.to_owned(),
                (true, false) => field,
                (false, false) if path.rsplit('.').next() == Some(&field) => path.to_owned(),
                (false, false) => format!("{path}.{field}"),
            };
        }
        self
    }

    /// The option of the layer itself that it is about, or lies in.
    pub(super) fn first_key(&self) -> &str {
        self.option.split(['.', '[']).next().unwrap_or_default()
    }

    pub(super) fn into_mistake(self) -> Mistake {
        let line = match self.place {
            Place::Unknown => None,
            Place::Line(line) => line,
        };
        let option = self.option;
        let problem = match self.wrong {
            Wrong::Type { found, expected } => Problem::WrongType { option, expected, found },
            Wrong::Missing => Problem::MissingOption { option },
            Wrong::Unknown { known } => {
                let known = known.iter().map(|known| (*known).to_owned()).collect();
                Problem::UnknownOption { option, known }
            }
            Wrong::Other(message) => Problem::BadOption { option, message },
        };
        (line, problem)
    }
}

impl de::Error for Error {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(Wrong::Other(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(Wrong::Type { found: found.to_string(), expected: expected.to_string() })
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        Self { option: field.to_owned(), ..Self::new(Wrong::Unknown { known }) }
    }

    fn missing_field(field: &'static str) -> Self {
        Self { option: field.to_owned(), ..Self::new(Wrong::Missing) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.wrong)
    }
}

impl std::error::Error for Error {}
