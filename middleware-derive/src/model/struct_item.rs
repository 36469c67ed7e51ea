//! The annotated struct: what holds the `get_response`.

use quote::format_ident;
use syn::{Fields, FieldsNamed, GenericArgument, Ident, ItemStruct, PathArguments, Type};

use super::named::refuse_unnamed;
use crate::{args::FieldArgs, errors::Errors, token_search::mentions};

/// The annotated struct.
pub(crate) struct StructItem {
    /// The struct, without the macro's own attributes.
    pub(crate) item: ItemStruct,
    /// The field that holds the next handler inwards: `get_response`, or the one marked as such.
    pub(crate) field: Ident,
    /// What `get_response` holds. `None` if there is no such field, which is an error already.
    pub(crate) inner: Option<Inner>,
    /// The fields that are arguments of `layer`, in their order.
    pub(crate) arguments: Vec<Argument>,
    /// The fields that start from their `Default`, with the `cfg`s they stand under.
    pub(crate) defaults: Vec<Argument>,
}

/// What `get_response` holds.
pub(crate) enum Inner {
    /// One of the struct's type parameters: `GetResponse<G>`.
    Param(Ident),
    /// Any other type: `GetResponse<BoxHandler<Request, Response>>`.
    Type(Box<Type>),
}

impl Inner {
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
    pub(crate) fn read(mut item: ItemStruct, errors: &mut Errors) -> Self {
        let mut inner = None;
        let mut arguments = Vec::new();
        let mut defaults = Vec::new();
        let mut field = format_ident!("get_response");
        let mut has_get_response = false;

        let name = item.ident.clone();
        let Fields::Named(fields) = &mut item.fields else {
            strip_field_args(&mut item.fields, errors);
            errors.add(
                &item.ident,
                format_args!("`{name}` has no named fields"),
                format_args!(
                    "a middleware names its fields: `struct {name}<G> {{ get_response: GetResponse<G> }}`"
                ),
            );
            return Self { item, field, inner, arguments, defaults };
        };
        let args =
            fields.named.iter_mut().map(|field| FieldArgs::take_from(&mut field.attrs, errors));
        let args: Vec<_> = args.collect();
        if let Some(marked) = name_marked(fields, &args, errors) {
            field = marked;
        }
        for (declared, args) in fields.named.iter().zip(args) {
            let Some(name) = declared.ident.clone() else {
                continue;
            };
            if name == field {
                has_get_response = true;
                if args.default {
                    errors.add(
                        &name,
                        format_args!("`{name}` cannot start from a default"),
                        "remove `#[middleware(default)]`: the chain fills this field",
                    );
                }
                inner = read_inner(&name, &declared.ty, &item.generics, errors);
                continue;
            }
            if refuse_unnamed(&declared.ty, &name.to_string(), "type", errors).is_none() {
                continue;
            }
            let cfgs = declared.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned();
            let argument = Argument { name, ty: declared.ty.clone(), cfgs: cfgs.collect() };
            if args.default {
                defaults.push(argument);
            } else {
                arguments.push(argument);
            }
        }
        if !has_get_response {
            errors.add(
                &item.ident,
                format_args!("`{name}` has no field `get_response`"),
                "add `get_response: GetResponse<G>`, with a type parameter `G`: the next handler inwards; or mark the field that is it with `#[middleware(get_response)]`",
            );
        }
        Self { item, field, inner, arguments, defaults }
    }
}

/// The field that is marked as the next handler inwards.
fn name_marked(fields: &FieldsNamed, args: &[FieldArgs], errors: &mut Errors) -> Option<Ident> {
    let marked = fields.named.iter().zip(args);
    let mut marked = marked
        .filter_map(|(field, args)| Some((field.ident.clone()?, args.get_response.as_ref()?)));
    let (first, _) = marked.next()?;
    for (_, mark) in marked {
        errors.add(
            mark,
            format_args!("`{first}` is marked as the `get_response` already"),
            "a middleware holds one next handler; hold a further one in a field without a mark",
        );
    }
    Some(first)
}

/// Takes the macro's own attributes off the fields of a struct that can't be a middleware.
fn strip_field_args(fields: &mut Fields, errors: &mut Errors) {
    for field in fields {
        FieldArgs::take_from(&mut field.attrs, errors);
    }
}

/// Finds `X` in `GetResponse<X>`.
fn read_inner(
    name: &Ident,
    ty: &Type,
    generics: &syn::Generics,
    errors: &mut Errors,
) -> Option<Inner> {
    let held = match ty {
        Type::Path(path) => path.path.segments.last(),
        _ => None,
    }
    .filter(|segment| segment.ident == "GetResponse")
    .and_then(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(args) if args.args.len() == 1 => args.args.first(),
        _ => None,
    });
    let Some(GenericArgument::Type(held)) = held else {
        errors.add(
            ty,
            format_args!("the field `{name}` is not a `GetResponse<..>`"),
            "write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not seen through",
        );
        return None;
    };
    let Type::Path(path) = held else {
        errors.add(
            held,
            format_args!("what `{name}` holds is no handler"),
            "write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`",
        );
        return None;
    };
    let param = generics.type_params().find(|param| path.path.is_ident(&param.ident));
    Some(match param {
        Some(param) => Inner::Param(param.ident.clone()),
        None => Inner::Type(Box::new(held.clone())),
    })
}
