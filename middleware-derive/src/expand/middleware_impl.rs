//! The implementation of `Middleware`: what the expansion of the impl needs to know of the struct.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::ext::IdentExt;

use super::{inherited, never_runs, struct_item::recipe};
use crate::{
    args::{ItemArgs, Rule},
    model::{Inner, StructItem},
};

// Input:
//     struct RateLimit<G> { get_response: GetResponse<G>, limit: u32, .. }
// Output:
//     impl<G> Middleware for RateLimit<G> {
//         type Inner = G;
//         type Layer = RateLimit<()>;
//         const NAME: &'static str = "RateLimit";
//         const ORDERING: OrderingRules = OrderingRules { name: "shop.RateLimit", rules: &[OrderingRule::Unique] }; // if it is stated
//         fn get_response(&self) -> &GetResponse<G> { &self.get_response }
//     }
pub(super) fn middleware(struct_item: &StructItem, args: &ItemArgs, sound: bool) -> TokenStream {
    let core = &args.core;
    let (ident, field) = (&struct_item.item.ident, &struct_item.field);
    let name = ident.unraw().to_string();
    let (impl_generics, type_generics, where_clause) = struct_item.item.generics.split_for_impl();
    let (inner, get_response) = match &struct_item.inner {
        Some(Inner::Param(param)) => (param.to_token_stream(), quote!(&self.#field)),
        Some(Inner::Type(ty)) => (ty.to_token_stream(), quote!(&self.#field)),
        // An error was reported. With the stand-in, the impl does not report it again.
        None => {
            let param = struct_item.item.generics.type_params().next().map(|param| &param.ident);
            (
                param.map_or(quote!(#core::__private::Missing), ToTokens::to_token_stream),
                never_runs(),
            )
        }
    };
    let layer = struct_item.inner.as_ref().filter(|_| sound);
    let layer = layer.map_or(quote!(Self), |inner| recipe(struct_item, inner));
    let place = place(args);
    let attrs = inherited(&struct_item.item.attrs);
    quote! {
        #(#attrs)*
        impl #impl_generics #core::__private::Middleware for #ident #type_generics #where_clause {
            type Inner = #inner;
            type Layer = #layer;
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
