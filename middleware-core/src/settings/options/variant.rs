//! [`Variant`]: an option that is one of an enum.

use serde_core::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, Unexpected, VariantAccess,
    Visitor, value::StrDeserializer,
};

use super::{at::At, error::Error};

/// A variant of an enum: its name, or a table of its name and what it holds.
pub(super) struct Variant<'de> {
    pub(super) at: At<'de>,
    pub(super) name: &'de str,
    pub(super) inside: Option<At<'de>>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Error> {
        let name: StrDeserializer<'_, Error> = self.name.into_deserializer();
        Ok((self.at.place(seed.deserialize(name))?, self))
    }
}

impl<'de> Variant<'de> {
    fn inside(self, expected: &str) -> Result<At<'de>, Error> {
        let unit = || de::Error::invalid_type(Unexpected::UnitVariant, &expected);
        let Self { at, inside, .. } = self;
        inside.ok_or_else(|| Error::at(unit(), at.node.line, &at.path))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        match self.inside {
            None => Ok(()),
            Some(inside) => {
                let error = de::Error::invalid_type(inside.node.unexpected(), &"nothing");
                inside.place(Err(error))
            }
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        let inside = self.inside("a value")?;
        inside.place(seed.deserialize(inside.clone()))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.inside("a list")?.deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.inside("a table")?.deserialize_struct("", known, visitor)
    }
}
