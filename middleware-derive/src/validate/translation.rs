//! What `both` cannot translate.

use std::fmt::Display;

use proc_macro2::TokenStream;

use crate::{
    errors::Errors,
    invalid::Invalid,
    model::{HalfKind, Place},
    translate::{InvalidTwin, Refusal},
};

/// Reports what could not be translated from this half.
pub(crate) fn translation(
    refusals: &[Invalid<Refusal>],
    from: HalfKind,
    place: &Place,
    errors: &mut Errors,
) {
    let words = Words { from, place };
    for Invalid { tokens, kind } in refusals {
        words.report(tokens, kind, errors);
    }
}

struct Words<'a> {
    from: HalfKind,
    place: &'a Place,
}

impl Words<'_> {
    fn report(&self, tokens: &TokenStream, refusal: &Refusal, errors: &mut Errors) {
        let (next, half, place) = (self.next(), self.from.name(), self.place.ident());
        let otherwise = self.otherwise();
        let (mode, called, on_the_spot) = match self.from {
            HalfKind::Call => ("async", "called", ""),
            HalfKind::Acall => ("sync", "awaited", ".await"),
        };
        // What is wrong, and what to do besides `otherwise`.
        let (wrong, instead): (&dyn Display, &dyn Display) = match refusal {
            Refusal::UsedOtherwise => (
                &format!("`{next}` is used other than by `{next}.{half}(..){on_the_spot}`"),
                &format!("call it on the spot: `{next}.{half}(request){on_the_spot}`"),
            ),
            Refusal::BoundAnew => (
                &format!("`{place}` is bound anew, and calls of it are not seen"),
                &format!("call `{next}.{half}(..)`"),
            ),
            Refusal::MacroDefinition => (
                &format!("`{tokens}!` is expanded later, and calls in it are not seen"),
                &"write a method of this impl in place of the macro",
            ),
            Refusal::MacroArguments(name) => (
                &format!("what `{name}!` makes of its arguments is not known"),
                &format!("bind what is {called} with `let` first, and give the macro the result"),
            ),
            Refusal::UnknownExpression => {
                (&format!("this expression is not known to mean the same in {mode} code"), &"")
            }
            Refusal::Method(invalid) => return self.twin(tokens, invalid, errors),
            Refusal::PassedOn => (
                &format!("`{tokens}` is passed on, and it becomes an `async fn`"),
                &format!("call it on the spot: `self.{tokens}(..)`"),
            ),
            Refusal::SelfPassedOn => (
                &"`self` is passed on, and what gets it may call inwards",
                &"pass what is needed of it, or make a method of this impl",
            ),
            Refusal::Blocks(name) => (
                &format!("`{name}` blocks the thread, and `both` says that this body does not"),
                &"",
            ),
            Refusal::MayForward => (
                &format!("this `{tokens}` may call inwards too, by a way that is not followed"),
                &format!("call inwards by {}", self.followed()),
            ),
            Refusal::TypedClosure => (
                &"this closure names its type, which an `async` block cannot",
                &"leave the type out, and name it in the result: `Ok::<_, Error>(..)`",
            ),
            Refusal::InClosure => (
                &format!("`{tokens}` is called in a closure, which cannot await"),
                &"write a loop or a `match` in place of the adapter",
            ),
            Refusal::InFuture => (
                &format!("`{tokens}` is called in a future of its own"),
                &"call it in the body itself",
            ),
            Refusal::Guard => (
                &format!(
                    "what `{tokens}` gives holds for the thread, where other tasks run while this one waits"
                ),
                &"instrument the half by `#[tracing::instrument]`, or use `in_scope` around what does not call inwards",
            ),
            Refusal::Instrumented => (
                &"`#[tracing::instrument]` has run before, and its span would stay entered while other tasks run",
                &"put it below `#[middleware]`",
            ),
            Refusal::FutureKept => (
                &"this future is not awaited on the spot",
                &"write `async { .. }.await`, or await what it does in its place",
            ),
            Refusal::AwaitedLater => (
                &format!("the future of `{tokens}` is not awaited on the spot"),
                &format!(
                    "await it where it is made: `.{tokens}(..).await`; sync code runs it at once"
                ),
            ),
            Refusal::AsyncClosure => {
                (&"an async closure has no sync form", &"write its body where it is called")
            }
            Refusal::Spawns => {
                (&"a task that is spawned needs a runtime, which sync code may not have", &"")
            }
            Refusal::WaitsForSeveral(name) => (
                &format!("`{name}!` waits for several futures at once, which sync code cannot"),
                &"await one after the other",
            ),
            Refusal::UnknownHandler => (
                &format!("`{tokens}` is not known as the `get_response`"),
                &format!("if it is that, name it on the impl: `get_response = {tokens}`"),
            ),
            Refusal::CannotAwait => (
                &"sync code cannot await this",
                &format!("only {} are awaited in both modes", self.awaitable()),
            ),
        };
        match instead.to_string().as_str() {
            "" => errors.add(tokens, wrong, otherwise),
            instead => errors.add(tokens, wrong, format_args!("{instead}; or {otherwise}")),
        }
    }

    fn twin(&self, tokens: &TokenStream, invalid: &InvalidTwin, errors: &mut Errors) {
        let otherwise = self.otherwise();
        match invalid {
            InvalidTwin::NameTaken { of } => errors.add(
                tokens,
                format_args!("`{tokens}` is the name that `both` gives the twin of `{of}`"),
                "give this method another name",
            ),
            InvalidTwin::AsyncAlready(name) => errors.add(
                tokens,
                format_args!("`{name}` is async already, and sync code calls it"),
                otherwise,
            ),
            InvalidTwin::CallsItself => errors.add(
                tokens,
                format_args!("`{tokens}` calls itself, which an `async fn` cannot"),
                format_args!("write a loop, or {otherwise}"),
            ),
        }
    }

    /// What to do where nothing else helps.
    fn otherwise(&self) -> String {
        let way = match (self.place, self.from) {
            (Place::Field(_), HalfKind::Call) => "write `acall` by hand",
            (Place::Field(_), HalfKind::Acall) => "write `call` by hand",
            (Place::Argument(_), _) => "write a struct with both halves",
        };
        format!("{way}, or drop `both` and take the bridge")
    }

    /// The name of the next handler, as the user writes it.
    fn next(&self) -> String {
        match self.place {
            Place::Field(ident) => format!("self.{ident}"),
            Place::Argument(ident) => ident.to_string(),
        }
    }

    /// What async code may await, if it is to mean the same in sync code.
    fn awaitable(&self) -> String {
        let next = self.next();
        match self.place {
            Place::Field(_) => {
                format!("`{next}.acall(..)`, an `async fn` of this impl and an `async` block")
            }
            Place::Argument(_) => format!("`{next}.acall(..)` and an `async` block"),
        }
    }

    /// The calls of sync code that are known to reach the next handler.
    fn followed(&self) -> String {
        let next = self.next();
        match self.place {
            Place::Field(_) => {
                format!("`{next}.call(..)`, or by a method of this impl: `self.method(..)`")
            }
            Place::Argument(_) => format!("`{next}.call(..)`"),
        }
    }
}
