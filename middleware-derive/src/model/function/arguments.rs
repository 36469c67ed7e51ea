//! Reads the arguments of an annotated function.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::{
    Attribute, FnArg, Ident, Pat, PatIdent, PatType, Signature, Stmt, Type, TypeReference,
    parse_quote, spanned::Spanned,
};

use super::InvalidFunction;
use crate::{
    invalid::Invalid,
    model::named::{Unnamed, elides_two_lifetimes, name_elided},
    token_search::mentions,
};

/// The arguments of the function.
pub(super) struct Arguments<'a> {
    pub(super) request: &'a PatType,
    pub(super) get_response: GetResponse<'a>,
    pub(super) settings: Vec<Setting>,
}

impl<'a> Arguments<'a> {
    pub(super) fn read(
        signature: &'a Signature,
        invalid: &mut Vec<Invalid<InvalidFunction>>,
    ) -> Result<Self, Invalid<InvalidFunction>> {
        let mut inputs = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        let (request, get_response) = match (inputs.next(), inputs.next()) {
            (Some(request), Some(get_response)) => (request, get_response),
            (Some(_), None) => {
                return Err(Invalid::at(&signature.ident, InvalidFunction::NoGetResponse));
            }
            (None, _) => return Err(Invalid::at(&signature.ident, InvalidFunction::NoArguments)),
        };
        named(&request.ty, || "request".to_owned())?;
        if elides_two_lifetimes(&request.ty) {
            return Err(Invalid::at(&request.ty, InvalidFunction::TwoLifetimes));
        }
        let get_response = GetResponse::read(get_response)?;
        let mut settings = Vec::new();
        for input in inputs {
            match Setting::read(input) {
                Ok(setting) => settings.push(setting),
                Err(found) => invalid.push(found),
            }
        }
        Ok(Self { request, get_response, settings })
    }
}

/// The second argument.
pub(super) struct GetResponse<'a> {
    /// What the function calls it.
    pub(super) pattern: &'a PatIdent,
    /// Its type behind the reference.
    pub(super) held: &'a Type,
}

impl<'a> GetResponse<'a> {
    fn read(argument: &'a PatType) -> Result<Self, Invalid<InvalidFunction>> {
        let is_get_response = |ty: &Type| mentions(ty, &Ident::new("GetResponse", ty.span()));
        let is_bare = |ty: &Type| match ty {
            Type::Path(path) => {
                path.path.segments.last().is_some_and(|last| last.arguments.is_none())
            }
            _ => false,
        };
        let held = match &*argument.ty {
            Type::Reference(TypeReference { mutability: None, elem, .. })
                if is_get_response(elem) =>
            {
                &**elem
            }
            ty if is_get_response(ty) => {
                return Err(Invalid::at(ty, InvalidFunction::GetResponseByValue));
            }
            ty => return Err(Invalid::at(ty, InvalidFunction::NotAGetResponse)),
        };
        if is_bare(held) {
            return Err(Invalid::at(held, InvalidFunction::GetResponseOfNothing));
        }
        match &*argument.pat {
            Pat::Ident(pattern) if pattern.subpat.is_none() => Ok(Self { pattern, held }),
            pat => Err(Invalid::at(pat, InvalidFunction::GetResponseWithoutName)),
        }
    }
}

/// A further argument: a setting of the layer.
pub(super) struct Setting {
    attrs: Vec<Attribute>,
    pattern: PatIdent,
    pub(super) name: Ident,
    /// The type of the field that keeps it.
    pub(super) field: Type,
    /// Whether the function takes a reference to it, and not a copy.
    is_borrowed: bool,
}

impl Setting {
    fn read(input: &PatType) -> Result<Self, Invalid<InvalidFunction>> {
        let Pat::Ident(pattern @ PatIdent { by_ref: None, subpat: None, ident, .. }) = &*input.pat
        else {
            return Err(Invalid::at(&input.pat, InvalidFunction::SettingWithoutName));
        };
        named(&input.ty, || format!("setting `{ident}`"))?;
        let name = || ident.clone();
        let (field, is_borrowed) = match &*input.ty {
            Type::Reference(TypeReference { mutability: Some(mutability), .. }) => {
                return Err(Invalid::at(mutability, InvalidFunction::MutableSetting(name())));
            }
            Type::Reference(TypeReference { lifetime: None, elem, .. }) => (owned(elem), true),
            ty => (ty.clone(), false),
        };
        if matches!(field, Type::TraitObject(_)) {
            return Err(Invalid::at(&field, InvalidFunction::UnsizedSetting(name())));
        }
        if name_elided(&field).1 {
            return Err(Invalid::at(&input.ty, InvalidFunction::BorrowedSetting(name())));
        }
        let is_cfg =
            |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        if let Some(cfg) = input.attrs.iter().find(is_cfg) {
            return Err(Invalid::at(cfg, InvalidFunction::SettingUnderCfg(name())));
        }
        Ok(Self {
            attrs: input.attrs.clone(),
            pattern: pattern.clone(),
            name: ident.clone(),
            field,
            is_borrowed,
        })
    }

    // Output:
    //     let most = &self.most;
    //
    // or, where the function takes it by value,
    //     let most = Clone::clone(&self.most);
    pub(super) fn binding(&self) -> Stmt {
        let Self { attrs, pattern, name, field, is_borrowed } = self;
        if *is_borrowed {
            parse_quote!(#(#attrs)* let #pattern = &self.#name;)
        } else {
            let span = field.span().resolved_at(Span::call_site());
            let clone = quote_spanned!(span=> ::core::clone::Clone::clone(&self.#name));
            parse_quote!(let #pattern = #clone;)
        }
    }
}

/// What the layer keeps where the function takes a reference: `String` for `&str`, `Vec<T>` for `&[T]`.
fn owned(borrowed: &Type) -> Type {
    match borrowed {
        Type::Path(path) if path.path.is_ident("str") => {
            parse_quote!(::std::string::String)
        }
        Type::Slice(slice) => {
            let elem = &slice.elem;
            parse_quote!(::std::vec::Vec<#elem>)
        }
        sized => sized.clone(),
    }
}

pub(super) fn named(
    ty: &Type,
    what: impl FnOnce() -> String,
) -> Result<(), Invalid<InvalidFunction>> {
    Unnamed::check(ty, |unnamed| InvalidFunction::Unnamed { what: what(), unnamed })
}
