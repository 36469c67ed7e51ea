//! The annotated struct: what holds the `get_response`.

use quote::format_ident;
use syn::{Fields, FieldsNamed, GenericArgument, Generics, Ident, ItemStruct, PathArguments, Type};

use super::named::Unnamed;
use crate::{
    args::{FieldArgs, InvalidArg},
    invalid::{Invalid, within},
    token_search::mentions,
};

/// The annotated struct.
pub(crate) struct StructItem {
    /// The struct, without the macro's own attributes.
    pub(crate) item: ItemStruct,
    /// The field that holds the next handler: `get_response`, or the one marked as such.
    pub(crate) field: Ident,
    /// What `get_response` holds. `None` if there is no such field.
    pub(crate) inner: Option<Inner>,
    /// The fields that are arguments of `layer`, in their order.
    pub(crate) arguments: Vec<Argument>,
    /// The fields that start from their `Default` when the layer is made.
    pub(crate) state: Vec<Argument>,
    /// The fields that start from their `Default` when the middleware is made, with their `cfg`s. They depend on the next
    /// handler's type or on a `cfg`, which the type of the layer cannot, or are `PhantomData`.
    pub(crate) defaults: Vec<Argument>,
    /// What is wrong with its fields.
    pub(crate) invalid: Vec<Invalid<InvalidField>>,
}

/// What is wrong with a field, or with the fields.
pub(crate) enum InvalidField {
    Arg(InvalidArg),
    /// The fields have no names.
    NoNames,
    NoGetResponse,
    /// This one is marked as the `get_response` already.
    MarkedTwice(Ident),
    /// `get_response` is marked as one that starts from its `Default`.
    Default,
    NotAGetResponse(Ident),
    /// This `get_response` holds something that is not a path.
    NotAHandler(Ident),
    Unnamed(Ident, Unnamed),
}

/// What `get_response` holds.
pub(crate) enum Inner {
    /// One of the struct's type parameters: `GetResponse<G>`.
    Param(Ident),
    /// Any other type: `GetResponse<BoxHandler<Request, Response>>`.
    Type(Box<Type>),
}

impl Inner {
    /// Finds `X` in `GetResponse<X>`, the type of the field `name`.
    pub(super) fn read(
        name: &Ident,
        ty: &Type,
        generics: &Generics,
    ) -> Result<Self, Invalid<InvalidField>> {
        let last = match ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        };
        let held =
            last.filter(|segment| segment.ident == "GetResponse").and_then(
                |segment| match &segment.arguments {
                    PathArguments::AngleBracketed(args) if args.args.len() == 1 => {
                        args.args.first()
                    }
                    _ => None,
                },
            );
        let Some(GenericArgument::Type(held)) = held else {
            return Err(Invalid::at(ty, InvalidField::NotAGetResponse(name.clone())));
        };
        let Type::Path(path) = held else {
            return Err(Invalid::at(held, InvalidField::NotAHandler(name.clone())));
        };
        let param = generics.type_params().find(|param| path.path.is_ident(&param.ident));
        Ok(match param {
            Some(param) => Self::Param(param.ident.clone()),
            None => Self::Type(Box::new(held.clone())),
        })
    }

    /// Whether `ty` depends on the type parameter that `get_response` holds.
    pub(crate) fn is_mentioned_in(&self, ty: &Type) -> bool {
        match self {
            Self::Param(param) => mentions(ty, param),
            Self::Type(_) => false,
        }
    }
}

/// A field other than `get_response`.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) cfgs: Vec<syn::Attribute>,
}

impl StructItem {
    pub(crate) fn read(item: ItemStruct) -> Self {
        let mut read = Self {
            item,
            field: format_ident!("get_response"),
            inner: None,
            arguments: Vec::new(),
            state: Vec::new(),
            defaults: Vec::new(),
            invalid: Vec::new(),
        };
        let mut invalid_args = Vec::new();
        let args = read.item.fields.iter_mut();
        let args = args.map(|field| FieldArgs::take_from(&mut field.attrs, &mut invalid_args));
        let args: Vec<_> = args.collect();
        read.invalid.extend(within(invalid_args, InvalidField::Arg));
        match read.item.fields.clone() {
            Fields::Named(fields) => read.read_fields(fields, &args),
            Fields::Unnamed(_) | Fields::Unit => {
                read.invalid.push(Invalid::at(&read.item.ident, InvalidField::NoNames));
            }
        }
        read
    }

    fn read_fields(&mut self, fields: FieldsNamed, args: &[FieldArgs]) {
        if let Some(marked) = name_marked(&fields, args, &mut self.invalid) {
            self.field = marked;
        }
        let mut has_get_response = false;
        let mut defaults = Vec::new();
        for (declared, args) in fields.named.into_iter().zip(args) {
            let Some(name) = declared.ident else { continue };
            if name == self.field {
                has_get_response = true;
                if args.default {
                    self.invalid.push(Invalid::at(&name, InvalidField::Default));
                }
                match Inner::read(&name, &declared.ty, &self.item.generics) {
                    Ok(inner) => self.inner = Some(inner),
                    Err(invalid) => self.invalid.push(invalid),
                }
            } else if let Err(unnamed) =
                Unnamed::check(&declared.ty, |unnamed| InvalidField::Unnamed(name.clone(), unnamed))
            {
                self.invalid.push(unnamed);
            } else {
                let cfgs = declared.attrs.into_iter().filter(|attr| attr.path().is_ident("cfg"));
                let argument = Argument { name, ty: declared.ty, cfgs: cfgs.collect() };
                let fields = if args.default { &mut defaults } else { &mut self.arguments };
                fields.push(argument);
            }
        }
        if !has_get_response {
            self.invalid.push(Invalid::at(&self.item.ident, InvalidField::NoGetResponse));
        }
        let inner = self.inner.as_ref();
        (self.state, self.defaults) =
            defaults.into_iter().partition(|Argument { ty, cfgs, .. }| {
                let is_open = inner.is_some_and(|inner| inner.is_mentioned_in(ty));
                cfgs.is_empty() && !is_open && !is_phantom(ty)
            });
    }
}

/// Whether the type is `PhantomData`, which is not state.
fn is_phantom(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|segment| segment.ident == "PhantomData")
}

/// The field that is marked as the next handler.
fn name_marked(
    fields: &FieldsNamed,
    args: &[FieldArgs],
    invalid: &mut Vec<Invalid<InvalidField>>,
) -> Option<Ident> {
    let marked = fields.named.iter().zip(args);
    let mut marked = marked
        .filter_map(|(field, args)| Some((field.ident.clone()?, args.get_response.as_ref()?)));
    let (first, _) = marked.next()?;
    invalid.extend(
        marked.map(|(_, mark)| Invalid::at(mark, InvalidField::MarkedTwice(first.clone()))),
    );
    Some(first)
}
