//! What the annotated struct expands to: the struct itself, what its impl's expansion needs to know of
//! it, and its layer.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, GenericParam, Generics, Ident, Visibility, ext::IdentExt, parse_quote};

use super::{inherited, never_runs};
use crate::{
    args::{ItemArgs, Rule},
    model::{Argument, Inner, StructItem},
    token_search::{fresh, mentions, param_name},
};

pub(crate) fn expand(struct_item: &StructItem, args: &ItemArgs, sound: bool) -> TokenStream {
    let item = &struct_item.item;
    let middleware = middleware(struct_item, args);
    let layer = match &struct_item.inner {
        Some(inner) if sound => {
            let layer = layer(struct_item, inner, args);
            let construct = construct(struct_item, inner, args);
            let registered = registered(struct_item, inner, args);
            quote!(#layer #construct #registered)
        }
        _ => TokenStream::new(),
    };
    quote!(#item #middleware #layer)
}

/// The same for the struct that a function stands for: its layer is a value of the function's name.
pub(crate) fn expand_function(
    struct_item: &StructItem,
    docs: &[Attribute],
    args: &ItemArgs,
) -> TokenStream {
    let item = &struct_item.item;
    let middleware = middleware(struct_item, args);
    let layer = struct_item.inner.as_ref().map(|inner| {
        let layer = layer_value(struct_item, inner, docs, args);
        let construct = construct(struct_item, inner, args);
        let registered = registered(struct_item, inner, args);
        quote!(#layer #construct #registered)
    });
    let debug = match item.vis {
        Visibility::Inherited => None,
        _ => Some(quote!(missing_debug_implementations,)),
    };
    let mut item = item.clone();
    item.attrs.push(parse_quote! {
        #[allow(non_camel_case_types, #debug reason = "it is named like the function")]
    });
    quote!(#item #middleware #layer)
}

// Input:
//     struct RateLimit<G> { get_response: GetResponse<G>, limit: u32, .. }
// Output:
//     impl<G> Middleware for RateLimit<G> {
//         type Inner = G;
//         const NAME: &'static str = "RateLimit";
//         const ORDERING: OrderingRules = OrderingRules { name: "shop.RateLimit", rules: &[OrderingRule::Unique] }; // if it is stated
//         fn get_response(&self) -> &GetResponse<G> { &self.get_response }
//     }
fn middleware(struct_item: &StructItem, args: &ItemArgs) -> TokenStream {
    let core = &args.core;
    let (ident, field) = (&struct_item.item.ident, &struct_item.field);
    let name = ident.unraw().to_string();
    let (impl_generics, type_generics, where_clause) = struct_item.item.generics.split_for_impl();
    let (inner, get_response) = match &struct_item.inner {
        Some(Inner::Param(param)) => (param.to_token_stream(), quote!(&self.#field)),
        Some(Inner::Type(ty)) => (ty.to_token_stream(), quote!(&self.#field)),
        // An error was reported. The stand-in keeps the impl from reporting it again.
        None => {
            let param = struct_item.item.generics.type_params().next().map(|param| &param.ident);
            (
                param.map_or(quote!(#core::__private::Missing), ToTokens::to_token_stream),
                never_runs(),
            )
        }
    };
    let place = place(args);
    let attrs = inherited(&struct_item.item.attrs);
    quote! {
        #(#attrs)*
        impl #impl_generics #core::__private::Middleware for #ident #type_generics #where_clause {
            type Inner = #inner;
            const NAME: &'static str = #name;
            #place

            #[inline]
            fn get_response(&self) -> &#core::GetResponse<#inner> {
                #get_response
            }
        }
    }
}

// Input:
//     pub struct RateLimit<G> { get_response: GetResponse<G>, limit: u32, .. }
// Output:
//     impl RateLimit<()> {
//         pub fn layer(limit: u32) -> MiddlewareLayer<RateLimit<()>, (u32,)> {
//             MiddlewareLayer::new((limit,))
//         }
//     }
fn layer(struct_item: &StructItem, inner: &Inner, args: &ItemArgs) -> TokenStream {
    let core = &args.core;
    let StructItem { item, arguments, .. } = struct_item;
    let visibility = &item.vis;
    let recipe = recipe(struct_item, inner);
    let (impl_generics, where_clause) = generics_without(&item.generics, inner);
    let names = arguments.iter().map(|argument| &argument.name);
    let fields = names.clone();
    let types = arguments.iter().map(|argument| &argument.ty);
    let args_type = args_type(arguments);
    let doc = layer_doc(&item.ident, arguments);
    let many = (arguments.len() > 7).then(|| {
        quote!(#[allow(clippy::too_many_arguments, reason = "one for each field of the struct")])
    });
    let attrs = inherited(&item.attrs);
    quote! {
        #(#attrs)*
        impl #impl_generics #recipe #where_clause {
            #[doc = #doc]
            #[must_use]
            #many
            #visibility fn layer(#(#names: #types),*) -> #core::chain::MiddlewareLayer<#recipe, #args_type> {
                #core::chain::MiddlewareLayer::new((#(#fields,)*))
            }
        }
    }
}

// Input:
//     fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response
//     fn limit<G>(request: Request, get_response: &GetResponse<G>, most: u32) -> Response
// Output:
//     const timing: MiddlewareLayer<timing<()>, ()> = MiddlewareLayer::new(());
//     fn limit(most: u32) -> MiddlewareLayer<limit<()>, (u32,)> { MiddlewareLayer::new((most,)) }
fn layer_value(
    struct_item: &StructItem,
    inner: &Inner,
    docs: &[Attribute],
    args: &ItemArgs,
) -> TokenStream {
    let core = &args.core;
    let StructItem { item, arguments, .. } = struct_item;
    let (visibility, ident) = (&item.vis, &item.ident);
    let recipe = recipe(struct_item, inner);
    let args_type = args_type(arguments);
    let attrs: Vec<_> = inherited(&item.attrs).collect();
    if arguments.is_empty() {
        return quote! {
            #(#docs)*
            #(#attrs)*
            #[allow(non_upper_case_globals, reason = "it is named like the function")]
            #visibility const #ident: #core::chain::MiddlewareLayer<#recipe, ()> = #core::chain::MiddlewareLayer::new(());
        };
    }
    let (impl_generics, where_clause) = generics_without(&item.generics, inner);
    let names = arguments.iter().map(|argument| &argument.name);
    let fields = names.clone();
    let types = arguments.iter().map(|argument| &argument.ty);
    quote! {
        #(#docs)*
        #(#attrs)*
        #[must_use]
        #visibility fn #ident #impl_generics(
            #(#names: #types),*
        ) -> #core::chain::MiddlewareLayer<#recipe, #args_type> #where_clause {
            #core::chain::MiddlewareLayer::new((#(#fields,)*))
        }
    }
}

// Output:
//     impl<G> FromParts<G, (u32,)> for RateLimit<()> {
//         type Middleware = RateLimit<G>;
//         fn from_parts(get_response: GetResponse<G>, (limit,): (u32,)) -> RateLimit<G> {
//             RateLimit { get_response, limit, hits: Default::default() }
//         }
//     }
//
// or, for a struct that holds a `GetResponse<BoxHandler<..>>`,
//     impl<H> FromParts<H, (u32,)> for RateLimit where BoxHandler<..>: FromHandler<H> { .. }
fn construct(struct_item: &StructItem, inner: &Inner, args: &ItemArgs) -> TokenStream {
    let core = &args.core;
    let StructItem { item, arguments, defaults, .. } = struct_item;
    let ident = &item.ident;
    let recipe = recipe(struct_item, inner);
    let (_, type_generics, _) = item.generics.split_for_impl();

    let mut generics = item.generics.clone();
    let field = &struct_item.field;
    let (handler, get_response) = match inner {
        Inner::Param(param) => (param.clone(), quote!(#field)),
        Inner::Type(ty) => {
            let handler = fresh(item, "H");
            generics.params.push(parse_quote!(#handler));
            let bound = parse_quote!(#ty: #core::__private::FromHandler<#handler>);
            generics.make_where_clause().predicates.push(bound);
            let converted = quote! {
                #field: <#ty as #core::__private::FromHandler<#handler>>::from_handler(#field)
            };
            (handler, converted)
        }
    };
    for Argument { ty, .. } in defaults {
        if generics.type_params().any(|param| mentions(ty, &param.ident)) {
            let bound = parse_quote!(#ty: ::core::default::Default);
            generics.make_where_clause().predicates.push(bound);
        }
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let names = arguments.iter().map(|argument| &argument.name);
    let fields = names.clone();
    let args_type = args_type(arguments);
    let defaults = defaults.iter().map(
        |Argument { name, cfgs, .. }| quote!(#(#cfgs)* #name: ::core::default::Default::default()),
    );
    let attrs = inherited(&item.attrs);
    quote! {
        #(#attrs)*
        impl #impl_generics #core::__private::FromParts<#handler, #args_type> for #recipe #where_clause {
            type Middleware = #ident #type_generics;

            fn from_parts(
                #field: #core::GetResponse<#handler>,
                (#(#names,)*): #args_type,
            ) -> Self::Middleware {
                #ident { #get_response, #(#fields,)* #(#defaults,)* }
            }
        }
    }
}

// Input:
//     #[middleware(name = "shop.RateLimit", unique, inside_of = "shop.Session")]
// Output:
//     const ORDERING: OrderingRules = OrderingRules {
//         name: "shop.RateLimit",
//         rules: &[OrderingRule::Unique, OrderingRule::InsideOf("shop.Session")],
//     };
fn place(args: &ItemArgs) -> Option<TokenStream> {
    if args.name.is_none() && args.rules.is_empty() {
        return None;
    }
    let core = &args.core;
    let name = args.name.as_ref().map_or(quote!(Self::NAME), |(_, name)| name.to_token_stream());
    let rules = args.rules.iter().map(|Rule { variant, other, .. }| {
        let other = other.as_ref().map(|other| quote!((#other)));
        quote!(#core::ordering::OrderingRule::#variant #other)
    });
    Some(quote! {
        const ORDERING: #core::ordering::OrderingRules =
            #core::ordering::OrderingRules { name: #name, rules: &[#(#rules),*] };
    })
}

// Input:
//     #[middleware(name = "shop.RateLimit")]
// Output:
//     impl Registered for RateLimit<()> {
//         const OPTIONS: &'static [&'static str] = &["limit"];
//         type Options = (u32,);
//     }
fn registered(struct_item: &StructItem, inner: &Inner, args: &ItemArgs) -> Option<TokenStream> {
    args.name.as_ref().filter(|_| cfg!(feature = "settings"))?;
    let core = &args.core;
    let StructItem { item, arguments, .. } = struct_item;
    let recipe = recipe(struct_item, inner);
    let (impl_generics, where_clause) = generics_without(&item.generics, inner);
    let options = arguments.iter().map(|argument| argument.name.unraw().to_string());
    let args_type = args_type(arguments);
    let attrs = inherited(&item.attrs);
    Some(quote! {
        #(#attrs)*
        impl #impl_generics #core::settings::Registered for #recipe #where_clause {
            const OPTIONS: &'static [&'static str] = &[#(#options),*];
            type Options = #args_type;
        }
    })
}

/// The struct as the home of `layer`: with `()` for the parameter of `get_response`, so that a call of
/// `Name::layer(..)` leaves nothing to infer.
fn recipe(struct_item: &StructItem, inner: &Inner) -> TokenStream {
    let ident = &struct_item.item.ident;
    let params = &struct_item.item.generics.params;
    if params.is_empty() {
        return ident.to_token_stream();
    }
    let arguments = params.iter().map(|param| match (param, inner) {
        (GenericParam::Type(param), Inner::Param(g)) if param.ident == *g => quote!(()),
        (GenericParam::Lifetime(param), _) => param.lifetime.to_token_stream(),
        _ => param_name(param).to_token_stream(),
    });
    quote!(#ident<#(#arguments),*>)
}

/// The struct's generics without the parameter of `get_response`.
fn generics_without(generics: &Generics, inner: &Inner) -> (TokenStream, Option<syn::WhereClause>) {
    let mut generics = generics.clone();
    if let Inner::Param(g) = inner {
        let others = generics.params.into_iter().filter(|param| param_name(param) != g);
        generics.params = others.collect();
    }
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    (impl_generics.to_token_stream(), where_clause.cloned())
}

/// The arguments of `layer` as a tuple.
fn args_type(arguments: &[Argument]) -> TokenStream {
    let types = arguments.iter().map(|argument| &argument.ty);
    quote!((#(#types,)*))
}

fn layer_doc(ident: &Ident, arguments: &[Argument]) -> String {
    let ident = ident.unraw();
    if arguments.is_empty() {
        format!(" The layer that wraps a handler in [`{ident}`].")
    } else {
        format!(
            " The layer that wraps a handler in [`{ident}`]. Its arguments are the fields of these names."
        )
    }
}
