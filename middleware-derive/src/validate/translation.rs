//! What `both` cannot translate.

use std::fmt::Display;

use proc_macro2::TokenStream;
use syn::Ident;

use crate::{
    errors::{Errors, shown},
    invalid::Invalid,
    model::{HalfKind, Place},
    translate::{Differs, InvalidTwin, Refusal},
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
    const SPAWNS: &'static str = "a spawned task needs a runtime, which sync code may not have";

    /// What to write for code that each mode does in its own way.
    const PAIR: &'static str =
        "a method for each mode: `fn wait(&self)` and `async fn wait_async(&self)`";

    fn report(&self, tokens: &TokenStream, refusal: &Refusal, errors: &mut Errors) {
        let (next, half, place) = (self.next(), self.from.name(), self.place.ident());
        let (mode, call, awaited) = match self.from {
            HalfKind::Call => ("async", "call", ""),
            HalfKind::Acall => ("sync", "await", ".await"),
        };
        // What is wrong, and what to do besides `otherwise`.
        let (wrong, instead): (&dyn Display, &dyn Display) = match refusal {
            Refusal::UsedOtherwise => (
                &format!("`both` cannot follow this use of `{}`", shown(tokens)),
                &self.direct(awaited),
            ),
            Refusal::Rebound => (
                &format!("`{place}` is rebound here, so `both` cannot follow its calls"),
                &format!("call `{next}.{half}(..)`"),
            ),
            Refusal::MacroDefinition => (
                &format!("`{tokens}!` is expanded later, so `both` cannot see the calls in it"),
                &"write a method of this impl instead of the macro",
            ),
            Refusal::MacroArguments(name) => (
                &format!("`both` cannot see inside `{name}!`"),
                &format!(
                    "move the {call} into a `let` before it, and pass the result to the macro"
                ),
            ),
            Refusal::UnknownExpression => {
                (&format!("this expression may not mean the same in {mode} code"), &"")
            }
            Refusal::Method(invalid) => return self.twin(tokens, invalid, errors),
            Refusal::PassedOn => (
                &format!("`{tokens}` becomes an `async fn`, and cannot be passed as a value"),
                &format!("call it directly: `self.{tokens}(..)`"),
            ),
            Refusal::SelfPassedOn => (
                &"`self` is passed to code that may call the next handler",
                &"pass only the fields that it needs, or write a method of this impl",
            ),
            Refusal::Blocks(name) => (
                &format!("`{name}` blocks the thread, and `both` promises that this body does not"),
                &self.pair(),
            ),
            Refusal::MayForward(field) => (
                &format!("`both` cannot follow this `{tokens}`, which may call the next handler"),
                &self.followed(field.as_ref()),
            ),
            Refusal::InClosure => (
                &format!(
                    "`both` cannot translate this `{tokens}`, because a closure cannot await it"
                ),
                &"write a loop or a `match` instead of the closure",
            ),
            Refusal::InFuture => (
                &format!("`both` cannot translate a call of `{tokens}` in another future"),
                &"call it directly in the body",
            ),
            Refusal::Guard => (
                &format!(
                    "the guard of `{tokens}` applies to the thread, which runs other tasks while this one waits"
                ),
                &"use `#[tracing::instrument]` on the half, or `in_scope` around code that does not call the next handler",
            ),
            Refusal::ThreadLocal => {
                (&Self::set_for_the_thread(tokens), &"pass the value in the request")
            }
            Refusal::Instrumented => (
                &"`#[tracing::instrument]` has already run, and its span would stay entered while other tasks run",
                &"put it below `#[middleware]`",
            ),
            Refusal::FutureKept => (
                &"this future is not awaited immediately",
                &"write `async { .. }.await`, or move its body here",
            ),
            Refusal::AwaitedLater => (
                &format!("the future of `{tokens}` is not awaited immediately"),
                &Self::at_once(tokens),
            ),
            Refusal::AsyncClosure => {
                (&"`both` cannot translate an async closure", &"move its body to the call")
            }
            Refusal::Spawns => (&Self::SPAWNS, &""),
            Refusal::WaitsForSeveral(name) => (
                &format!("`{name}!` waits for several futures at once, which sync code cannot do"),
                &"await one after the other",
            ),
            Refusal::UnknownHandler => (
                &format!("`both` does not know `{tokens}` as the `get_response`"),
                &Self::handler(tokens),
            ),
            Refusal::GuardAcross | Refusal::GuardInMatch | Refusal::RcAcross => {
                return self.held(tokens, refusal, errors);
            }
            Refusal::CannotAwait => (
                &"`both` cannot translate this `.await`: the version that it generates is sync",
                &self.pair(),
            ),
        };
        self.add(tokens, wrong, instead, errors);
    }

    /// A value that is held while the next handler runs.
    fn held(&self, tokens: &TokenStream, refusal: &Refusal, errors: &mut Errors) {
        let (what, instead) = match refusal {
            Refusal::GuardInMatch => (
                format!("the guard of this `{tokens}` is held"),
                "copy the value into a variable before, with `let`".to_owned(),
            ),
            Refusal::RcAcross => {
                let wrong = format!(
                    "`{tokens}` is an `Rc`, which async code cannot hold while the next handler runs"
                );
                return self.add(tokens, &wrong, &"use `Arc`", errors);
            }
            _ => (
                format!("`{tokens}` is held"),
                format!(
                    "put the code that uses `{tokens}` in a block of its own, before the call: `drop({tokens})` is not enough"
                ),
            ),
        };
        let wrong = format!("{what} while the next handler runs, which async code cannot do");
        self.add(tokens, &wrong, &instead, errors);
    }

    fn add(
        &self,
        tokens: &TokenStream,
        wrong: &dyn Display,
        instead: &dyn Display,
        errors: &mut Errors,
    ) {
        let otherwise = self.otherwise();
        match instead.to_string().as_str() {
            "" => errors.add(tokens, wrong, otherwise),
            instead => errors.add(tokens, wrong, format_args!("{instead}\n= help: or {otherwise}")),
        }
    }

    fn twin(&self, tokens: &TokenStream, invalid: &InvalidTwin, errors: &mut Errors) {
        let otherwise = self.otherwise();
        match invalid {
            InvalidTwin::NameTaken { of } => errors.add(
                tokens,
                format_args!("`both` needs the name `{tokens}` for the twin of `{of}`"),
                "give this method another name",
            ),
            InvalidTwin::AsyncAlready(name) => errors.add(
                tokens,
                format_args!("`{name}` is already async, but sync code calls it"),
                otherwise,
            ),
            InvalidTwin::Differs { what, first: (first, agreed), second: (second, stated) } => {
                let (agreed, stated) = (shown(agreed), shown(stated));
                let (differ, same) = match what {
                    Differs::Arguments => ("take different arguments", "the same arguments"),
                    Differs::Generics => ("have different parameters", "the same parameters"),
                    Differs::Response => ("return different types", "the same type"),
                };
                errors.add(
                    tokens,
                    format_args!("`{first}` and `{second}` {differ}: `{agreed}` and `{stated}`"),
                    format_args!(
                        "write {same} in both, because `both` replaces a call of one by a call of the other\n= help: or give one of them another name"
                    ),
                );
            }
            InvalidTwin::NoPair { sync } => errors.add(
                tokens,
                format_args!(
                    "`{tokens}` is in this impl and `{sync}` is not, so `both` does not know them as a pair"
                ),
                "write both methods in this impl, because `both` does not see other impls\n= help: or, if they are not a pair, give one of them another name",
            ),
            InvalidTwin::UnknownOwner => errors.add(
                tokens,
                format_args!("`both` cannot tell whether this `{tokens}` is the method of this impl"),
                format_args!(
                    "if it is, call it by `self.{tokens}(..)`; if not, give the method another name\n= help: or {otherwise}"
                ),
            ),
            InvalidTwin::CallsItself => errors.add(
                tokens,
                format_args!("`{tokens}` calls itself, which an `async fn` cannot do"),
                format_args!("write a loop\n= help: or {otherwise}"),
            ),
        }
    }

    /// What to do in any case.
    fn otherwise(&self) -> String {
        let by_hand = match (self.place, self.from) {
            (Place::Field(_), HalfKind::Call) => "write `acall` yourself",
            (Place::Field(_), HalfKind::Acall) => "write `call` yourself",
            (Place::Argument(_), _) => "write a struct with both halves",
        };
        let bridge = match self.from {
            HalfKind::Call => "async callers then run this layer on the thread pool",
            HalfKind::Acall => "sync callers then block on this layer",
        };
        format!("{by_hand}\n= help: or remove `both`: {bridge}")
    }

    /// The name of the next handler, as the user writes it.
    fn next(&self) -> String {
        match self.place {
            Place::Field(ident) => format!("self.{ident}"),
            Place::Argument(ident) => ident.to_string(),
        }
    }

    /// What to do about code that has another form in the other mode.
    fn pair(&self) -> String {
        let write = match self.place {
            Place::Field(_) => "move it into",
            Place::Argument(_) => "write a struct with",
        };
        format!("{write} {}", Self::PAIR)
    }

    /// How to call the next handler so that the call is translated.
    fn direct(&self, awaited: &str) -> String {
        let call =
            format!("call it directly: `{}.{}(request){awaited}`", self.next(), self.from.name());
        match self.place {
            Place::Field(_) => format!("{call}, here or in a method of this impl"),
            Place::Argument(_) => call,
        }
    }

    /// The calls of sync code that are known to reach the next handler, or the one in this field.
    fn followed(&self, field: Option<&Ident>) -> String {
        let next = self.next();
        let followed = match self.place {
            Place::Field(_) => {
                format!("`{next}.call(..)`, or with a method of this impl: `self.method(..)`")
            }
            Place::Argument(_) => format!("`{next}.call(..)`"),
        };
        let named = field.map(|field| {
            format!("\n= help: or, if `{field}` is a further `GetResponse`, name it: `#[middleware(both, calls = {field})]`")
        });
        format!("call the next handler with {followed}{}", named.unwrap_or_default())
    }

    fn set_for_the_thread(key: &TokenStream) -> String {
        let key = shown(key);
        format!("`{key}` is set for the thread, which runs other tasks while this one waits")
    }

    /// Where to await a future that `name` creates.
    fn at_once(name: &TokenStream) -> String {
        format!(
            "await it where it is created, because sync code runs it at once: `.{name}(..).await`"
        )
    }

    /// How to name a field that holds a handler.
    fn handler(field: &TokenStream) -> String {
        format!(
            "if it is the next handler, name it on the impl: `get_response = {field}`\n= help: or, if it is a further `GetResponse`, name it: `#[middleware(both, calls = {field})]`"
        )
    }
}
