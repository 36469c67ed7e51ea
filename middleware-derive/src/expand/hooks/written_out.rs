//! The halves of hooks that are async or blocking, or that include `process_outcome`. They are written out.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Expansion, calls::Caller};
use crate::model::{HalfKind, ImplItem, Passes};

impl Expansion<'_> {
    // Output:
    //     impl<G> SyncMiddleware<Request> for Session<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, mut request: Request) -> Response {
    //             let value = bridge::block_on(Self::process_request(self, &mut request));
    //             let response = self.get_response.call(request);
    //             Self::process_response(self, response, value)
    //         }
    //     }
    pub(super) fn written_call(&self) -> TokenStream {
        let ImplItem { request, response, .. } = self.impl_item;
        let (mutability, body) = (self.request_mutability(Caller::Sync), self.body(Caller::Sync));
        let entered = self.impl_item.entered();
        let implementation = self.impl_item.implement(
            &quote!(SyncMiddleware),
            self.impl_item.native_bounds(HalfKind::Call),
            &quote! {
                fn call(&self, #mutability request: #request) -> #response {
                    #entered
                    #body
                }
            },
        );
        let mut why = " Generated: runs the hooks around the next handler.".to_owned();
        if self.impl_item.hooks.asyncs() > 0 {
            why += " Sync code blocks on an async hook.";
        }
        if self.outcome.is_some() {
            why += " `ending` reports how the request ended, even if it panicked.";
        }
        quote!(#[doc = #why] #implementation)
    }

    // Output:
    //     impl<G> AsyncMiddleware<Request> for Session<G>
    //     where G: AsyncCall<Request, Response = Response>
    //     {
    //         async fn acall(self: &Arc<Self>, mut request: Request) -> Response {
    //             let value = Self::process_request(self, &mut request).await;
    //             let response = self.get_response.acall(request).await;
    //             Self::process_response(self, response, value)
    //         }
    //     }
    pub(super) fn written_acall(&self) -> TokenStream {
        let ImplItem { request, response, args, .. } = self.impl_item;
        let (mutability, body) = (self.request_mutability(Caller::Async), self.body(Caller::Async));
        let (outer, inner) = if self.impl_item.span_has_fields() {
            (None, mutability.as_ref())
        } else {
            (mutability.as_ref(), None)
        };
        let arguments = quote!(self: &::std::sync::Arc<Self>, #outer request: #request);
        let acall = if args.span.is_some() {
            let future = self.impl_item.in_span(inner, quote!(async move { #body }));
            quote! {
                fn acall(
                    #arguments
                ) -> impl ::core::future::Future<Output = #response> + ::core::marker::Send {
                    #future
                }
            }
        } else {
            quote! {
                async fn acall(#arguments) -> #response {
                    #body
                }
            }
        };
        let implementation =
            self.impl_item.implement(&quote!(AsyncMiddleware), self.async_bounds(), &acall);
        let mut why = " Generated: runs the hooks around the next handler".to_owned();
        if self.impl_item.hooks.blocking() > 0 {
            why += ", blocking ones on the thread pool";
        }
        why += ".";
        if self.outcome.is_some() {
            why += " `ending` reports how the request ended, even if the future is dropped.";
        }
        quote!(#[doc = #why] #implementation)
    }

    fn request_mutability(&self, caller: Caller) -> Option<TokenStream> {
        let hook = self.request?;
        (hook.of.mutable || caller.hops(hook)).then(|| quote!(mut))
    }

    // Output:
    //     let mut ending = Ending::new(..);                            // of `process_outcome`
    //     let value = Self::process_request(self, &mut request);
    //     let kept = Some(value);
    //     ending.keep(kept);
    //     let mut response = self.get_response.call(request);
    //     Self::process_response(self, &mut response, value);
    //     ending.tell(response)
    fn body(&self, caller: Caller) -> TokenStream {
        let ending = self.ending(caller);
        let mutability = self.response_mutability(caller);
        let next = self.next(caller);
        let kept = self.kept();
        let answered = match self.request.map(|hook| &hook.of.passes) {
            Some(Passes::Flow { value, .. }) => self.decided(caller, value.is_some()),
            Some(Passes::Value(_)) => {
                let call = self.process_request(caller);
                quote!(let value = #call; #kept let #mutability response = #next;)
            }
            Some(Passes::Nothing) => {
                let call = self.process_request(caller);
                quote!(#call; let #mutability response = #next;)
            }
            None => quote!(let #mutability response = #next;),
        };
        let response = self.process_response(caller, self.value().as_ref());
        quote!(#ending #answered #response)
    }

    // Output:
    //     let (response, value) = match Self::process_request(self, &request) {
    //         ControlFlow::Continue(value) => {
    //             let response = self.get_response.call(request);
    //             (response, Some(value))
    //         }
    //         ControlFlow::Break(response) => (response, None),
    //     };
    //
    // Without the value, unless `process_response` takes it.
    fn decided(&self, caller: Caller, has_value: bool) -> TokenStream {
        let call = self.process_request(caller);
        let (next, kept) = (self.next(caller), self.kept());
        let (mutability, short_circuit) = (self.response_mutability(caller), self.short_circuit());
        let (bound, next, mut answered) = if has_value && self.value().is_some() {
            (
                quote!((#mutability response, value)),
                quote! {{
                    #kept
                    let response = #next;
                    (response, ::core::option::Option::Some(value))
                }},
                quote!((response, ::core::option::Option::None)),
            )
        } else if kept.is_some() {
            (quote!(#mutability response), quote!({ #kept #next }), quote!(response))
        } else {
            (quote!(#mutability response), next, quote!(response))
        };
        if short_circuit.is_some() {
            answered = quote!({ #short_circuit #answered });
        }
        let value = if has_value { quote!(value) } else { quote!(()) };
        quote! {
            let #bound = match #call {
                ::core::ops::ControlFlow::Continue(#value) => #next,
                ::core::ops::ControlFlow::Break(response) => #answered,
            };
        }
    }

    // Output:
    //     self.get_response.call(request)
    //
    // or, with `process_exception`,
    //     { let response = self.get_response.call(request); match .. }
    fn next(&self, caller: Caller) -> TokenStream {
        let core = &self.impl_item.args.core;
        let get_response = quote!(<Self as #core::__private::Middleware>::get_response(self));
        let response = match caller {
            Caller::Library | Caller::Sync => quote!(#get_response.call(request)),
            Caller::Async => self.awaited(&quote!(#get_response.acall(request))),
        };
        match self.process_exception(caller) {
            None => response,
            Some(recovered) => quote!({ let response = #response; #recovered }),
        }
    }
}
