//! [`Arguments`]: reads options by the names of a layer's arguments.

use serde_core::{
    de::{self, DeserializeOwned, Deserializer, Visitor},
    forward_to_deserialize_any,
};

use super::{Found, OptionError, at::At, error::Error, refuse_all};
use crate::settings::node::{Node, Value};

/// The options of a layer that are its arguments: a tuple of at most 12 values that can be deserialised.
///
/// Each is read by itself, so that all errors are reported together. One that is an `Option` can be omitted.
#[diagnostic::on_unimplemented(
    message = "the options `{Self}` cannot be read from settings",
    note = "each argument of the layer must be `serde::de::DeserializeOwned`, and there can be at most 12 of them",
    note = "register a layer with other arguments by `registry.register_with(|options: MyOptions| ..)`"
)]
#[doc(hidden)]
pub trait Arguments: Sized {
    /// The number of arguments.
    const COUNT: usize;

    #[doc(hidden)]
    fn read(options: Options<'_>) -> Result<Self, Vec<OptionError>>;
}

/// The options of an entry, and the names of the arguments.
#[doc(hidden)]
#[derive(Debug)]
pub struct Options<'a> {
    table: &'a Node,
    names: &'static [&'static str],
    errors: Vec<OptionError>,
}

/// Reads options by the names of a layer's arguments, in their order.
pub(crate) fn read_arguments<T: Arguments>(
    options: &Node,
    names: &'static [&'static str],
) -> Result<T, Vec<OptionError>> {
    T::read(Options { table: options, names, errors: Vec::new() })
}

impl Options<'_> {
    /// Reads the argument at this position. `None` if it has an error, which is recorded.
    fn read<T: DeserializeOwned>(&mut self, at: usize) -> Option<T> {
        let name = self.names[at];
        let Value::Table(entries) = &self.table.value else { return None };
        let found = Found::default();
        let whole = At::whole(self.table, &found);
        let read = match entries.iter().find(|(key, _)| key.name == name) {
            Some((_, node)) => {
                let argument = whole.at(node, whole.key(name));
                argument.with_position(T::deserialize(argument.clone()))
            }
            None => whole.with_position(T::deserialize(Missing(name))),
        };
        self.errors.append(&mut found.unknown.borrow_mut());
        read.map_err(|error| self.errors.push(error.into_option_error())).ok()
    }

    /// Returns the errors, if there are any.
    fn finish(mut self) -> Result<(), Vec<OptionError>> {
        let Value::Table(entries) = &self.table.value else {
            let error: Error =
                de::Error::invalid_type(self.table.unexpected(), &"a table of options");
            return Err(vec![error.at(self.table.line, "").into_option_error()]);
        };
        let found = Found::default();
        for (key, _) in entries.iter().filter(|(key, _)| !self.names.contains(&&*key.name)) {
            found.note_unknown(key, key.name.clone(), self.names);
        }
        self.errors.extend(found.unknown.take());
        super::in_order(self.errors)
    }
}

impl Arguments for () {
    const COUNT: usize = 0;

    fn read(options: Options<'_>) -> Result<Self, Vec<OptionError>> {
        let errors = refuse_all(options.table);
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

macro_rules! impl_arguments {
    ($($argument:ident $at:literal),+) => {
        impl<$($argument: DeserializeOwned),+> Arguments for ($($argument,)+) {
            const COUNT: usize = [$($at),+].len();

            #[allow(non_snake_case, reason = "each value is named like its type")]
            fn read(mut options: Options<'_>) -> Result<Self, Vec<OptionError>> {
                $(let $argument = options.read($at);)+
                options.finish()?;
                match ($($argument,)+) {
                    ($(Some($argument),)+) => Ok(($($argument,)+)),
                    _ => unreachable!("an argument was not read, but has no error"),
                }
            }
        }
    };
}

impl_arguments!(A 0);
impl_arguments!(A 0, B 1);
impl_arguments!(A 0, B 1, C 2);
impl_arguments!(A 0, B 1, C 2, D 3);
impl_arguments!(A 0, B 1, C 2, D 3, E 4);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
impl_arguments!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);

/// An omitted option: valid if an `Option` is expected.
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
