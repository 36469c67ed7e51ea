//! The annotated function: a middleware without a struct of its own.

mod arguments;

use quote::ToTokens;
use syn::{
    Attribute, GenericParam, Ident, ItemFn, PatType, ReturnType, Signature, Type, parse_quote,
    parse_quote_spanned,
};

use super::{
    Argument, Half, HalfKind, ImplItem, Inner, Place, StructItem,
    named::{Unnamed, name_elided},
};
use crate::{
    args::ItemArgs,
    invalid::Invalid,
    token_search::{mentions, param_name},
};
use arguments::{Arguments, GetResponse, Setting, named};

/// An annotated function: the struct and the impl that the macro makes of it.
pub(crate) struct Function<'a> {
    /// What documents the layer: the function's docs.
    pub(crate) docs: Vec<Attribute>,
    /// The struct: `get_response`, and a field for each further argument.
    pub(crate) struct_item: StructItem,
    /// The impl: the body as a half.
    pub(crate) impl_item: ImplItem<'a>,
}

/// What is wrong with a function, so that it cannot be read.
pub(crate) enum InvalidFunction {
    Method,
    NoArguments,
    NoGetResponse,
    TwoLifetimes,
    NoResponse,
    BorrowedResponse,
    Unnamed {
        what: String,
        unnamed: Unnamed,
    },
    /// `&GetResponse` without a type argument.
    GetResponseOfNothing,
    GetResponseByValue,
    NotAGetResponse,
    GetResponseWithoutName,
    SettingWithoutName,
    MutableSetting(Ident),
    UnsizedSetting(Ident),
    BorrowedSetting(Ident),
    SettingUnderCfg(Ident),
}

impl<'a> Function<'a> {
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
    pub(crate) fn read(
        item: &ItemFn,
        args: &'a ItemArgs,
    ) -> Result<Self, Vec<Invalid<InvalidFunction>>> {
        let signature = &item.sig;
        if let Some(receiver) = signature.receiver() {
            return Err(vec![Invalid::at(receiver, InvalidFunction::Method)]);
        }
        let mut invalid = Vec::new();
        let response = read_response(signature, &mut invalid);
        let arguments =
            Arguments::read(signature, &mut invalid).map_err(|last| invalid.push(last)).ok();
        let (Some(response), Some(arguments), true) = (response, arguments, invalid.is_empty())
        else {
            return Err(invalid);
        };
        let Arguments { request, get_response, settings } = arguments;
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

// Output:
//     struct limit<G> { get_response: GetResponse<G>, most: Limit }
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
    let (inner, invalid) = match Inner::read(&field, held, &struct_item.generics) {
        Ok(inner) => (Some(inner), Vec::new()),
        Err(invalid) => (None, vec![invalid]),
    };
    StructItem {
        item: struct_item,
        field,
        inner,
        arguments,
        state: Vec::new(),
        defaults: Vec::new(),
        invalid,
    }
}

// Output:
//     impl<G> limit<G> {
//         fn call(&self, request: Request) -> Response { let get_response = &self.get_response; .. }
//     }
fn impl_item<'a>(
    item: &ItemFn,
    request: &PatType,
    response: &Type,
    get_response: &GetResponse<'_>,
    settings: &[Setting],
    struct_item: &StructItem,
    args: &'a ItemArgs,
) -> ImplItem<'a> {
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

fn read_response<'a>(
    signature: &'a Signature,
    invalid: &mut Vec<Invalid<InvalidFunction>>,
) -> Option<&'a Type> {
    let ReturnType::Type(_, response) = &signature.output else {
        invalid.push(Invalid::at(&signature.ident, InvalidFunction::NoResponse));
        return None;
    };
    invalid.extend(named(response, || "response".to_owned()).err());
    if name_elided(response).1 {
        invalid.push(Invalid::at(response, InvalidFunction::BorrowedResponse));
    }
    Some(response)
}

// Input:
//     T: Display = String
// Output:
//     T
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

/// Attributes that concern the struct and the impl.
fn concerns_all(attr: &Attribute) -> bool {
    ["cfg", "allow", "warn", "deny"].iter().any(|name| attr.path().is_ident(name))
}

/// Attributes that are read where the layer is used.
fn concerns_layer(attr: &Attribute) -> bool {
    attr.path().is_ident("doc") || attr.path().is_ident("deprecated")
}
