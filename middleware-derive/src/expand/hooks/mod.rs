//! The implementations for a middleware that is written with hooks.

mod ending;
mod written_out;

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Ident, Type, WherePredicate, parse_quote_spanned, spanned::Spanned};

use super::{
    at,
    bounds::{handler_bounds, send_bounds},
    traits::{Capability, Traits},
};
use crate::{
    model::{ExceptionHook, HalfKind, Hook, OutcomeHook, Passes, RequestHook, ResponseHook, Takes},
    token_search::{mentions, param_name},
};

pub(super) fn expand(traits: &Traits<'_>) -> TokenStream {
    let hooks = Expansion::of(traits);
    let handler = traits.handler(Capability::Both);
    let halves = if traits.impl_item.hooks.are_plain() {
        let (hooks, call, acall) = (hooks.hooks(), hooks.plain_call(), hooks.plain_acall());
        quote!(#hooks #call #acall)
    } else {
        let (call, acall) = (hooks.call(), hooks.acall());
        quote!(#call #acall)
    };
    quote!(#handler #halves)
}

/// Which half calls the hooks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    Sync,
    Async,
}

struct Expansion<'a> {
    traits: &'a Traits<'a>,
    request: Option<&'a Hook<RequestHook>>,
    response: Option<&'a Hook<ResponseHook>>,
    exception: Option<&'a Hook<ExceptionHook>>,
    outcome: Option<&'a Hook<OutcomeHook>>,
    /// What the inside answers with.
    inside: Type,
}

impl<'a> Expansion<'a> {
    fn of(traits: &'a Traits<'a>) -> Self {
        let impl_item = traits.impl_item;
        let hooks = &impl_item.hooks;
        Self {
            traits,
            request: hooks.request.as_ref(),
            response: hooks.response.as_ref(),
            exception: hooks.exception.as_ref(),
            outcome: hooks.outcome.as_ref(),
            inside: impl_item.inside.clone().unwrap_or_else(|| traits.response.clone()),
        }
    }

    // Output:
    //     impl<G> Hooks<Request> for Timing<G> where G: Handler<Request, Response = Response> {
    //         type Value = Option<Instant>;
    //         type InnerResponse = Response;
    //         type ShortCircuit = Infallible;
    //         fn before(&self, request: &mut Request) -> ControlFlow<Infallible, Option<Instant>> {
    //             ControlFlow::Continue(Some(Self::process_request(self, request)))
    //         }
    //         fn take_response(short_circuit: &mut Infallible) -> Option<Response> {
    //             match *short_circuit {}
    //         }
    //         fn after(&self, mut response: Response, value: &mut Option<Instant>) -> Response {
    //             let value = hooks::take(value);
    //             Self::process_response(self, &mut response, value);
    //             response
    //         }
    //     }
    //
    // `Self::process_request` is the method that the user wrote, as with the halves.
    fn hooks(&self) -> TokenStream {
        let Traits { impl_item, args, request, response } = self.traits;
        let (core, inner) = (&args.core, &self.inside);
        let value = self.value();
        let (short_circuit, taken_response) = if self.decides() {
            (quote!(::core::option::Option<#response>), quote!(short_circuit.take()))
        } else {
            (quote!(::core::convert::Infallible), quote!(match *short_circuit {}))
        };
        let before = self.before();
        let (mutability, after) = self.process_response(self.value_argument());
        let failed = self.exception.map(|hook| {
            let failed = self.failed(hook);
            quote! {
                let #mutability response = match #failed {
                    ::core::result::Result::Ok(response) => response,
                    ::core::result::Result::Err(error) => Self::process_exception(self, error),
                };
            }
        });
        let argument = mutability.filter(|_| self.exception.is_none());
        let takes_value = self.response.is_some_and(|hook| hook.of.value.is_some());
        let named = if takes_value { quote!(value) } else { quote!(_) };
        let taken = takes_value.then(|| match self.decides() {
            true => quote!(let value = value.take();),
            false => quote!(let value = #core::__private::hooks::take(value);),
        });
        self.traits.implement(
            &quote!(hooks::Hooks),
            handler_bounds(impl_item, request, args),
            &quote! {
                type Value = #value;
                type InnerResponse = #inner;
                type ShortCircuit = #short_circuit;

                #[inline]
                fn before(
                    &self,
                    request: &mut #request,
                ) -> ::core::ops::ControlFlow<#short_circuit, #value> {
                    #before
                }

                #[inline]
                fn take_response(
                    short_circuit: &mut #short_circuit,
                ) -> ::core::option::Option<#response> {
                    #taken_response
                }

                #[inline(always)]
                fn after(&self, #argument response: #inner, #named: &mut #value) -> #response {
                    #taken
                    #failed
                    #after
                }
            },
        )
    }

    /// Whether `process_request` may answer by itself.
    fn decides(&self) -> bool {
        self.request.is_some_and(|hook| matches!(hook.of.passes, Passes::Flow { .. }))
    }

    /// What `process_request` hands on in any case.
    fn value(&self) -> TokenStream {
        match self.request.map(|hook| &hook.of.passes) {
            Some(Passes::Value(value) | Passes::Flow { value: Some(value), .. }) => {
                quote!(::core::option::Option<#value>)
            }
            Some(Passes::Nothing | Passes::Flow { value: None, .. }) | None => quote!(()),
        }
    }

    fn before(&self) -> TokenStream {
        let Some(hook) = self.request else {
            return quote! {
                let _ = request;
                ::core::ops::ControlFlow::Continue(())
            };
        };
        let passed = quote!(Self::process_request(self, request));
        match &hook.of.passes {
            Passes::Nothing => quote! {
                #passed;
                ::core::ops::ControlFlow::Continue(())
            },
            Passes::Value(_) => quote! {
                ::core::ops::ControlFlow::Continue(::core::option::Option::Some(#passed))
            },
            Passes::Flow { value, .. } => {
                let (some, value) = match value {
                    None => (None, quote!(())),
                    Some(_) => (
                        Some(quote!(.map_continue(::core::option::Option::Some))),
                        quote!(::core::option::Option::None),
                    ),
                };
                let answered = self.short_circuit_response(&value);
                quote!(#passed #some .map_break(#answered))
            }
        }
    }

    /// The closure that makes the response of an answer of `process_request`: without `process_exception`.
    fn short_circuit_response(&self, value: &TokenStream) -> TokenStream {
        if self.exception.is_none() && self.response.is_some() {
            let Traits { args, request, .. } = self.traits;
            let core = &args.core;
            return quote! {
                            |response| {
             ::core::option::Option::Some(<Self as #core::hooks::Hooks<#request>>::after(self, response, &mut #value))
            }
                        };
        }
        let takes_value = self.response.is_some_and(|hook| hook.of.value.is_some());
        let (mutability, answered) = self.process_response(takes_value.then(|| quote!(, #value)));
        quote!(|#mutability response| ::core::option::Option::Some({ #answered }))
    }

    /// Whether `process_response` changes the response in place, and what gives the response that leaves.
    fn process_response(&self, value: Option<TokenStream>) -> (Option<TokenStream>, TokenStream) {
        let Some(hook) = self.response else { return (None, quote!(response)) };
        match hook.of.takes {
            Takes::Value => (None, quote!(Self::process_response(self, response #value))),
            Takes::Reference => (
                None,
                quote! {
                    Self::process_response(self, &response #value);
                    response
                },
            ),
            Takes::MutReference => (
                Some(quote!(mut)),
                quote! {
                    Self::process_response(self, &mut response #value);
                    response
                },
            ),
        }
    }

    // Output:
    //     impl<G> SyncMiddleware<Request> for Timing<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, request: Request) -> Response { hooks::call(self, request) }
    //     }
    fn plain_call(&self) -> TokenStream {
        let Traits { args, request, response, .. } = self.traits;
        let core = &args.core;
        let entered = self.traits.entered();
        let implementation = self.traits.implement(
            &quote!(SyncMiddleware),
            self.traits.native_bounds(HalfKind::Call),
            &quote! {
                #[inline]
                fn call(&self, request: #request) -> #response {
                    #entered
                    #core::__private::hooks::call(self, request)
                }
            },
        );
        quote!(#[doc = " Generated: runs the hooks around the next handler."] #implementation)
    }

    // Output:
    //     impl<G> AsyncMiddleware<Request> for Timing<G>
    //     where G: AsyncCall<Request, Response = Response>
    //     {
    //         fn acall(self: &Arc<Self>, request: Request) -> impl Future<Output = Response> + Send {
    //             hooks::acall(self, request)
    //         }
    //         fn acall_now(self: &Arc<Self>, request: Request) -> impl Future<Output = Response> + Send {
    //             hooks::start!(self, request)
    //         }
    //     }
    fn plain_acall(&self) -> TokenStream {
        let Traits { args, request, response, .. } = self.traits;
        let core = &args.core;
        let future = quote! {
            impl ::core::future::Future<Output = #response> + ::core::marker::Send
        };
        // With parameters of the user's, the compiler may look for the request's type in the wrong place.
        let types =
            (self.traits.impl_item.generics.params.len() > 1).then(|| quote!(::<Self, #request>));
        let start =
            self.traits.in_span_eagerly(&quote!(#core::__private::hooks::start!(self, request)));
        let implementation = self.traits.implement(
            &quote!(AsyncMiddleware),
            self.async_bounds(self.traits.native_bounds(HalfKind::Acall)),
            &quote! {
                #[inline]
                fn acall(self: &::std::sync::Arc<Self>, request: #request) -> #future {
                    #core::__private::hooks::acall #types(self, request)
                }

                #[inline(always)]
                fn acall_now(self: &::std::sync::Arc<Self>, request: #request) -> #future {
                    #start
                }
            },
        );
        let why = " Generated: runs the hooks on the caller's thread, around the next handler.";
        quote!(#[doc = #why] #implementation)
    }

    /// `bounds` of the inside, and what else an async half asks for.
    fn async_bounds(&self, mut bounds: Vec<WherePredicate>) -> Vec<WherePredicate> {
        let Traits { impl_item, args, request, response } = self.traits;
        bounds.extend(send_bounds(impl_item, request, response, args));
        bounds.extend(self.held_bounds());
        bounds
    }

    // Output:
    //     Instant: Send,
    //     Response: Send
    //
    // The future of the async half holds the value, and may hold the response. Where it can't, the compiler
    // says so on the user's type.
    fn held_bounds(&self) -> impl Iterator<Item = WherePredicate> {
        let value = self.request.and_then(|hook| hook.of.passes.value());
        let inside = self.traits.impl_item.inside.as_ref();
        // What a type leaves open has been asked for already, but for what the inside answers.
        let impl_item = self.traits.impl_item;
        let is_open = |held: &Type| {
            impl_item.generics.params.iter().any(|param| mentions(held, param_name(param)))
        };
        let is_asked_for = move |held: &&Type| {
            is_open(held) && !impl_item.inner.param().is_some_and(|inner| mentions(*held, inner))
        };
        [value, inside].into_iter().flatten().filter(move |held| !is_asked_for(held)).map(|held| {
            let span = held.span().resolved_at(Span::call_site());
            parse_quote_spanned!(span=> #held: ::core::marker::Send)
        })
    }

    /// The response from inside as `Ok`, or its error as `Err`.
    fn failed(&self, hook: &Hook<ExceptionHook>) -> TokenStream {
        let (response, error) = (&hook.of.response, &hook.of.error);
        let span = response.span().resolved_at(Span::call_site());
        let core = at(span, &self.traits.args.core);
        quote_spanned!(span=> #core::__private::hooks::Fallible::<#error>::failed(response))
    }

    /// The value from `process_request`, as an argument. If it has another type, that is told where
    /// `process_response` states it.
    fn value_argument(&self) -> Option<TokenStream> {
        let ty = self.response?.of.value.as_ref()?;
        let value = Ident::new("value", ty.span().resolved_at(Span::call_site()));
        Some(quote!(, #value))
    }
}
