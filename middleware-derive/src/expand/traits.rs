//! The implementations of the core's traits: `Handler` and the two halves.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    Generics, Lifetime, Type, WherePredicate, parse_quote, spanned::Spanned, visit_mut::VisitMut,
};

use super::{
    bounds::{asked_one_by_one, half_bounds, handed, handler_bounds, send_bounds, shared_bounds},
    hooks, inherited, never_runs,
};
use crate::{
    args::ItemArgs,
    model::{HalfKind, ImplItem, request_lifetime},
    token_search::{mentions, param_name},
};

/// The implementations, each under the `cfg`s of the halves that it depends on.
pub(crate) fn expand(impl_item: &ImplItem, args: &ItemArgs) -> TokenStream {
    let ImplItem { request, response, .. } = impl_item;
    let traits = Traits { impl_item, args, request, response };
    let forwards = traits.forwards();
    if impl_item.halves.is_empty() {
        let hooks = hooks::expand(&traits);
        return quote!(#forwards #hooks);
    }
    let call = impl_item.condition(HalfKind::Call);
    let acall = impl_item.condition(HalfKind::Acall);
    let both = call.clone().and(acall.clone());
    let sync_only = call.clone().and(acall.clone().not());
    let async_only = call.clone().not().and(acall.clone());
    let neither = call.clone().not().and(acall.clone().not());

    let handlers = [
        both.guard(|| traits.handler(Capability::Both)),
        sync_only.guard(|| traits.handler(Capability::SyncOnly)),
        async_only.guard(|| traits.handler(Capability::AsyncOnly)),
    ];
    let bridges = cfg!(feature = "bridges");
    let halves = [
        call.guard(|| traits.native_call()),
        acall.guard(|| traits.native_acall()),
        if bridges { async_only.guard(|| traits.generated_call()) } else { TokenStream::new() },
        if bridges { sync_only.guard(|| traits.generated_acall()) } else { TokenStream::new() },
        neither.guard(
            || quote!(::core::compile_error!("the `cfg`s leave neither `call` nor `acall`");),
        ),
    ];
    quote!(#forwards #(#handlers)* #(#halves)*)
}

/// Implementations without a body, for an impl with a mistake: they keep the compiler from reporting
/// the mistake once more wherever the middleware is used.
pub(crate) fn stand_in(impl_item: &ImplItem, args: &ItemArgs) -> TokenStream {
    let core = &args.core;
    let open = impl_item.undetermined();
    let mut generics = impl_item.generics.clone();
    let is_settled = |tokens: &dyn ToTokens| {
        let tokens = tokens.to_token_stream();
        !open.iter().any(|open| mentions(&tokens, param_name(open)))
    };
    let params = std::mem::take(&mut generics.params).into_iter();
    generics.params = params.filter(|param| is_settled(param_name(param))).collect();
    if let Some(clause) = &mut generics.where_clause {
        let predicates = std::mem::take(&mut clause.predicates).into_iter();
        clause.predicates = predicates.filter(|predicate| is_settled(predicate)).collect();
    }
    let ImplItem { request, response, .. } = impl_item;
    let unit = parse_quote!(());
    let response = if is_settled(response) { response } else { &unit };
    let traits = Traits { impl_item, args, request, response };
    let bounds = handler_bounds(impl_item, request, args);
    let never_runs = never_runs();
    let implement = |name: &TokenStream, body: &TokenStream| {
        traits.implement_for(generics.clone(), name, bounds.clone(), body)
    };
    let handler = implement(
        &quote!(Handler),
        &quote! {
            type Response = #response;
            type Mode = #core::mode::DynMode;

            fn mode(&self) -> #core::Mode {
                #never_runs
            }
        },
    );
    let call = implement(
        &quote!(SyncMiddleware),
        &quote! {
            fn call(&self, _: #request) -> #response {
                #never_runs
            }
        },
    );
    let acall = implement(
        &quote!(AsyncMiddleware),
        &quote! {
            fn acall(
                self: &::std::sync::Arc<Self>,
                _: #request,
            ) -> impl ::core::future::Future<Output = #response> + ::core::marker::Send {
                ::core::future::pending()
            }
        },
    );
    let handed = handed(impl_item, request, args);
    let forwards = implement(&quote!(__private::Forwards), &quote!(type Request = #handed;));
    quote!(#handler #forwards #call #acall)
}

/// Which halves are written.
#[derive(Clone, Copy)]
pub(super) enum Capability {
    Both,
    SyncOnly,
    AsyncOnly,
}

pub(super) struct Traits<'a> {
    pub(super) impl_item: &'a ImplItem,
    pub(super) args: &'a ItemArgs,
    pub(super) request: &'a Type,
    pub(super) response: &'a Type,
}

impl Traits<'_> {
    // Output:
    //     impl<G> Handler<Request> for Timing<G> where G: Handler<Request, Response = Response> {
    //         type Response = Response;
    //         type Mode = <<Self as Middleware>::Inner as Handler<Request>>::Mode;
    //         fn mode(&self) -> Mode { Middleware::get_response(self).mode::<Request>() }
    //         fn plan(&self) -> Plan { .. }
    //     }
    //
    // A layer with both halves takes the mode of its inside; one half decides by itself.
    pub(super) fn handler(&self, capability: Capability) -> TokenStream {
        let Self { impl_item, args, response, .. } = self;
        let core = &args.core;
        let handed = handed(impl_item, self.request, args);
        // Where the struct is not annotated, the error points at its name.
        let span = impl_item.item.self_ty.span().resolved_at(Span::call_site());
        let get_response =
            quote_spanned!(span=> <Self as #core::__private::Middleware>::get_response(self));
        let inner = impl_item.inner.ty(core);
        let (tag, mode, capability) = match capability {
            Capability::Both => (
                quote!(<#inner as #core::Handler<#handed>>::Mode),
                quote!(#get_response.mode::<#handed>()),
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
            <Self as #core::__private::Middleware>::plan::<#handed>(self, #core::Capability::#capability)
        };
        let counted = |count| Some(Literal::usize_unsuffixed(count)).filter(|_| count > 0);
        let blocking = counted(impl_item.hooks.blocking());
        let blocking = blocking.map(|count| quote!(.with_blocking_hooks(#count)));
        let asyncs = counted(impl_item.hooks.asyncs());
        let asyncs = asyncs.map(|count| quote!(.with_async_hooks(#count)));
        self.implement_asked_first(
            &quote!(Handler),
            handler_bounds(impl_item, self.request, args),
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
    //     impl<G> Forwards<Request> for Timing<G> where G: Handler<Request, Response = Response> {
    //         type Request = Request;
    //     }
    //
    // The bound is there for type parameters that only the response mentions.
    fn forwards(&self) -> TokenStream {
        let Self { impl_item, args, request, .. } = self;
        let handed = handed(impl_item, request, args);
        let bounds = handler_bounds(impl_item, request, args);
        self.implement_asked_first(
            &quote!(__private::Forwards),
            bounds,
            &quote!(type Request = #handed;),
        )
    }

    // Output:
    //     impl<G> SyncMiddleware<Request> for Timing<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, request: Request) -> Response { Self::call(self, request) }
    //     }
    //
    // `Self::call` is the method that the user wrote: one of the type itself goes before one of a trait.
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
    // Not an `async fn`: a function that only passes on must not grow the future. Errors about `Send`
    // point at the user's `acall`.
    fn native_acall(&self) -> TokenStream {
        let Self { request, response, .. } = self;
        let half = self.impl_item.halves.iter().find(|half| half.kind == HalfKind::Acall);
        let mut bounds = self.native_bounds(HalfKind::Acall);
        bounds.extend(send_bounds(self.impl_item, request, response, self.args));
        let span = half.map_or_else(Span::call_site, |half| half.name.span());
        let future = quote_spanned! {span=>
            impl ::core::future::Future<Output = #response> + ::core::marker::Send
        };
        let acall = self.in_span(quote!(Self::acall(self, request)));
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
    // No span here: that of `call` is opened on the other side.
    fn generated_acall(&self) -> TokenStream {
        let Self { impl_item, args, request, .. } = self;
        let core = &args.core;
        let mut bounds = handler_bounds(impl_item, request, args);
        bounds.push(parse_quote!(Self: #core::__private::Offloadable<#request>));
        let why = " Generated: there is no `acall`, so async code runs `call` in the thread pool.";
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

    /// What a half asks for: to be able to call inwards.
    pub(super) fn native_bounds(&self, kind: HalfKind) -> Vec<WherePredicate> {
        let Self { impl_item, args, request, .. } = self;
        half_bounds(impl_item, kind, request, impl_item.inside.as_ref(), args)
    }

    /// `impl<..> Name<Request> for Type where .. { body }`
    pub(super) fn implement(
        &self,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        self.implement_for(self.impl_item.generics.clone(), name, bounds, body)
    }

    /// The same for a trait by which the request is inferred.
    fn implement_asked_first(
        &self,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        self.implement_for(asked_one_by_one(self.impl_item, self.args), name, bounds, body)
    }

    fn implement_for(
        &self,
        mut generics: Generics,
        name: &TokenStream,
        bounds: Vec<WherePredicate>,
        body: &TokenStream,
    ) -> TokenStream {
        let Self { impl_item, args, request, .. } = self;
        let core = &args.core;
        let self_ty = handler_type(&impl_item.item.self_ty);
        let attrs = inherited(&impl_item.item.attrs);
        if impl_item.elided {
            let lifetime = request_lifetime();
            generics.params.insert(0, parse_quote!(#lifetime));
        }
        let bounds: Vec<_> = bounds.into_iter().chain(shared_bounds(impl_item)).collect();
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

/// The type of the impl as a handler. Where a lifetime of it is left out, it is `'static`, as handlers are.
fn handler_type(self_ty: &Type) -> Type {
    struct MakeStatic;

    impl VisitMut for MakeStatic {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident == "_" {
                *lifetime = Lifetime::new("'static", lifetime.span());
            }
        }
    }

    let mut self_ty = self_ty.clone();
    MakeStatic.visit_type_mut(&mut self_ty);
    self_ty
}
