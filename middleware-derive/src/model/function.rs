//! The annotated function: a middleware without a struct of its own.

use proc_macro2::Span;
use quote::{ToTokens, quote_spanned};
use syn::{
    Attribute, FnArg, GenericParam, Ident, ItemFn, Pat, PatIdent, PatType, ReturnType, Safety,
    Signature, Stmt, Type, TypeReference, parse_quote, parse_quote_spanned, spanned::Spanned,
};

use super::{
    Argument, Half, HalfKind, ImplItem, Inner, Place, StructItem,
    named::{Unnamed, elides_two_lifetimes, name_elided},
};
use crate::{
    args::ItemArgs,
    odd::Odd,
    token_search::{mentions, param_name},
};

/// An annotated function, as the struct and the impl that it stands for.
pub(crate) struct Function {
    /// What documents the layer: the function's docs.
    pub(crate) docs: Vec<Attribute>,
    /// The struct: `get_response`, and a field for each further argument.
    pub(crate) struct_item: StructItem,
    /// The impl: the body as a half.
    pub(crate) impl_item: ImplItem,
}

/// What is wrong with a function, so that it cannot be read.
pub(crate) enum OddFunction {
    Method,
    /// It is `const`, `unsafe`, `extern` or variadic.
    Qualifier(&'static str),
    TooFewArguments,
    TwoLifetimes,
    NoResponse,
    BorrowedResponse,
    Unnamed {
        what: String,
        unnamed: Unnamed,
    },
    /// `&GetResponse`, without saying of what.
    GetResponseOfNothing,
    GetResponseByValue,
    NotAGetResponse,
    GetResponseWithoutName,
    SettingWithoutName,
    MutableSetting(Ident),
    UnsizedSetting(Ident),
    BorrowedSetting(Ident),
    SettingUnderCfg(Ident),
    /// Generated code binds a value of the function's name.
    Reserved,
}

impl Function {
    // Input:
    //     fn limit<G>(request: Request, get_response: &GetResponse<G>, most: &Limit) -> Response { .. }
    // Output:
    //     struct limit<G> { get_response: GetResponse<G>, most: Limit }
    //     impl<G> limit<G> {
    //         fn call(&self, request: Request) -> Response {
    //             let get_response = &self.get_response;
    //             let most = &self.most;
    //             ..
    //         }
    //     }
    pub(crate) fn read(item: &ItemFn, args: &ItemArgs) -> Result<Self, Vec<Odd<OddFunction>>> {
        let signature = &item.sig;
        if let Some(receiver) = signature.receiver() {
            return Err(vec![Odd::at(receiver, OddFunction::Method)]);
        }
        let mut odd = qualifiers(signature);
        let response = read_response(signature, &mut odd);
        let (request, get_response, settings) = match Arguments::read(signature, &mut odd) {
            Ok(Arguments { request, get_response, settings }) => (request, get_response, settings),
            Err(last) => {
                odd.push(last);
                return Err(odd);
            }
        };
        let Some(response) = response.filter(|_| odd.is_empty()) else { return Err(odd) };
        if settings.is_empty() && RESERVED.iter().any(|reserved| signature.ident == reserved) {
            return Err(vec![Odd::at(&signature.ident, OddFunction::Reserved)]);
        }
        let arguments = settings.iter().map(|setting| Argument {
            name: setting.name.clone(),
            ty: setting.field.clone(),
            cfgs: Vec::new(),
        });
        let struct_item = struct_item(item, get_response.held, arguments.collect());
        let impl_item =
            impl_item(item, request, response, &get_response, &settings, &struct_item, args);
        let docs = item.attrs.iter().filter(|attr| concerns_layer(attr)).cloned().collect();
        Ok(Self { docs, struct_item, impl_item })
    }
}

fn struct_item(item: &ItemFn, held: &Type, arguments: Vec<Argument>) -> StructItem {
    let name = &item.sig.ident;
    let field = Ident::new("get_response", name.span());
    let shared = item.attrs.iter().filter(|attr| concerns_all(attr));
    let declared = kept_params(item, held, &arguments).map(bare);
    let names = arguments.iter().map(|argument| &argument.name);
    let types = arguments.iter().map(|argument| &argument.ty);
    let visibility = &item.vis;
    let doc = format!(" The middleware that the layer `{name}` makes.");
    let struct_item: syn::ItemStruct = parse_quote_spanned! {name.span()=>
        #(#shared)*
        #[doc = #doc]
        #visibility struct #name<#(#declared),*> {
            #field: #held,
            #(#names: #types,)*
        }
    };
    let (inner, odd) = match Inner::read(&field, held, &struct_item.generics) {
        Ok(inner) => (Some(inner), Vec::new()),
        Err(odd) => (None, vec![odd]),
    };
    StructItem { item: struct_item, field, inner, arguments, defaults: Vec::new(), odd }
}

fn impl_item(
    item: &ItemFn,
    request: &PatType,
    response: &Type,
    get_response: &GetResponse<'_>,
    settings: &[Setting],
    struct_item: &StructItem,
    args: &ItemArgs,
) -> ImplItem {
    let signature = &item.sig;
    let name = &signature.ident;
    let (kind, asyncness) = match &signature.asyncness {
        None => (HalfKind::Call, None),
        Some(asyncness) => (HalfKind::Acall, Some(asyncness)),
    };
    let half = Ident::new(kind.name(), name.span());
    let (shared, own): (Vec<_>, Vec<_>) =
        item.attrs.iter().filter(|attr| !concerns_layer(attr)).partition(|attr| concerns_all(attr));
    let arguments = struct_item.item.generics.params.iter().map(|param| match param {
        GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
        _ => param_name(param).to_token_stream(),
    });
    let (params, where_clause) = (&signature.generics.params, &signature.generics.where_clause);
    let (output, body) = (&signature.output, &item.block.stmts);
    let called = get_response.pattern;
    let bindings = settings.iter().map(Setting::binding);
    let impl_item = parse_quote! {
        #(#shared)*
        impl<#params> #name<#(#arguments),*> #where_clause {
            #(#own)*
            #asyncness fn #half(&self, #request) #output {
                let #called = &self.get_response;
                #(#bindings)*
                #(#body)*
            }
        }
    };
    let (ty, elided) = name_elided(&request.ty);
    let half = Half {
        kind,
        name: half,
        cfgs: Vec::new(),
        request: Some(ty),
        elided,
        response: Some(response.clone()),
        has_generics: false,
    };
    let inner = match &struct_item.inner {
        Some(Inner::Param(param)) => Some(param),
        _ => None,
    };
    ImplItem::of_half(impl_item, half, Place::Argument(called.ident.clone()), inner, args)
}

/// The parameters of the function that its struct has.
fn kept_params<'a>(
    item: &'a ItemFn,
    held: &Type,
    arguments: &[Argument],
) -> impl Iterator<Item = &'a GenericParam> {
    item.sig.generics.params.iter().filter(move |param| {
        let name = param_name(param);
        mentions(held, name) || arguments.iter().any(|argument| mentions(&argument.ty, name))
    })
}

/// The arguments of the function.
struct Arguments<'a> {
    request: &'a PatType,
    get_response: GetResponse<'a>,
    settings: Vec<Setting>,
}

impl<'a> Arguments<'a> {
    fn read(
        signature: &'a Signature,
        odd: &mut Vec<Odd<OddFunction>>,
    ) -> Result<Self, Odd<OddFunction>> {
        let mut inputs = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(typed),
            FnArg::Receiver(_) => None,
        });
        let (Some(request), Some(get_response)) = (inputs.next(), inputs.next()) else {
            return Err(Odd::at(&signature.ident, OddFunction::TooFewArguments));
        };
        named(&request.ty, || "request".to_owned())?;
        if elides_two_lifetimes(&request.ty) {
            return Err(Odd::at(&request.ty, OddFunction::TwoLifetimes));
        }
        let get_response = GetResponse::read(get_response)?;
        let mut settings = Vec::new();
        for input in inputs {
            match Setting::read(input) {
                Ok(setting) => settings.push(setting),
                Err(found) => odd.push(found),
            }
        }
        Ok(Self { request, get_response, settings })
    }
}

/// What keeps the function from being a method of an impl.
fn qualifiers(signature: &Signature) -> Vec<Odd<OddFunction>> {
    let Signature { constness, safety, abi, variadic, .. } = signature;
    let unsafety = match safety {
        Safety::Unsafe(unsafe_token) => Some(unsafe_token),
        _ => None,
    };
    let mut odd = Vec::new();
    let mut find = |qualifier: Option<&dyn ToTokens>, word| {
        odd.extend(qualifier.map(|tokens| Odd::at(&tokens, OddFunction::Qualifier(word))));
    };
    find(constness.as_ref().map(|token| token as _), "const");
    find(unsafety.map(|token| token as _), "unsafe");
    find(abi.as_ref().map(|token| token as _), "extern");
    find(variadic.as_ref().map(|token| token as _), "variadic");
    odd
}

fn read_response<'a>(
    signature: &'a Signature,
    odd: &mut Vec<Odd<OddFunction>>,
) -> Option<&'a Type> {
    let ReturnType::Type(_, response) = &signature.output else {
        odd.push(Odd::at(&signature.ident, OddFunction::NoResponse));
        return None;
    };
    odd.extend(named(response, || "response".to_owned()).err());
    if name_elided(response).1 {
        odd.push(Odd::at(response, OddFunction::BorrowedResponse));
    }
    Some(response)
}

fn named(ty: &Type, what: impl FnOnce() -> String) -> Result<(), Odd<OddFunction>> {
    Unnamed::check(ty, |unnamed| OddFunction::Unnamed { what: what(), unnamed })
}

/// The second argument.
struct GetResponse<'a> {
    /// What the function calls it.
    pattern: &'a PatIdent,
    /// Its type behind the reference.
    held: &'a Type,
}

impl<'a> GetResponse<'a> {
    fn read(argument: &'a PatType) -> Result<Self, Odd<OddFunction>> {
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
            ty if is_get_response(ty) => return Err(Odd::at(ty, OddFunction::GetResponseByValue)),
            ty => return Err(Odd::at(ty, OddFunction::NotAGetResponse)),
        };
        if is_bare(held) {
            return Err(Odd::at(held, OddFunction::GetResponseOfNothing));
        }
        match &*argument.pat {
            Pat::Ident(pattern) if pattern.subpat.is_none() => Ok(Self { pattern, held }),
            pat => Err(Odd::at(pat, OddFunction::GetResponseWithoutName)),
        }
    }
}

/// A further argument: a setting of the layer.
struct Setting {
    attrs: Vec<Attribute>,
    pattern: PatIdent,
    name: Ident,
    /// The type of the field that keeps it.
    field: Type,
    /// Whether the function takes a reference to it, and not a copy.
    lent: bool,
}

impl Setting {
    fn read(input: &PatType) -> Result<Self, Odd<OddFunction>> {
        let Pat::Ident(pattern @ PatIdent { by_ref: None, subpat: None, ident, .. }) = &*input.pat
        else {
            return Err(Odd::at(&input.pat, OddFunction::SettingWithoutName));
        };
        named(&input.ty, || format!("setting `{ident}`"))?;
        let name = || ident.clone();
        let (field, lent) = match &*input.ty {
            Type::Reference(TypeReference { mutability: Some(mutability), .. }) => {
                return Err(Odd::at(mutability, OddFunction::MutableSetting(name())));
            }
            Type::Reference(TypeReference { lifetime: None, elem, .. }) => (owned(elem), true),
            ty => (ty.clone(), false),
        };
        if matches!(field, Type::TraitObject(_)) {
            return Err(Odd::at(&field, OddFunction::UnsizedSetting(name())));
        }
        if name_elided(&field).1 {
            return Err(Odd::at(&input.ty, OddFunction::BorrowedSetting(name())));
        }
        let is_cfg =
            |attr: &&Attribute| attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr");
        if let Some(cfg) = input.attrs.iter().find(is_cfg) {
            return Err(Odd::at(cfg, OddFunction::SettingUnderCfg(name())));
        }
        Ok(Self {
            attrs: input.attrs.clone(),
            pattern: pattern.clone(),
            name: ident.clone(),
            field,
            lent,
        })
    }

    /// Gives the body what it calls by the setting's name.
    fn binding(&self) -> Stmt {
        let Self { attrs, pattern, name, field, lent } = self;
        if *lent {
            parse_quote!(#(#attrs)* let #pattern = &self.#name;)
        } else {
            let span = field.span().resolved_at(Span::call_site());
            let clone = quote_spanned!(span=> ::core::clone::Clone::clone(&self.#name));
            parse_quote!(let #pattern = #clone;)
        }
    }
}

/// What the layer keeps where the function takes a reference: `String` for `&str`, `Vec<T>` for `&[T]`.
fn owned(lent: &Type) -> Type {
    match lent {
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

/// A parameter without its bounds and its default.
fn bare(param: &GenericParam) -> GenericParam {
    match param {
        GenericParam::Lifetime(param) => {
            let lifetime = &param.lifetime;
            parse_quote!(#lifetime)
        }
        GenericParam::Type(param) => {
            let ident = &param.ident;
            parse_quote!(#ident)
        }
        GenericParam::Const(param) => {
            let (ident, ty) = (&param.ident, &param.ty);
            parse_quote!(const #ident: #ty)
        }
    }
}

/// What generated code binds. A pattern of the name of a constant means that constant.
const RESERVED: [&str; 12] = [
    "_span",
    "answered",
    "ending",
    "error",
    "get_response",
    "kept",
    "outcome",
    "passed",
    "request",
    "response",
    "this",
    "value",
];

/// Attributes that concern everything that the function stands for.
fn concerns_all(attr: &Attribute) -> bool {
    ["cfg", "allow", "warn", "deny"].iter().any(|name| attr.path().is_ident(name))
}

/// Attributes that are read where the layer is used.
fn concerns_layer(attr: &Attribute) -> bool {
    attr.path().is_ident("doc") || attr.path().is_ident("deprecated")
}
