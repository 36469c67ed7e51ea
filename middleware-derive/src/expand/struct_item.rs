//! The annotated struct, and its layer.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    Attribute, GenericParam, Generics, Ident, Visibility, WhereClause, ext::IdentExt, parse_quote,
};

use super::{inherited, middleware_impl::middleware, stand_in};
use crate::{
    args::ItemArgs,
    model::{Argument, Inner, StructItem},
    token_search::{fresh, mentions, param_name},
};

/// The struct and its layer, or a stand-in for the layer.
pub(crate) fn expand(mut struct_item: StructItem, args: &ItemArgs, sound: bool) -> TokenStream {
    if !sound {
        stand_in::drop_bounds(&mut struct_item);
    }
    let layer = match &struct_item.inner {
        Some(inner) if sound => {
            let layer = Layer { struct_item: &struct_item, inner, args };
            let (constructor, construct) = (layer.constructor(), layer.construct());
            let (registered, name) = (layer.registered(), layer.name_as_value());
            Some(quote!(#constructor #construct #registered #name))
        }
        _ => stand_in::layer(&struct_item, args),
    };
    let middleware = middleware(&struct_item, args, sound);
    let item = &struct_item.item;
    quote!(#item #middleware #layer)
}

/// The same for the struct of a function: its layer is a value of the function's name.
pub(crate) fn expand_function(
    struct_item: &StructItem,
    docs: &[Attribute],
    args: &ItemArgs,
) -> TokenStream {
    let middleware = middleware(struct_item, args, true);
    let layer = struct_item.inner.as_ref().map(|inner| {
        let layer = Layer { struct_item, inner, args };
        let (value, construct, registered) =
            (layer.value(docs), layer.construct(), layer.registered());
        quote!(#value #construct #registered)
    });
    let mut item = struct_item.item.clone();
    let debug = match item.vis {
        Visibility::Inherited => None,
        _ => Some(quote!(missing_debug_implementations,)),
    };
    item.attrs.push(parse_quote! {
        #[allow(non_camel_case_types, #debug reason = "it is named like the function")]
    });
    quote!(#item #middleware #layer)
}

/// The layer of a sound struct.
struct Layer<'a> {
    struct_item: &'a StructItem,
    inner: &'a Inner,
    args: &'a ItemArgs,
}

impl Layer<'_> {
    // Input:
    //     pub struct RateLimit<G> { get_response: GetResponse<G>, limit: u32, .. }
    // Output:
    //     impl RateLimit<()> {
    //         pub fn layer(limit: u32) -> MiddlewareLayer<RateLimit<()>, (u32,)> {
    //             MiddlewareLayer::new((limit,))
    //         }
    //     }
    fn constructor(&self) -> TokenStream {
        let StructItem { item, arguments, .. } = self.struct_item;
        let recipe = self.recipe();
        let (impl_generics, where_clause) = self.generics_with_default_state();
        let name = parse_quote!(layer);
        let function = self.function(&name, None, None);
        let ident = item.ident.unraw();
        let arguments_doc = match arguments.len() {
            0 => "",
            _ => " Its arguments are the fields of these names.",
        };
        let doc = format!(" The layer that wraps a handler in [`{ident}`].{arguments_doc}");
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
                #function
            }
        }
    }

    // Output:
    //     #[doc(hidden)]
    //     pub const RateLimit: StructName<RateLimit<()>> = StructName::VALUE;
    //
    // `.with(RateLimit)` is then an error of the library, which names `RateLimit::layer(..)`. Without the constant, rustc
    // suggests a struct literal.
    fn name_as_value(&self) -> TokenStream {
        let core = &self.args.core;
        let item = &self.struct_item.item;
        let (visibility, ident) = (&item.vis, &item.ident);
        // A constant has no parameters, and cannot name theirs.
        let name = if self.generics().0.is_empty() { self.recipe() } else { quote!(()) };
        let attrs = inherited(&item.attrs);
        quote! {
            #(#attrs)*
            #[doc(hidden)]
            #[allow(non_upper_case_globals, dead_code, reason = "only an error names it")]
            #visibility const #ident: #core::StructName<#name> = #core::StructName::VALUE;
        }
    }

    // Input:
    //     fn timing<G>(request: Request, get_response: &GetResponse<G>) -> Response
    //     fn limit<G>(request: Request, get_response: &GetResponse<G>, most: u32) -> Response
    // Output:
    //     fn timing() -> MiddlewareLayer<timing<()>, ()> { MiddlewareLayer::new(()) }
    //     fn limit(most: u32) -> MiddlewareLayer<limit<()>, (u32,)> { MiddlewareLayer::new((most,)) }
    fn value(&self, docs: &[Attribute]) -> TokenStream {
        let StructItem { item, .. } = self.struct_item;
        let attrs = inherited(&item.attrs);
        let (impl_generics, where_clause) = self.generics_with_default_state();
        let function = self.function(&item.ident, Some(&impl_generics), where_clause.as_ref());
        quote! {
            #(#docs)*
            #(#attrs)*
            #[must_use]
            #function
        }
    }

    // Output:
    //     pub fn limit(most: u32) -> MiddlewareLayer<limit<()>, (u32,)> { MiddlewareLayer::new((most,)) }
    fn function(
        &self,
        name: &Ident,
        generics: Option<&TokenStream>,
        where_clause: Option<&WhereClause>,
    ) -> TokenStream {
        let core = &self.args.core;
        let StructItem { item, arguments, .. } = self.struct_item;
        let visibility = &item.vis;
        let (recipe, args_type) = (self.recipe(), args_type(arguments));
        let state_type = self.state_type();
        let names = arguments.iter().map(|argument| &argument.name);
        let fields = names.clone();
        let types = arguments.iter().map(|argument| &argument.ty);
        quote! {
            #visibility fn #name #generics(
                #(#names: #types),*
            ) -> #core::chain::MiddlewareLayer<#recipe, #args_type #state_type> #where_clause {
                #core::chain::MiddlewareLayer::new((#(#fields,)*))
            }
        }
    }

    // Output:
    //     impl<G> FromParts<G, (u32,), (Arc<Hits>,)> for RateLimit<()> {
    //         type Middleware = RateLimit<G>;
    //         fn from_parts(
    //             get_response: GetResponse<G>,
    //             (limit,): (u32,),
    //             (hits,): (Arc<Hits>,),
    //         ) -> RateLimit<G> {
    //             RateLimit { get_response, limit, hits }
    //         }
    //     }
    //
    // or, for a struct that holds a `GetResponse<BoxHandler<..>>`,
    //     impl<H> FromParts<H, (u32,)> for RateLimit where BoxHandler<..>: FromHandler<H> { .. }
    fn construct(&self) -> TokenStream {
        let Self { struct_item, inner, args } = self;
        let core = &args.core;
        let StructItem { item, arguments, state, defaults, .. } = *struct_item;
        let ident = &item.ident;
        let recipe = self.recipe();
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
        let (args_type, state_type) = (args_type(arguments), self.state_type());
        let held = state.iter().map(|field| &field.name);
        let state_pattern = if state.is_empty() {
            quote!((): ())
        } else {
            let (held, state_type) = (held.clone(), self::args_type(state));
            quote!((#(#held,)*): #state_type)
        };
        let defaults = defaults.iter().map(
            |Argument { name, cfgs, .. }| quote!(#(#cfgs)* #name: ::core::default::Default::default()),
        );
        let attrs = inherited(&item.attrs);
        quote! {
            #(#attrs)*
            impl #impl_generics #core::__private::FromParts<#handler, #args_type #state_type> for #recipe #where_clause {
                type Middleware = #ident #type_generics;

                fn from_parts(
                    #field: #core::GetResponse<#handler>,
                    (#(#names,)*): #args_type,
                    #state_pattern,
                ) -> Self::Middleware {
                    #ident { #get_response, #(#fields,)* #(#held,)* #(#defaults,)* }
                }
            }
        }
    }

    // Input:
    //     #[middleware(name = "shop.RateLimit")]
    // Output:
    //     impl Registered for RateLimit<()> {
    //         const OPTIONS: &'static [&'static str] = &["limit"];
    //         type Options = (u32,);
    //         type State = (Arc<Hits>,);
    //     }
    fn registered(&self) -> Option<TokenStream> {
        let Self { struct_item, args, .. } = self;
        args.name.as_ref().filter(|_| cfg!(feature = "settings"))?;
        let core = &args.core;
        let StructItem { item, arguments, state, .. } = *struct_item;
        let recipe = self.recipe();
        let (impl_generics, where_clause) = self.generics();
        let options = arguments.iter().map(|argument| argument.name.unraw().to_string());
        let (args_type, state_type) = (args_type(arguments), args_type(state));
        let attrs = inherited(&item.attrs);
        Some(quote! {
            #(#attrs)*
            impl #impl_generics #core::settings::Registered for #recipe #where_clause {
                const OPTIONS: &'static [&'static str] = &[#(#options),*];
                type Options = #args_type;
                type State = #state_type;
            }
        })
    }

    // Output:
    //     , (Arc<Hits>,)
    //
    // The last type argument of the layer, if it has state.
    fn state_type(&self) -> Option<TokenStream> {
        let state = &self.struct_item.state;
        let state_type = args_type(state);
        (!state.is_empty()).then(|| quote!(, #state_type))
    }

    fn recipe(&self) -> TokenStream {
        recipe(self.struct_item, self.inner)
    }

    /// The struct's generics without the parameter of `get_response`.
    fn generics(&self) -> (TokenStream, Option<WhereClause>) {
        self.without_handler(self.struct_item.item.generics.clone())
    }

    /// The same for a function that makes the state.
    fn generics_with_default_state(&self) -> (TokenStream, Option<WhereClause>) {
        let mut generics = self.struct_item.item.generics.clone();
        for Argument { ty, .. } in &self.struct_item.state {
            if generics.type_params().any(|param| mentions(ty, &param.ident)) {
                let bound = parse_quote!(#ty: ::core::default::Default);
                generics.make_where_clause().predicates.push(bound);
            }
        }
        self.without_handler(generics)
    }

    fn without_handler(&self, mut generics: Generics) -> (TokenStream, Option<WhereClause>) {
        if let Inner::Param(g) = self.inner {
            let others = generics.params.into_iter().filter(|param| param_name(param) != g);
            generics.params = others.collect();
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        (impl_generics.to_token_stream(), where_clause.cloned())
    }
}

// Output:
//     RateLimit<()>
//
// The struct that has the function `layer`: with `()` for the parameter of `get_response`, so that a call of
// `Name::layer(..)` needs no inference.
pub(super) fn recipe(struct_item: &StructItem, inner: &Inner) -> TokenStream {
    let (ident, params) = (&struct_item.item.ident, &struct_item.item.generics.params);
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

/// The arguments of `layer` as a tuple.
fn args_type(arguments: &[Argument]) -> TokenStream {
    let types = arguments.iter().map(|argument| &argument.ty);
    quote!((#(#types,)*))
}
