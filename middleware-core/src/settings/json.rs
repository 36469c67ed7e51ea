//! Reads settings in JSON.

use std::fmt;

use serde_core::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    lines::Lines,
    node::{Key, Node, Value},
    syntax::SyntaxError,
};

/// The maximum nesting of values, as in `serde_json`.
const DEEPEST: usize = 128;

/// Parses `text`, or returns its syntax error.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let whole = Text { text, lines: Lines::of(text) };
    let tree = read_part(text, 1).and_then(|raw| whole.read(raw, 0));
    tree.map_err(|error| vec![error])
}

/// Parses a part of the text that begins on this line.
fn read_part<'a, T: Deserialize<'a>>(part: &'a str, line: usize) -> Result<T, SyntaxError> {
    serde_json::from_str(part).map_err(|error| {
        // `SyntaxError` has the line as a field, so it is removed from the message.
        let shown = error.to_string();
        let message = shown.split(" at line ").next().unwrap_or(&shown).to_owned();
        SyntaxError { line: Some(line + error.line().saturating_sub(1)), message }
    })
}

struct Text<'a> {
    text: &'a str,
    lines: Lines,
}

impl<'a> Text<'a> {
    /// Reads one level at a time, because only a raw value, which is a part of the text, reveals its position.
    fn read(&self, raw: &'a RawValue, depth: usize) -> Result<Node, SyntaxError> {
        let part = raw.get();
        let line = self.line(part);
        let refuse = |line, message| Err(SyntaxError { line: Some(line), message });
        if depth == DEEPEST {
            return refuse(line, "values are nested too deeply".to_owned());
        }
        let value = match part.as_bytes().first() {
            Some(b'[') => {
                let list: Vec<&RawValue> = read_part(part, line)?;
                let list = list.into_iter().map(|raw| self.read(raw, depth + 1));
                Value::List(list.collect::<Result<_, _>>()?)
            }
            Some(b'{') => {
                let Entries(entries) = read_part(part, line)?;
                let mut table = Vec::<(Key, Node)>::new();
                for (name, raw) in entries {
                    let line = self.line(raw.get());
                    if table.iter().any(|(key, _)| key.name == name) {
                        return refuse(line, format!("duplicate key `{name}`"));
                    }
                    table.push((Key { name, line: Some(line) }, self.read(raw, depth + 1)?));
                }
                Value::Table(table)
            }
            _ => read_part::<Node>(part, line)?.value,
        };
        Ok(Node::new(Some(line), value))
    }

    fn line(&self, part: &str) -> usize {
        self.lines.line(part.as_ptr().addr() - self.text.as_ptr().addr())
    }
}

/// The entries of an object, in their order.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnyEntries)
    }
}

struct AnyEntries;

impl<'de> Visitor<'de> for AnyEntries {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
