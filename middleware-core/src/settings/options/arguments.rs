//! [`Arguments`]: options by the names of a layer's arguments.

use serde_core::{
    de::{self, DeserializeSeed, Deserializer, SeqAccess, Visitor},
    forward_to_deserialize_any,
};

use super::{at::At, error::Error, refuse_all};
use crate::settings::node::{Key, Node, Value};

/// A table of options as the arguments of these names.
pub(super) struct Arguments<'de> {
    pub(super) at: At<'de>,
    pub(super) names: &'static [&'static str],
}

impl<'de> Deserializer<'de> for Arguments<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Table(entries) = &self.at.node.value else {
            let error = de::Error::invalid_type(self.at.node.unexpected(), &"a table of options");
            return self.at.place(Err(error));
        };
        for (key, _) in entries.iter().filter(|(key, _)| !self.names.contains(&&*key.name)) {
            self.at.found.note_unknown(key, key.name.clone(), self.names);
        }
        let names = self.names.iter();
        visitor.visit_seq(ArgumentsInOrder { at: self.at, entries, names })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let mistakes = refuse_all(self.at.node);
        self.at.found.unknown.borrow_mut().extend(mistakes);
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct ArgumentsInOrder<'de> {
    at: At<'de>,
    entries: &'de [(Key, Node)],
    names: std::slice::Iter<'static, &'static str>,
}

impl<'de> SeqAccess<'de> for ArgumentsInOrder<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some(name) = self.names.next() else { return Ok(None) };
        let entry = self.entries.iter().find(|(key, _)| key.name == *name);
        let value = match entry.filter(|_| !self.at.found.hides(name)) {
            Some((_, node)) => {
                let argument = self.at.at(node, self.at.key(name));
                argument.place(seed.deserialize(argument.clone()))
            }
            None => self.at.place(seed.deserialize(Missing(name))),
        };
        value.map(Some)
    }
}

/// An option that is left out: right where an `Option` is expected, and nowhere else.
struct Missing(&'static str);

impl<'de> Deserializer<'de> for Missing {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(de::Error::missing_field(self.0))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
