//! [`At`]: a value with its position.

use serde_core::{
    de::{
        self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{
    Found,
    error::{Error, one_of},
};
use crate::settings::node::{Key, Node, Value};

/// A value with its position.
#[derive(Clone)]
pub(super) struct At<'a> {
    pub(super) node: &'a Node,
    /// For example `limits.burst`; empty for all options.
    pub(super) path: String,
    pub(super) found: &'a Found,
}

impl<'a> At<'a> {
    /// All options of an entry.
    pub(super) const fn whole(node: &'a Node, found: &'a Found) -> Self {
        Self { node, path: String::new(), found }
    }

    pub(super) fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn at(&self, node: &'a Node, path: String) -> Self {
        Self { node, path, found: self.found }
    }

    /// Adds the position to an error that has none.
    pub(super) fn with_position<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        result.map_err(|error| error.at(self.node.line, &self.path))
    }

    fn fields(&self, known: &'static [&'static str]) -> Option<Fields<'a>> {
        let Value::Table(entries) = &self.node.value else { return None };
        Some(Fields { at: self.clone(), entries: entries.iter(), next: None, known })
    }
}

impl<'de> Deserializer<'de> for At<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let value = match &self.node.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Integer(value) => visitor.visit_i64(*value),
            Value::Unsigned(value) => visitor.visit_u64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::Text(text) => visitor.visit_str(text),
            Value::List(list) => {
                visitor.visit_seq(Items { at: self.clone(), items: list.iter().enumerate() })
            }
            Value::Table(_) => return self.deserialize_struct("", &[], visitor),
        };
        self.with_position(value)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.fields(known) {
            Some(fields) => self.with_position(visitor.visit_map(fields)),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let variant = match &self.node.value {
            Value::Text(name) => Variant { at: self.clone(), name, content: None },
            Value::Table(entries) if entries.len() == 1 => {
                let (key, node) = &entries[0];
                let content = Some(self.at(node, self.key(&key.name)));
                Variant { at: self.clone(), name: &key.name, content }
            }
            _ => {
                let expected = one_of(variants);
                let expected = &expected.as_str();
                let error = de::Error::invalid_type(self.node.unexpected(), expected);
                return self.with_position(Err(error));
            }
        };
        self.with_position(visitor.visit_enum(variant))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// The elements of a list.
struct Items<'de> {
    at: At<'de>,
    items: std::iter::Enumerate<std::slice::Iter<'de, Node>>,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Error> {
        let Some((index, node)) = self.items.next() else { return Ok(None) };
        let item = self.at.at(node, format!("{}[{index}]", self.at.path));
        item.with_position(seed.deserialize(item.clone())).map(Some)
    }
}

/// The entries of a table.
struct Fields<'de> {
    at: At<'de>,
    entries: std::slice::Iter<'de, (Key, Node)>,
    next: Option<(&'de Key, &'de Node)>,
    known: &'static [&'static str],
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        let at = &self.at;
        let is_hidden = |key: &Key| at.path.is_empty() && at.found.hides(&key.name);
        let Some((key, node)) = self.entries.by_ref().find(|(key, _)| !is_hidden(key)) else {
            return Ok(None);
        };
        self.next = Some((key, node));
        let name: StrDeserializer<'_, Error> = key.name.as_str().into_deserializer();
        let read = seed.deserialize(name).map_err(|error| error.at(key.line, &at.key(&key.name)));
        read.map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let Some((key, node)) = self.next.take() else {
            return Err(de::Error::custom("the value was requested before its key"));
        };
        let at = self.at.at(node, self.at.key(&key.name));
        at.with_position(seed.deserialize(Field { at: at.clone(), key, known: self.known }))
    }
}

/// The value of an option. If it is deserialised as an ignored value, nothing uses the option.
struct Field<'de> {
    at: At<'de>,
    key: &'de Key,
    known: &'static [&'static str],
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.at.found.note_unknown(self.key, self.at.path, self.known);
        visitor.visit_unit()
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.at.deserialize_any(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.at.deserialize_option(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.at.deserialize_newtype_struct(name, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.at.deserialize_struct(name, known, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.at.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier
    }
}

/// A variant of an enum: its name, or a table of its name and its content.
struct Variant<'de> {
    at: At<'de>,
    name: &'de str,
    content: Option<At<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((self.at.with_position(seed.deserialize(name))?, self))
    }
}

impl<'de> Variant<'de> {
    fn content(self, expected: &str) -> Result<At<'de>, Error> {
        let unit = || de::Error::invalid_type(Unexpected::UnitVariant, &expected);
        let Self { at, content, .. } = self;
        content.ok_or_else(|| Error::at(unit(), at.node.line, &at.path))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.content {
            None => Ok(()),
            Some(content) => {
                let error = de::Error::invalid_type(content.node.unexpected(), &"nothing");
                content.with_position(Err(error))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let content = self.content("a value")?;
        content.with_position(seed.deserialize(content.clone()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.content("a list")?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.content("a table")?.deserialize_struct("", known, visitor)
    }
}
