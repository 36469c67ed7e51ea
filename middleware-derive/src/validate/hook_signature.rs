//! What is wrong with the signature of a hook.

use std::fmt::Display;

use proc_macro2::TokenStream;

use super::unnamed::{self, unnamed};
use crate::{
    errors::{Errors, shown},
    model::{HookKind, InvalidHook},
};

/// Reports a hook whose signature could not be read.
pub(super) fn report(
    tokens: &TokenStream,
    kind: HookKind,
    invalid: &InvalidHook,
    errors: &mut Errors,
) {
    let name = kind.name();
    let (wrong, help): (&dyn Display, &dyn Display) = match invalid {
        InvalidHook::Twice => (
            &format!("`{name}` is written twice"),
            &"write it once, and put the `cfg` on statements in its body",
        ),
        InvalidHook::NoArgument => {
            let argument = match kind {
                HookKind::Request => "request",
                HookKind::Response => "response",
                HookKind::Exception => "error",
                HookKind::Outcome => "outcome",
            };
            (&format!("`{name}` takes no {argument}"), &format!("write `{}`", kind.shape()))
        }
        InvalidHook::TooManyArguments => (
            &format!("`{name}` takes too many arguments"),
            &match kind {
                HookKind::Response => {
                    "it takes the response and one value from `process_request`: for several values, use a tuple or a struct"
                }
                HookKind::Outcome => {
                    "it takes the outcome and one value from `process_request`: for several values, use a tuple or a struct"
                }
                HookKind::Request | HookKind::Exception => {
                    "it takes one argument: keep settings in fields of the struct"
                }
            },
        ),
        InvalidHook::NamedLifetime => {
            let instead =
                if kind == HookKind::Outcome { "write `'_`" } else { "leave the lifetime out" };
            (
                &format!("`{name}` cannot use a named lifetime"),
                &format!("{instead}: a hook only borrows its argument while it runs"),
            )
        }
        InvalidHook::Unnamed { what, unnamed: found } => {
            return unnamed(tokens, *found, (&name, what), unnamed::IN_IMPL, errors);
        }
        InvalidHook::RequestByValue => (
            &"`process_request` must take the request by reference",
            &format!("write `&mut {0}`, or `&{0}` if the hook only reads it", shown(tokens)),
        ),
        InvalidHook::BorrowedValue => (
            &"the value that `process_request` returns is borrowed",
            &"return an owned value: the next handler takes the request",
        ),
        InvalidHook::FlowWithoutTypes => (
            &"this `ControlFlow` does not name the response type",
            &"write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to pass a value to `process_response` or `process_outcome`",
        ),
        InvalidHook::ResponseAfterValue(value) => (
            &"`process_response` must take the response before the value of `process_request`",
            &format!("put `{}` first, and `{}` second", shown(value), shown(tokens)),
        ),
        InvalidHook::ResponseKept => (
            &"`process_response` takes the response and does not return it",
            &format!(
                "return it: `-> {0}`\n= help: or take it by reference: `&mut {0}`, or `&{0}` if the hook only reads it",
                shown(tokens)
            ),
        ),
        InvalidHook::ReturnsBesideReference => (
            &"`process_response` takes the response by reference and also returns one",
            &"to replace the response, take it by value\n= help: or, to change it, return nothing",
        ),
        InvalidHook::BorrowedResponse => {
            (&"the response is borrowed", &"use an owned type: the response outlives the call")
        }
        InvalidHook::ErrorByReference(error) => (
            &"`process_exception` must take the error by value",
            &format!("write `{}`, and return `Err(error)` to pass the error on", shown(error)),
        ),
        InvalidHook::ErrorKept => (
            &"`process_exception` takes the error and returns no response",
            &format!("write `{}`, and return `Err(error)` to pass the error on", kind.shape()),
        ),
        InvalidHook::NotAnOutcome(outcome) => (
            &format!(
                "`process_outcome` must take an `Outcome`, not `{}`: a request can end without a response",
                shown(tokens)
            ),
            &format!("write `Outcome<'_, {}>`, not a type alias", shown(outcome)),
        ),
        InvalidHook::OutcomeByReference(outcome) => (
            &"`process_outcome` must take the outcome by value",
            &format!("write `{}`: it contains references itself", shown(outcome)),
        ),
        InvalidHook::OutcomeWithoutResponse => {
            (&"this `Outcome` does not name the response type", &"write `Outcome<'_, Response>`")
        }
        InvalidHook::OutcomeReturns => (
            &"`process_outcome` cannot return a value",
            &"remove the return type: the request has ended\n= help: or, to change the response, write `process_response`",
        ),
    };
    errors.add(tokens, wrong, help);
}
