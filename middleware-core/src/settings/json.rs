//! Settings in JSON.

use std::fmt;

use serde_core::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{
    lines::Lines,
    node::{Key, Node, Value},
    syntax::SyntaxError,
};

/// The tree of `text`, or what is wrong with its syntax.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let text = Text { text, lines: Lines::of(text) };
    let tree = serde_json::from_str(text.text).and_then(|raw| text.read(raw));
    tree.map_err(|error| {
        // The place is told beside the message.
        let shown = error.to_string();
        let message = shown.split(" at line ").next().unwrap_or(&shown).to_owned();
        vec![SyntaxError { line: Some(error.line()), message }]
    })
}

struct Text<'a> {
    text: &'a str,
    lines: Lines,
}

impl<'a> Text<'a> {
    /// Reads one level after the other, as only a raw value tells where it stands: it is a part of the text.
    fn read(&self, raw: &'a RawValue) -> serde_json::Result<Node> {
        let part = raw.get();
        let value = match part.as_bytes().first() {
            Some(b'[') => {
                let list: Vec<&RawValue> = serde_json::from_str(part)?;
                let list = list.into_iter().map(|raw| self.read(raw));
                Value::List(list.collect::<serde_json::Result<_>>()?)
            }
            Some(b'{') => {
                let entries = serde_json::Deserializer::from_str(part).deserialize_map(Entries)?;
                let entries = entries.into_iter().map(|(name, raw)| {
                    let line = Some(self.line(raw.get()));
                    Ok((Key { name, line }, self.read(raw)?))
                });
                Value::Table(entries.collect::<serde_json::Result<_>>()?)
            }
            _ => serde_json::from_str::<Node>(part)?.value,
        };
        Ok(Node::new(Some(self.line(part)), value))
    }

    fn line(&self, part: &str) -> usize {
        self.lines.line(part.as_ptr().addr() - self.text.as_ptr().addr())
    }
}

/// The entries of an object, in their order.
struct Entries;

impl<'de> Visitor<'de> for Entries {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries)
    }
}
