//! Plain hooks, which the library calls.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Expansion, calls::Caller};
use crate::model::{HalfKind, ImplItem, Passes};

impl Expansion<'_> {
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
    pub(super) fn hooks(&self) -> TokenStream {
        let ImplItem { args, request, response, .. } = self.impl_item;
        let (core, inner) = (&args.core, &self.inner_response);
        let value_type = self.request.and_then(|hook| hook.of.passes.value());
        let value_type =
            value_type.map_or_else(|| quote!(()), |value| quote!(::core::option::Option<#value>));
        let (short_circuit, taken_response) = if self.decides() {
            (quote!(::core::option::Option<#response>), quote!(short_circuit.take()))
        } else {
            (quote!(::core::convert::Infallible), quote!(match *short_circuit {}))
        };
        let before = self.before();
        let mutability = self.response_mutability(Caller::Library);
        let value = self.value();
        let after = self.process_response(Caller::Library, value.as_ref());
        let (argument, after) = match self.process_exception(Caller::Library) {
            None => (mutability, after),
            Some(recovered) if self.response.is_none() => (None, recovered),
            Some(recovered) => (None, quote!(let #mutability response = #recovered; #after)),
        };
        let (name, taken) = match &value {
            None => (quote!(()), None),
            Some(_) if self.decides() => (quote!(value), Some(quote!(let value = value.take();))),
            Some(_) => {
                (quote!(value), Some(quote!(let value = #core::__private::hooks::take(value);)))
            }
        };
        self.impl_item.implement(
            &quote!(hooks::Hooks),
            self.impl_item.handler_bounds(),
            &quote! {
                type Value = #value_type;
                type InnerResponse = #inner;
                type ShortCircuit = #short_circuit;

                #[inline]
                fn before(
                    &self,
                    request: &mut #request,
                ) -> ::core::ops::ControlFlow<#short_circuit, #value_type> {
                    #before
                }

                #[inline]
                fn take_response(
                    short_circuit: &mut #short_circuit,
                ) -> ::core::option::Option<#response> {
                    #taken_response
                }

                #[inline(always)]
                fn after(&self, #argument response: #inner, #name: &mut #value_type) -> #response {
                    #taken
                    #after
                }
            },
        )
    }

    // Output:
    //     ControlFlow::Continue(Some(Self::process_request(self, request)))
    //
    // or, where `process_request` can answer,
    //     Self::process_request(self, request).map_continue(Some).map_break(|response| ..)
    //
    // The body of `before`.
    fn before(&self) -> TokenStream {
        let Some((hook, call)) = self.request.zip(self.process_request(Caller::Library)) else {
            return quote! {
                let _ = request;
                ::core::ops::ControlFlow::Continue(())
            };
        };
        match &hook.of.passes {
            Passes::Nothing => quote! {
                #call;
                ::core::ops::ControlFlow::Continue(())
            },
            Passes::Value(_) => quote! {
                ::core::ops::ControlFlow::Continue(::core::option::Option::Some(#call))
            },
            Passes::Flow { value: None, .. } => {
                let answered = self.answered(&quote!(()));
                quote!(#call.map_break(#answered))
            }
            Passes::Flow { value: Some(_), .. } => {
                let answered = self.answered(&quote!(::core::option::Option::None));
                quote!(#call.map_continue(::core::option::Option::Some).map_break(#answered))
            }
        }
    }

    // Output:
    //     |response| Some(Hooks::after(self, response, &mut None))
    //
    // or, if `process_exception` takes the response too,
    //     |response| Some({ Self::process_response(self, response, None) })
    fn answered(&self, value: &TokenStream) -> TokenStream {
        let ImplItem { args, request, .. } = self.impl_item;
        let core = &args.core;
        if self.exception.is_none() && self.response.is_some() {
            return quote! {
                |response| {
                    ::core::option::Option::Some(
                        <Self as #core::hooks::Hooks<#request>>::after(self, response, &mut #value),
                    )
                }
            };
        }
        let mutability = self.response_mutability(Caller::Library);
        let value = self.value().map(|_| value);
        let answered = self.process_response(Caller::Library, value);
        quote!(|#mutability response| ::core::option::Option::Some({ #answered }))
    }

    // Output:
    //     impl<G> SyncMiddleware<Request> for Timing<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, request: Request) -> Response { hooks::call(self, request) }
    //     }
    pub(super) fn library_call(&self) -> TokenStream {
        let ImplItem { args, request, response, .. } = self.impl_item;
        let core = &args.core;
        let entered = self.impl_item.entered();
        let implementation = self.impl_item.implement(
            &quote!(SyncMiddleware),
            self.impl_item.native_bounds(HalfKind::Call),
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
    pub(super) fn library_acall(&self) -> TokenStream {
        let ImplItem { args, request, response, .. } = self.impl_item;
        let core = &args.core;
        let future = quote! {
            impl ::core::future::Future<Output = #response> + ::core::marker::Send
        };
        // With parameters of the user's, the compiler may infer the wrong type for the request.
        let types = (self.impl_item.generics.params.len() > 1).then(|| quote!(::<Self, #request>));
        let start =
            self.impl_item.in_span_eagerly(&quote!(#core::__private::hooks::start!(self, request)));
        let implementation = self.impl_item.implement(
            &quote!(AsyncMiddleware),
            self.async_bounds(),
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
}
