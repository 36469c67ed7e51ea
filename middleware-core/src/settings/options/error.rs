//! [`Error`]: an error in options, from serde.

use std::fmt;

use serde_core::de::{self, Expected, Unexpected};

use super::OptionError;
use crate::settings::problem::Problem;

/// Returns a value in the words of people who write settings.
pub(super) fn shown(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Unit | Unexpected::Option => "nothing".to_owned(),
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Signed(value) => value.to_string(),
        Unexpected::Unsigned(value) => value.to_string(),
        Unexpected::Float(value) => value.to_string(),
        Unexpected::Str(text) => quoted(text),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

/// Returns a quoted text, but hides an address, because it may contain a password.
fn quoted(text: &str) -> String {
    if text.contains("://") { "an address".to_owned() } else { format!("{text:?}") }
}

/// Lists the variants of an enum for a message.
pub(super) fn one_of(variants: &[&str]) -> String {
    let quoted: Vec<_> = variants.iter().map(|variant| format!("`{variant}`")).collect();
    format!("one of {}", quoted.join(", "))
}

/// Replaces the name of a Rust type by words that readers of a settings file know.
fn readable(expected: &str) -> String {
    macro_rules! integers {
        ($($name:literal: $integer:ty),*) => {
            match expected {
                $($name => format!("an integer from {} to {}", <$integer>::MIN, <$integer>::MAX),)*
                "isize" | "usize" => "an integer".to_owned(),
                "f32" | "f64" => "a number".to_owned(),
                other => other.to_owned(),
            }
        };
    }
    integers!("i8": i8, "i16": i16, "i32": i32, "i64": i64, "u8": u8, "u16": u16, "u32": u32, "u64": u64)
}

/// An error from serde. Its position is added later.
#[derive(Debug)]
pub(super) struct Error {
    wrong: Wrong,
    site: Site,
    /// The option; until the position is known, the last part of its name.
    option: String,
}

#[derive(Debug)]
enum Site {
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
        Self { wrong, site: Site::Unknown, option: String::new() }
    }

    pub(super) fn at(mut self, line: Option<usize>, path: &str) -> Self {
        if let Site::Unknown = self.site {
            self.site = Site::Line(line);
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

    /// Returns the option of the layer that has the error or contains the faulty part.
    pub(super) fn first_key(&self) -> &str {
        self.option.split(['.', '[']).next().unwrap_or_default()
    }

    pub(super) fn into_option_error(self) -> OptionError {
        let line = match self.site {
            Site::Unknown => None,
            Site::Line(line) => line,
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
        Self::new(Wrong::Type { found: shown(found), expected: readable(&expected.to_string()) })
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, variants: &'static [&'static str]) -> Self {
        let found = quoted(variant);
        Self::new(Wrong::Type { found, expected: one_of(variants) })
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
