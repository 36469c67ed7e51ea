//! The annotated struct: what holds the `get_response`.

use quote::ToTokens;
use syn::{
    Fields, GenericArgument, GenericParam, Ident, ItemStruct, PathArguments, Type, WherePredicate,
};

use crate::{args::FieldArgs, errors::Errors, mentions::mentions};

/// The annotated struct.
pub(crate) struct Holder {
    /// The struct, without the macro's own attributes.
    pub(crate) item: ItemStruct,
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
    fn is_mentioned_in(&self, ty: &Type) -> bool {
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

impl Holder {
    pub(crate) fn read(mut item: ItemStruct, errors: &mut Errors) -> Self {
        let mut inner = None;
        let mut arguments = Vec::new();
        let mut defaults = Vec::new();
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
            return Self { item, inner, arguments, defaults };
        };
        for field in &mut fields.named {
            let args = FieldArgs::take_from(&mut field.attrs, errors);
            let Some(name) = field.ident.clone() else {
                continue;
            };
            if name == "get_response" {
                has_get_response = true;
                if args.default {
                    errors.add(
                        &name,
                        "`get_response` cannot start from a default",
                        "remove `#[middleware(default)]`: the chain fills this field",
                    );
                }
                inner = read_inner(&field.ty, &item.generics, errors);
                continue;
            }
            let cfgs = field.attrs.iter().filter(|attr| attr.path().is_ident("cfg")).cloned();
            let argument = Argument { name, ty: field.ty.clone(), cfgs: cfgs.collect() };
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
                "add `get_response: GetResponse<G>`, with a type parameter `G`: the next handler inwards",
            );
        }
        check_arguments(inner.as_ref(), &arguments, errors);
        check_name(inner.as_ref(), &item, errors);
        check_bounds(inner.as_ref(), &item, errors);
        Self { item, inner, arguments, defaults }
    }
}

/// Takes the macro's own attributes off the fields of a struct that can't be a middleware.
fn strip_field_args(fields: &mut Fields, errors: &mut Errors) {
    for field in fields {
        FieldArgs::take_from(&mut field.attrs, errors);
    }
}

/// Finds `X` in `GetResponse<X>`.
fn read_inner(ty: &Type, generics: &syn::Generics, errors: &mut Errors) -> Option<Inner> {
    let held = match ungrouped(ty) {
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
            "the field `get_response` is not a `GetResponse<..>`",
            "write `GetResponse<G>` with a type parameter `G`, or `GetResponse<BoxHandler<Request, Response>>`; a type alias is not seen through",
        );
        return None;
    };
    let held = ungrouped(held);
    let param = generics.type_params().find(|param| match held {
        Type::Path(path) => path.path.is_ident(&param.ident),
        _ => false,
    });
    Some(match param {
        Some(param) => Inner::Param(param.ident.clone()),
        None => Inner::Type(Box::new(held.clone())),
    })
}

/// The type without the invisible parentheses that a macro by example puts around it.
fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        ty => ty,
    }
}

/// An argument of `layer` is given before the handler is known, and whatever the configuration.
fn check_arguments(inner: Option<&Inner>, arguments: &[Argument], errors: &mut Errors) {
    for argument in arguments {
        if let Some(Inner::Param(g)) = inner.filter(|inner| inner.is_mentioned_in(&argument.ty)) {
            errors.add(
                &argument.ty,
                format_args!("`{}` depends on `{g}`, which is not known when the layer is made", argument.name),
                "mark the field with `#[middleware(default)]`, or give it a type parameter of its own",
            );
        }
        if let Some(cfg) = argument.cfgs.first() {
            errors.add(
                cfg,
                format_args!("`{}` is an argument of `layer`, which cannot depend on a `cfg`", argument.name),
                "mark the field with `#[middleware(default)]` too, or put the `cfg` inside of its type",
            );
        }
    }
}

/// `G` has one meaning.
fn check_name(inner: Option<&Inner>, item: &ItemStruct, errors: &mut Errors) {
    let Some(Inner::Param(held)) = inner else { return };
    let misnamed = item.generics.type_params().find(|param| param.ident == "G");
    if let Some(misnamed) = misnamed.filter(|_| *held != "G") {
        errors.add(
            &misnamed.ident,
            format_args!("`G` is not what `get_response` holds: that is `{held}`"),
            "swap the names: the impl's attribute knows the parameter of `get_response` by the name `G`",
        );
    }
}

/// `layer` is found on the struct with `()` in place of `G`, so the struct can't ask anything of `G`.
fn check_bounds(inner: Option<&Inner>, item: &ItemStruct, errors: &mut Errors) {
    let Some(Inner::Param(g)) = inner else { return };
    let help = format!(
        "move it to the impl, where it is needed: `impl<{g}> {}<{g}> where {g}: ..`",
        item.ident
    );
    let mut refuse = |bound: &dyn ToTokens| {
        let bound = bound.to_token_stream();
        errors.add(&bound, format_args!("the struct puts a bound on `{g}`"), &help);
    };
    for param in &item.generics.params {
        match param {
            GenericParam::Type(param) if param.ident == *g && !param.bounds.is_empty() => {
                refuse(&param.bounds);
            }
            GenericParam::Type(param) if mentions(&param.bounds, g) => refuse(&param.bounds),
            _ => {}
        }
    }
    for predicate in item.generics.where_clause.iter().flat_map(|clause| &clause.predicates) {
        if matches!(predicate, WherePredicate::Type(_)) && mentions(predicate, g) {
            refuse(predicate);
        }
    }
}
