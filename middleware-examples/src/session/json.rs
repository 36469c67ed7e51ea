//! The values of a session as JSON.

use ciborium::Value as Cbor;
use serde::Serialize;
use serde_json::Value;

use super::SessionError;

/// The most levels of lists and objects of a value in a session.
///
/// A JSON text of more than 127 levels is not read, and the session in the store has two levels of its own.
pub const MAX_NESTING: usize = 125;

/// Converts a value, if it comes back unchanged when the session is loaded.
pub(super) fn value(name: &str, value: &impl Serialize) -> Result<Value, SessionError> {
    let json = serde_json::to_value(value)
        .map_err(|source| SessionError::Value { name: name.to_owned(), source })?;
    let found = Found::of(&json, MAX_NESTING);
    if found.is_too_deep {
        return Err(SessionError::TooDeep { name: name.to_owned() });
    }
    // In JSON, a number that is not finite has become `null`. CBOR has such numbers, so it shows whether there was one.
    if found.has_null && Cbor::serialized(value).is_ok_and(|value| has_number_beyond_json(&value)) {
        return Err(SessionError::NotFinite { name: name.to_owned() });
    }
    Ok(json)
}

/// What is in a value.
#[derive(Default)]
struct Found {
    has_null: bool,
    is_too_deep: bool,
}

impl Found {
    /// Searches a value of at most so many levels.
    fn of(value: &Value, levels: usize) -> Self {
        let mut found = Self::default();
        found.search(value, levels);
        found
    }

    fn search(&mut self, value: &Value, levels: usize) {
        let is_nested = value.is_array() || value.is_object();
        let Some(inner) = levels.checked_sub(is_nested.into()) else {
            self.is_too_deep = true;
            return;
        };
        match value {
            Value::Null => self.has_null = true,
            Value::Array(values) => values.iter().for_each(|value| self.search(value, inner)),
            Value::Object(values) => values.values().for_each(|value| self.search(value, inner)),
            _ => {}
        }
    }
}

fn has_number_beyond_json(value: &Cbor) -> bool {
    match value {
        Cbor::Float(number) => !number.is_finite(),
        Cbor::Array(values) => values.iter().any(has_number_beyond_json),
        // A key that is not finite is an error of the conversion to JSON.
        Cbor::Map(entries) => entries.iter().any(|(_, value)| has_number_beyond_json(value)),
        Cbor::Tag(_, value) => has_number_beyond_json(value),
        _ => false,
    }
}
