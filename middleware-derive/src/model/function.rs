//! The annotated function: a middleware without a struct of its own.

use proc_macro2::Span;
use quote::{ToTokens, quote_spanned};
use syn::{
    Attribute, FnArg, GenericParam, Ident, ItemFn, ItemImpl, ItemStruct, Pat, PatIdent, PatType,
    ReturnType, Safety, Signature, Stmt, Type, TypeReference, parse_quote, parse_quote_spanned,
    spanned::Spanned,
};

use super::named::{name_elided, refuse_unnamed_in_function};
use crate::{
    errors::{Errors, shown},
    token_search::{mentions, param_name},
};

/// An annotated function, as the struct and the impl that it stands for.
pub(crate) struct Function {
    /// What documents the layer: the function's docs.
    pub(crate) docs: Vec<Attribute>,
    /// The struct: `get_response`, and a field for each further argument.
    pub(crate) item: ItemStruct,
    /// The impl: the body as a half.
    pub(crate) impl_item: ItemImpl,
    /// What the body calls the next handler inwards.
    pub(crate) get_response: Ident,
}

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
impl Function {
    pub(crate) fn read(item: &ItemFn, errors: &mut Errors) -> Option<Self> {
        let signature = &item.sig;
        let name = &signature.ident;
        if let Some(receiver) = signature.receiver() {
            errors.add(
                receiver,
                format_args!("`{name}` is a method"),
                format_args!("write it outside of the impl: `{}`", shape(name)),
            );
            return None;
        }
        let readable = check_signature(signature, errors);
        let mut inputs = signature.inputs.iter();
        let (request, get_response) = (typed(inputs.next()), typed(inputs.next()));
        let (Some(request), Some(get_response)) = (request, get_response) else {
            errors.add(
                name,
                format_args!("`{name}` does not take a request and a `get_response`"),
                format_args!("write `{}`", shape(name)),
            );
            return None;
        };
        refuse_unnamed_in_function(&request.ty, name, "request", errors)?;
        let (called, held) = read_get_response(name, get_response, errors)?;
        let settings: Vec<_> = inputs
            .filter_map(|input| typed(Some(input)))
            .map(|input| Setting::read(name, input, errors))
            .collect();
        let settings = settings.into_iter().collect::<Option<Vec<_>>>();
        let settings = settings.filter(|_| readable)?;

        if settings.is_empty() && RESERVED.iter().any(|reserved| name == reserved) {
            errors.add(
                name,
                format_args!("`{name}` is what generated code calls a value, and the layer would stand in its place"),
                "give the function another name",
            );
            return None;
        }
        let (docs, others): (Vec<_>, Vec<_>) = item.attrs.iter().cloned().partition(concerns_layer);
        let (shared, own): (Vec<_>, Vec<_>) = others.into_iter().partition(concerns_all);

        let fields: Vec<_> =
            settings.iter().map(|setting| (&setting.name, &setting.field)).collect();
        let is_kept = |param: &&GenericParam| {
            let name = param_name(param);
            mentions(held, name) || fields.iter().any(|(_, ty)| mentions(ty, name))
        };
        let kept: Vec<_> = signature.generics.params.iter().filter(is_kept).collect();
        let declared = kept.iter().map(|param| bare(param));
        let arguments = kept.iter().map(|param| match param {
            GenericParam::Lifetime(param) => param.lifetime.to_token_stream(),
            _ => param_name(param).to_token_stream(),
        });
        let names = fields.iter().map(|(name, _)| name);
        let types = fields.iter().map(|(_, ty)| ty);
        let (visibility, span) = (&item.vis, name.span());
        let doc = format!(" The middleware that the layer `{name}` makes.");
        let struct_item = parse_quote_spanned! {span=>
            #(#shared)*
            #[doc = #doc]
            #visibility struct #name<#(#declared),*> {
                get_response: #held,
                #(#names: #types,)*
            }
        };

        let (half, asyncness) = match &signature.asyncness {
            None => (Ident::new("call", span), None),
            Some(asyncness) => (Ident::new("acall", span), Some(asyncness)),
        };
        let bindings: Vec<Stmt> = settings.iter().map(Setting::binding).collect();
        let (params, where_clause) = (&signature.generics.params, &signature.generics.where_clause);
        let (output, body) = (&signature.output, &item.block.stmts);
        let request = PatType::clone(request);
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
        Some(Self { docs, item: struct_item, impl_item, get_response: called.ident.clone() })
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

fn is_cfg(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg") || attr.path().is_ident("cfg_attr")
}

fn shape(name: &Ident) -> String {
    format!("fn {name}<G>(request: Request, get_response: &GetResponse<G>) -> Response")
}

fn typed(input: Option<&FnArg>) -> Option<&PatType> {
    match input {
        Some(FnArg::Typed(typed)) => Some(typed),
        _ => None,
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

/// Whether the function is one that can be read further.
fn check_signature(signature: &Signature, errors: &mut Errors) -> bool {
    let name = &signature.ident;
    let before = errors.count();
    let mut refuse = |qualifier: &dyn ToTokens, word: &str| {
        errors.add(
            &qualifier.to_token_stream(),
            format_args!("`{name}` cannot be `{word}`"),
            format_args!("write `{}`, or `async fn`", shape(name)),
        );
    };
    if let Some(const_token) = &signature.constness {
        refuse(const_token, "const");
    }
    if let Safety::Unsafe(unsafe_token) = &signature.safety {
        refuse(unsafe_token, "unsafe");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "extern");
    }
    if let Some(variadic) = &signature.variadic {
        refuse(variadic, "variadic");
    }
    match &signature.output {
        ReturnType::Default => errors.add(
            name,
            format_args!("`{name}` returns no response"),
            format_args!("say which: `{}` (or `-> ()`)", shape(name)),
        ),
        ReturnType::Type(_, response) => {
            refuse_unnamed_in_function(response, name, "response", errors);
            if name_elided(response).1 {
                errors.add(
                    response,
                    format_args!("the response of `{name}` borrows"),
                    "return an owned value: the response outlives the call",
                );
            }
        }
    }
    errors.count() == before
}

/// What the function calls its `get_response`, and the type of that behind the reference.
fn read_get_response<'a>(
    name: &Ident,
    argument: &'a PatType,
    errors: &mut Errors,
) -> Option<(&'a PatIdent, &'a Type)> {
    let is_get_response = |ty: &Type| mentions(ty, &Ident::new("GetResponse", name.span()));
    let is_bare = |ty: &Type| match ty {
        Type::Path(path) => path.path.segments.last().is_some_and(|last| last.arguments.is_none()),
        _ => false,
    };
    let held = match &*argument.ty {
        Type::Reference(TypeReference { mutability: None, elem, .. }) if is_get_response(elem) => {
            if is_bare(elem) {
                errors.add(
                    elem,
                    format_args!("the `get_response` of `{name}` does not say of what it is"),
                    format_args!("write `{}`: `G` is the handler inwards", shape(name)),
                );
                return None;
            }
            &**elem
        }
        ty if is_get_response(ty) => {
            errors.add(
                ty,
                format_args!("`{name}` takes its `get_response` away"),
                "take `&GetResponse<G>`: all requests share it",
            );
            return None;
        }
        ty => {
            errors.add(
                ty,
                format_args!("the second argument of `{name}` is not its `get_response`"),
                format_args!("write `{}`; settings come after that", shape(name)),
            );
            return None;
        }
    };
    match &*argument.pat {
        Pat::Ident(called) if called.subpat.is_none() => Some((called, held)),
        pat => {
            errors.add(
                pat,
                "`get_response` has no name",
                "name it: `get_response: &GetResponse<G>`, or `_get_response` if it is not called",
            );
            None
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
    fn read(function: &Ident, input: &PatType, errors: &mut Errors) -> Option<Self> {
        let Pat::Ident(pattern @ PatIdent { by_ref: None, subpat: None, ident, .. }) = &*input.pat
        else {
            errors.add(
                &input.pat,
                "this setting has no name",
                "name the argument, and take it apart in the body: it is an argument of the layer too",
            );
            return None;
        };
        refuse_unnamed_in_function(&input.ty, function, &format!("setting `{ident}`"), errors)?;
        let (field, lent) = match &*input.ty {
            Type::Reference(TypeReference { mutability: Some(mutability), .. }) => {
                errors.add(
                    mutability,
                    format_args!("`{ident}` is a setting, which all requests share"),
                    "take `&`, and keep what changes behind a `Mutex` or in an atomic",
                );
                return None;
            }
            Type::Reference(TypeReference { lifetime: None, elem, .. }) => (owned(elem), true),
            ty => (ty.clone(), false),
        };
        if let Type::TraitObject(object) = &field {
            errors.add(
                object,
                format_args!("`{ident}` has no size, so the layer cannot keep it"),
                format_args!("take `&Arc<{}>`", shown(object)),
            );
            return None;
        }
        if name_elided(&field).1 {
            errors.add(
                &input.ty,
                format_args!("`{ident}` borrows, so the layer cannot keep it"),
                "take a reference to an owned type: `&Option<String>` for an `Option<&str>`",
            );
            return None;
        }
        if let Some(cfg) = input.attrs.iter().find(|attr| is_cfg(attr)) {
            errors.add(
                cfg,
                format_args!(
                    "`{ident}` is an argument of the layer, which cannot depend on a `cfg`"
                ),
                "put the `cfg` on the whole function, or inside of the setting's type",
            );
            return None;
        }
        Some(Self {
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
