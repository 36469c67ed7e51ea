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
            &"write it once, and put a `cfg` on the statements inside of it",
        ),
        InvalidHook::NoArgument => {
            (&format!("`{name}` looks at nothing"), &format!("write `{}`", kind.shape()))
        }
        InvalidHook::TooManyArguments => (
            &format!("`{name}` takes too many arguments"),
            &match kind {
                HookKind::Response => {
                    "it takes the response and one value from `process_request`: pass several as a tuple or a struct"
                }
                HookKind::Outcome => {
                    "it takes the outcome and one value from `process_request`: pass several as a tuple or a struct"
                }
                HookKind::Request | HookKind::Exception => {
                    "it takes one; keep settings in fields of the struct"
                }
            },
        ),
        InvalidHook::NamedLifetime => {
            let instead =
                if kind == HookKind::Outcome { "write `'_`" } else { "leave the lifetime out" };
            (
                &format!("`{name}` names how long it looks"),
                &format!("{instead}: a hook looks at what passes, and keeps nothing of it"),
            )
        }
        InvalidHook::Unnamed { what, unnamed: found } => {
            return unnamed(tokens, *found, (&name, what), unnamed::IN_IMPL, errors);
        }
        InvalidHook::RequestByValue => (
            &"`process_request` takes the request away",
            &format!(
                "look at it through a reference: `&mut {0}`, or `&{0}`; the request goes on inwards by itself",
                shown(tokens)
            ),
        ),
        InvalidHook::BorrowedValue => (
            &"what `process_request` hands on borrows from the request or the middleware",
            &"hand on an owned value: the request goes on inwards",
        ),
        InvalidHook::FlowWithoutTypes => (
            &"this `ControlFlow` does not say what the answer is",
            &"write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to hand a value on to `process_response` or `process_outcome`",
        ),
        InvalidHook::ResponseAfterValue(value) => (
            &"`process_response` takes the response first, and then the value that `process_request` hands on",
            &format!("write `{}` first, and `{}` after it", shown(value), shown(tokens)),
        ),
        InvalidHook::ResponseKept => (
            &"`process_response` takes the response and does not give it back",
            &format!(
                "return it: `-> {0}`; or look at it through a reference: `&mut {0}`, or `&{0}`",
                shown(tokens)
            ),
        ),
        InvalidHook::ReturnsBesideReference => (
            &"`process_response` looks at the response through a reference and returns one too",
            &"take the response by value to replace it, or return nothing and change it in place",
        ),
        InvalidHook::BorrowedResponse => {
            (&"the response borrows", &"a response owns what it holds: it outlives the call")
        }
        InvalidHook::ErrorByReference(error) => (
            &"`process_exception` takes the error through a reference",
            &format!(
                "take it by value, `{}`, and return `Err(error)` to let it pass",
                shown(error)
            ),
        ),
        InvalidHook::ErrorKept => (
            &"`process_exception` takes the error and returns no response",
            &format!("write `{}`, and return `Err(error)` to let it pass", kind.shape()),
        ),
        InvalidHook::NotAnOutcome(outcome) => (
            &format!(
                "`process_outcome` takes `{}`, and is told an `Outcome`: not every request ends with a response",
                shown(tokens)
            ),
            &format!("take `Outcome<'_, {}>`, by that name: not an alias of it", shown(outcome)),
        ),
        InvalidHook::OutcomeByReference(outcome) => (
            &"`process_outcome` takes the outcome through a reference",
            &format!("take it by value, `{}`: it holds references itself", shown(outcome)),
        ),
        InvalidHook::OutcomeWithoutResponse => {
            (&"this `Outcome` does not say what the response is", &"write `Outcome<'_, Response>`")
        }
        InvalidHook::OutcomeReturns => (
            &"`process_outcome` returns something, and nobody would take it",
            &"return nothing: the request has ended; what changes the response is `process_response`",
        ),
    };
    errors.add(tokens, wrong, help);
}
