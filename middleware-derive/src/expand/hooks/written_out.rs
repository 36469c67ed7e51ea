//! The halves where a hook waits, being async or blocking, or is told the outcome. They are written out.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Caller, Expansion};
use crate::{
    expand::traits::Traits,
    model::{ExceptionHook, HalfKind, Hook, Passes, RequestHook, Takes},
};

impl Expansion<'_> {
    // Output:
    //     impl<G> SyncMiddleware<Request> for Session<G> where G: Call<Request, Response = Response> {
    //         fn call(&self, mut request: Request) -> Response {
    //             let value = bridge::block_on(Self::process_request(self, &mut request));
    //             let response = self.get_response.call(request);
    //             Self::process_response(self, response, value)
    //         }
    //     }
    pub(super) fn call(&self) -> TokenStream {
        let Traits { request, response, .. } = self.traits;
        let (mutability, body) = (self.request_mutability(Caller::Sync), self.body(Caller::Sync));
        let entered = self.traits.entered();
        let implementation = self.traits.implement(
            &quote!(SyncMiddleware),
            self.traits.native_bounds(HalfKind::Call),
            &quote! {
                fn call(&self, #mutability request: #request) -> #response {
                    #entered
                    #body
                }
            },
        );
        let waits = (self.traits.impl_item.hooks.asyncs() > 0)
            .then_some(" Sync code blocks on a hook that is async.");
        let tells = self.outcome.map(|_| " `ending` tells how it ended, be it by a panic.");
        let why = [Some(" Generated: runs the hooks around the next handler."), waits, tells];
        let why: String = why.into_iter().flatten().collect();
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
    pub(super) fn acall(&self) -> TokenStream {
        let Traits { request, response, .. } = self.traits;
        let (mutability, body) = (self.request_mutability(Caller::Async), self.body(Caller::Async));
        let arguments = quote!(self: &::std::sync::Arc<Self>, #mutability request: #request);
        let acall = if self.traits.args.span.is_some() {
            let future = self.traits.in_span(quote!(async move { #body }));
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
        let bounds = self.async_bounds(self.traits.native_bounds(HalfKind::Acall));
        let implementation = self.traits.implement(&quote!(AsyncMiddleware), bounds, &acall);
        let runs = if self.traits.impl_item.hooks.blocking() > 0 {
            " Generated: runs the hooks around the next handler, those that block in the thread pool."
        } else {
            " Generated: runs the hooks around the next handler."
        };
        let tells = self
            .outcome
            .map_or("", |_| " `ending` tells how it ended, also if the future is dropped.");
        let why = format!("{runs}{tells}");
        quote!(#[doc = #why] #implementation)
    }

    fn request_mutability(&self, caller: Caller) -> Option<TokenStream> {
        let hook = self.request?;
        let replaced = caller == Caller::Async && hook.blocking.is_some();
        (hook.of.mutable || replaced).then(|| quote!(mut))
    }

    /// The body of a half.
    fn body(&self, caller: Caller) -> TokenStream {
        let inside = self.inside_answers(caller);
        let changes = self.response.is_some_and(|hook| {
            let elsewhere = caller == Caller::Async && hook.blocking.is_some();
            hook.of.takes == Takes::MutReference && !elsewhere
        });
        let response = if changes { quote!(mut response) } else { quote!(response) };
        let exception =
            self.exception.map(|hook| (self.failed(hook), self.recovered(caller, hook)));
        // Where there is a decision, or an error to see, the response is bound to more than the answer
        // from inside.
        let answered = match &exception {
            None => inside,
            Some((failed, recovered)) => quote! {
                {
                    let response = #inside;
                    match #failed {
                        ::core::result::Result::Ok(response) => response,
                        ::core::result::Result::Err(error) => #recovered,
                    }
                }
            },
        };
        let passed = self.request.map(|hook| self.passed(caller, hook));
        let kept = self.kept();
        let short_circuit = self.short_circuit();
        let answered_at_once = match &short_circuit {
            None => quote!(response),
            Some(noted) => quote!({ #noted response }),
        };
        let is_returned = self.response.is_some_and(|hook| hook.of.value.is_some());
        let answer = match self.request.map(|hook| &hook.of.passes) {
            None => quote!(let #response = #answered;),
            Some(Passes::Nothing) => quote!(#passed; let #response = #answered;),
            Some(Passes::Value(_)) => {
                quote!(let value = #passed; #kept let #response = #answered;)
            }
            Some(Passes::Flow { value: None, .. }) => quote! {
                let #response = match #passed {
                    ::core::ops::ControlFlow::Continue(()) => #answered,
                    ::core::ops::ControlFlow::Break(response) => #answered_at_once,
                };
            },
            Some(Passes::Flow { value: Some(_), .. }) if is_returned => quote! {
                let (#response, value) = match #passed {
                    ::core::ops::ControlFlow::Continue(value) => {
                        #kept
                        let response = #answered;
                        (response, ::core::option::Option::Some(value))
                    }
                    ::core::ops::ControlFlow::Break(response) => {
                        #short_circuit
                        (response, ::core::option::Option::None)
                    }
                };
            },
            Some(Passes::Flow { value: Some(_), .. }) => quote! {
                let #response = match #passed {
                    ::core::ops::ControlFlow::Continue(value) => {
                        #kept
                        #answered
                    }
                    ::core::ops::ControlFlow::Break(response) => #answered_at_once,
                };
            },
        };
        let ending = self.ending(caller);
        let left = self.left(caller);
        quote!(#ending #answer #left)
    }

    fn inside_answers(&self, caller: Caller) -> TokenStream {
        let core = &self.traits.args.core;
        let get_response = quote!(<Self as #core::__private::Middleware>::get_response(self));
        match caller {
            Caller::Sync => quote!(#get_response.call(request)),
            Caller::Async => self.awaited(&quote!(#get_response.acall(request))),
        }
    }

    /// The call of `process_exception`.
    fn recovered(&self, caller: Caller, hook: &Hook<ExceptionHook>) -> TokenStream {
        let core = &self.traits.args.core;
        if caller == Caller::Async && hook.blocking.is_some() {
            return self.awaited(
                &quote!(#core::bridge::run_blocking(self, error, Self::process_exception)),
            );
        }
        self.in_mode(caller, hook, &quote!(Self::process_exception(self, error)))
    }

    /// The call of `process_request`. A blocking one takes the request to another thread and back.
    fn passed(&self, caller: Caller, hook: &Hook<RequestHook>) -> TokenStream {
        let core = &self.traits.args.core;
        let mutability = hook.of.mutable.then(|| quote!(mut));
        if caller == Caller::Async && hook.blocking.is_some() {
            let passed = self.awaited(&quote! {
                #core::bridge::run_blocking(self, request, |this, #mutability request| {
                    let passed = Self::process_request(this, &#mutability request);
                    (request, passed)
                })
            });
            return quote! {{
                let (kept, passed) = #passed;
                request = kept;
                passed
            }};
        }
        self.in_mode(caller, hook, &quote!(Self::process_request(self, &#mutability request)))
    }

    /// The call of `process_response`, and what the half returns.
    fn left(&self, caller: Caller) -> TokenStream {
        let core = &self.traits.args.core;
        let Some(hook) = self.response else { return self.told() };
        let value = self.value_argument();
        let (mutability, lent) = match hook.of.takes {
            Takes::Value => (None, None),
            Takes::Reference => (None, Some(quote!(&))),
            Takes::MutReference => (Some(quote!(mut)), Some(quote!(&mut))),
        };
        if caller == Caller::Async && hook.blocking.is_some() {
            let (input, pattern) = match &value {
                None => (quote!(response), quote!(#mutability response)),
                Some(_) => (quote!((response, value)), quote!((#mutability response, value))),
            };
            let returned = lent.as_ref().map(|_| quote!(; response));
            return self.leaves(self.awaited(&quote! {
                #core::bridge::run_blocking(self, #input, |this, #pattern| {
                    Self::process_response(this, #lent response #value) #returned
                })
            }));
        }
        let call = quote!(Self::process_response(self, #lent response #value));
        let call = self.in_mode(caller, hook, &call);
        if lent.is_none() {
            return self.leaves(call);
        }
        let told = self.told();
        quote!(#call; #told)
    }

    /// A call of a hook, awaited or blocked on if it is async.
    fn in_mode<Of>(&self, caller: Caller, hook: &Hook<Of>, call: &TokenStream) -> TokenStream {
        let core = &self.traits.args.core;
        match (caller, hook.is_async()) {
            (_, false) => call.clone(),
            (Caller::Sync, true) => quote!(#core::bridge::block_on(#call)),
            (Caller::Async, true) => self.awaited(call),
        }
    }
}
