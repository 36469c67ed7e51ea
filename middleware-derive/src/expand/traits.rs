//! The implementations of the core's traits: `Handler` and the two halves.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericParam, Generics, Lifetime, Type, WherePredicate, parse_quote, spanned::Spanned};

use super::{hooks, inherited};
use crate::{
    model::{HalfKind, ImplItem, request_lifetime, with_lifetimes},
    token_search::{mentions, param_name},
};

// Output:
//     impl<G> OneAnnotatedImplPerRequest<Request> for Timing<G> { .. }
//     impl<G> SingleMode<Request> for Timing<G> { .. }
//     impl<G> Handler<Request> for Timing<G> { .. }
//     impl<G> SyncMiddleware<Request> for Timing<G> { .. }
//     impl<G> AsyncMiddleware<Request> for Timing<G> { .. }
//
// Each is under the `cfg`s of the halves that it depends on.
pub(crate) fn expand(impl_item: &ImplItem<'_>) -> TokenStream {
    let annotated = impl_item.annotated();
    if impl_item.halves.is_empty() {
        let hooks = hooks::expand(impl_item);
        return quote!(#annotated #hooks);
    }
    let call = impl_item.condition(HalfKind::Call);
    let acall = impl_item.condition(HalfKind::Acall);
    let both = call.clone().and(acall.clone());
    let sync_only = call.clone().and(acall.clone().not());
    let async_only = call.clone().not().and(acall.clone());
    let neither = call.clone().not().and(acall.clone().not());

    let handlers = [
        both.guard(|| impl_item.handler(Capability::Both)),
        sync_only.guard(|| impl_item.handler(Capability::SyncOnly)),
        async_only.guard(|| impl_item.handler(Capability::AsyncOnly)),
    ];
    let bridges = cfg!(feature = "bridges");
    let halves = [
        call.guard(|| impl_item.native_call()),
        acall.guard(|| impl_item.native_acall()),
        if bridges { async_only.guard(|| impl_item.generated_call()) } else { TokenStream::new() },
        if bridges { sync_only.guard(|| impl_item.generated_acall()) } else { TokenStream::new() },
        neither
            .guard(|| quote!(::core::compile_error!("the `cfg`s remove both `call` and `acall`");)),
    ];
    quote!(#annotated #(#handlers)* #(#halves)*)
}

/// Which halves are written.
#[derive(Clone, Copy)]
pub(super) enum Capability {
    Both,
    SyncOnly,
    AsyncOnly,
}

impl ImplItem<'_> {
    // Output:
    //     impl<G> Handler<Request> for Timing<G> where G: Handler<Request, Response = Response> {
    //         type Response = Response;
    //         type Mode = <<Self as Middleware>::Inner as Handler<Request>>::Mode;
    //         fn mode(&self) -> Mode { Middleware::get_response(self).mode::<Request>() }
    //         fn plan(&self) -> Plan { .. }
    //     }
    //
    // A layer with both halves has the mode of the next handler. With one half, it has the mode of that half.
    pub(super) fn handler(&self, capability: Capability) -> TokenStream {
        let Self { args, response, .. } = self;
        let core = &args.core;
        let forwarded = self.forwarded();
        // Where the struct is not annotated, the error points at its name.
        let span = self.item.self_ty.span().resolved_at(Span::call_site());
        let get_response =
            quote_spanned!(span=> <Self as #core::__private::Middleware>::get_response(self));
        let inner = self.inner.ty(core);
        let (tag, mode, capability) = match capability {
            Capability::Both => (
                quote!(<#inner as #core::Handler<#forwarded>>::Mode),
                quote!(#get_response.mode::<#forwarded>()),
                quote!(Both),
            ),
            Capability::SyncOnly => {
                (quote!(#core::mode::SyncMode), quote!(#core::Mode::Sync), quote!(SyncOnly))
            }
            Capability::AsyncOnly => {
                (quote!(#core::mode::AsyncMode), quote!(#core::Mode::Async), quote!(AsyncOnly))
            }
        };
        let plan = quote_spanned! {span=>
            <Self as #core::__private::Middleware>::plan::<#forwarded>(self, #core::Capability::#capability)
        };
        let counted = |count| Some(Literal::usize_unsuffixed(count)).filter(|_| count > 0);
        let blocking = counted(self.hooks.blocking());
        let blocking = blocking.map(|count| quote!(.with_blocking_hooks(#count)));
        let asyncs = counted(self.hooks.asyncs());
        let asyncs = asyncs.map(|count| quote!(.with_async_hooks(#count)));
        self.implement_asked_first(
            &quote!(Handler),
            self.handler_bounds(),
            &quote! {
                type Response = #response;
                type Mode = #tag;

                fn mode(&self) -> #core::Mode {
                    #mode
                }

                fn plan(&self) -> #core::Plan {
                    #plan #blocking #asyncs
                }
            },
        )
    }

    // Output:
    //     impl<G> OneAnnotatedImplPerRequest<Request> for Timing<G> where G: Handler<Request, Response = Response> {
    //         type Request = Request;
    //     }
    //     impl<G> SingleMode<Request> for Timing<G>
    //     where G: Handler<Request, Response = Response>, Self: JoinedInMode<Request> {}
    //
    // The bound on `G` is there for type parameters that only the response mentions. A struct without a parameter has a
    // `BoxHandler`, whose mode is known only at run time, so it is not `SingleMode`.
    fn annotated(&self) -> TokenStream {
        let forwarded = self.forwarded();
        let (core, request, mut bounds) = (&self.args.core, &self.request, self.handler_bounds());
        let annotated = self.implement_asked_first(
            &quote!(__private::OneAnnotatedImplPerRequest),
            bounds.clone(),
            &quote!(type Request = #forwarded;),
        );
        let mut params = self.generics.params.iter();
        let is_open = params.any(|param| {
            !matches!(param, GenericParam::Lifetime(_))
                && mentions(&self.item.self_ty, param_name(param))
        });
        if !is_open {
            return annotated;
        }
        bounds.push(parse_quote!(Self: #core::__private::JoinedInMode<#request>));
        let single_mode =
            self.implement_asked_first(&quote!(SingleMode), bounds, &TokenStream::new());
        quote!(#annotated #single_mode)
    }

    // Output:
    //     impl<G> SyncMiddleware<Request> for Timing<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, request: Request) -> Response { Self::call(self, request) }
    //     }
    //
    // `Self::call` is the method that the user wrote: one of the type itself takes precedence over one of a trait.
    fn native_call(&self) -> TokenStream {
        let Self { request, response, .. } = self;
        let bounds = self.native_bounds(HalfKind::Call);
        let entered = self.entered();
        self.implement(
            &quote!(SyncMiddleware),
            bounds,
            &quote! {
                #[inline]
                fn call(&self, request: #request) -> #response {
                    #entered
                    Self::call(self, request)
                }
            },
        )
    }

    // Output:
    //     impl<G> AsyncMiddleware<Request> for Timing<G>
    //     where G: AsyncCall<Request, Response = Response>
    //     {
    //         fn acall(self: &Arc<Self>, request: Request) -> impl Future<Output = Response> + Send {
    //             Self::acall(self, request)
    //         }
    //     }
    //
    // Not an `async fn`, which would make the future larger. Errors about `Send` point at the user's `acall`.
    fn native_acall(&self) -> TokenStream {
        let Self { request, response, .. } = self;
        let half = self.halves.iter().find(|half| half.kind == HalfKind::Acall);
        let mut bounds = self.native_bounds(HalfKind::Acall);
        bounds.extend(self.send_bounds());
        let span = half.map_or_else(Span::call_site, |half| half.name.span());
        let future = quote_spanned! {span=>
            impl ::core::future::Future<Output = #response> + ::core::marker::Send
        };
        let acall = self.in_span(None, quote!(Self::acall(self, request)));
        self.implement(
            &quote!(AsyncMiddleware),
            bounds,
            &quote! {
                #[inline]
                fn acall(self: &::std::sync::Arc<Self>, request: #request) -> #future {
                    #acall
                }
            },
        )
    }

    // Output:
    //     impl<G> SyncMiddleware<Request> for Fetch<G> where G: AsyncCall<Request, Response = Response> {
    //         fn call(&self, request: Request) -> Response {
    //             bridge::block_on(Self::acall(self, request))
    //         }
    //     }
    fn generated_call(&self) -> TokenStream {
        let Self { args, request, response, .. } = self;
        let core = &args.core;
        let bounds = self.native_bounds(HalfKind::Acall);
        let why = " Generated: there is no `call`, so sync code blocks on `acall`.";
        let entered = self.entered();
        let implementation = self.implement(
            &quote!(SyncMiddleware),
            bounds,
            &quote! {
                fn call(&self, request: #request) -> #response {
                    #entered
                    #core::bridge::block_on(Self::acall(self, request))
                }
            },
        );
        quote!(#[doc = #why] #implementation)
    }

    // Output:
    //     impl<G> AsyncMiddleware<Request> for Audit<G>
    //     where G: Handler<Request, Response = Response>, Self: Offloadable<Request>
    //     {
    //         fn acall(self: &Arc<Self>, request: Request)
    //             -> impl Future<Output = Self::Response> + Send
    //         {
    //             __private::offload(self, request)
    //         }
    //     }
    //
    // No span here: `call` opens its own on the other thread.
    fn generated_acall(&self) -> TokenStream {
        let Self { args, request, .. } = self;
        let core = &args.core;
        let mut bounds = self.handler_bounds();
        bounds.push(parse_quote!(Self: #core::__private::Offloadable<#request>));
        let why = " Generated: there is no `acall`, so async code runs `call` on the thread pool.";
        let implementation = self.implement(
            &quote!(AsyncMiddleware),
            bounds,
            &quote! {
                fn acall(
                    self: &::std::sync::Arc<Self>,
                    request: #request,
                ) -> impl ::core::future::Future<Output = Self::Response> + ::core::marker::Send {
                    #core::__private::offload(self, request)
                }
            },
        );
        quote!(#[doc = #why] #implementation)
    }

    /// The bounds with which a half can call the next handler.
    pub(super) fn native_bounds(&self, kind: HalfKind) -> Vec<WherePredicate> {
        self.half_bounds(kind, &self.request, self.inner_response.as_ref())
    }

    /// `impl<..> Name<Request> for Type where .. { body }`
    pub(super) fn implement(
        &self,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        self.implement_for(self.generics.clone(), name, bounds, body)
    }

    /// The same for a trait by which the request is inferred.
    fn implement_asked_first(
        &self,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        self.implement_for(self.asked_one_by_one(), name, bounds, body)
    }

    fn implement_for(
        &self,
        mut generics: Generics,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        let Self { args, request, .. } = self;
        let core = &args.core;
        let self_ty = handler_type(&self.item.self_ty);
        let attrs = inherited(&self.item.attrs);
        if self.elided {
            let lifetime = request_lifetime();
            generics.params.insert(0, parse_quote!(#lifetime));
        }
        let bounds: Vec<_> = bounds.into_iter().chain(self.shared_bounds()).collect();
        if !bounds.is_empty() {
            generics.make_where_clause().predicates.extend(bounds);
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        quote! {
            #(#attrs)*
            impl #impl_generics #core::#name<#request> for #self_ty #where_clause {
                #body
            }
        }
    }
}

/// The type of the impl as a handler. An elided lifetime in it is `'static`, because handlers are.
fn handler_type(self_ty: &Type) -> Type {
    with_lifetimes(self_ty, |lifetime| {
        let is_elided = lifetime.ident == "_";
        is_elided.then(|| Lifetime::new("'static", lifetime.span()))
    })
}
