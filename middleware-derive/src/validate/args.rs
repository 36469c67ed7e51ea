//! Errors in the arguments of an attribute.

use std::fmt::Display;

use proc_macro2::TokenStream;

use crate::{
    args::{self, InvalidArg, OF_SPAN},
    errors::Errors,
    invalid::Invalid,
    near::{did_you_mean, nearest},
};

const SPAN: &str = "span(name = \"..\", level = \"..\", fields(..))";

/// What an attribute is on.
#[derive(Clone, Copy)]
pub(crate) enum On {
    Item,
    Field,
    Method,
}

impl On {
    /// The valid arguments.
    const fn help(self) -> &'static str {
        match self {
            Self::Item => {
                "the arguments are `both`, `sync_only`, `async_only`, `span`, `next = Response`, `get_response = field`, `calls = field`, `name = \"..\"`, the ordering rules and `crate = path`"
            }
            Self::Field => {
                "write `#[middleware(default)]` on a field that starts from its `Default`, or `#[middleware(get_response)]` on a next handler with another name"
            }
            Self::Method => {
                "the only argument is `#[middleware(blocking)]`: async code then runs this hook on the thread pool"
            }
        }
    }

    /// The argument that `word` may have meant.
    fn nearest(self, word: &str) -> Option<&'static str> {
        match self {
            Self::Item => nearest(word, args::on_item()),
            Self::Field => nearest(word, args::ON_FIELD),
            Self::Method => nearest(word, args::ON_METHOD),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Item => "",
            Self::Field => " on a field",
            Self::Method => " on a method",
        }
    }
}

/// Reports the arguments that could not be read.
pub(crate) fn args<'a>(
    invalid: impl IntoIterator<Item = &'a Invalid<InvalidArg>>,
    on: On,
    errors: &mut Errors,
) {
    invalid.into_iter().for_each(|invalid| arg(&invalid.tokens, &invalid.kind, on, errors));
}

/// Reports an argument that could not be read.
pub(super) fn arg(tokens: &TokenStream, invalid: &InvalidArg, on: On, errors: &mut Errors) {
    let word = tokens.to_string();
    let (wrong, help): (&dyn Display, &dyn Display) = match invalid {
        InvalidArg::Syntax(error) => return errors.add_parse_error(error.clone()),
        InvalidArg::Missing => {
            (&format!("`#[middleware]`{} needs an argument", on.name()), &on.help())
        }
        InvalidArg::Twice if word == "name" => {
            (&"`name` is written twice", &"write it once: a layer has one name")
        }
        InvalidArg::Twice | InvalidArg::TwiceInSpan => {
            (&format!("`{word}` is written twice"), &"write it once")
        }
        InvalidArg::HasValue(word) => {
            let or = if word == "span" {
                ", or `span(name = \"..\", fields(..))` for another name or for fields"
            } else {
                ""
            };
            (&format!("`{word}` takes no value"), &format!("write `#[middleware({word})]`{or}"))
        }
        InvalidArg::LacksValue => match word.as_str() {
            "crate" => (
                &"`crate` needs a path",
                &"write the path that re-exports `middleware_core`: `crate = my_framework::middleware`",
            ),
            "get_response" => (
                &"`get_response` needs the name of a field",
                &"name the field that holds the next handler: `get_response = next`",
            ),
            "next" => (
                &"`next` needs a type",
                &"write the response of the next handler: `next = Response`",
            ),
            "calls" => (
                &"`calls` needs the name of a field",
                &"name the field that holds a further handler: `calls = fallback`",
            ),
            "name" => (
                &"`name` needs a value",
                &"write the name of the layer in settings and ordering rules: `name = \"my_app.middleware.Timing\"`",
            ),
            rule => (
                &format!("`{rule}` needs the name of another layer"),
                &format!(
                    "write `{rule} = \"my_app.Other\"`: the other layer's `name = \"..\"`, by default the name of its struct or function"
                ),
            ),
        },
        InvalidArg::Unknown => match (on, word.as_str()) {
            (On::Item, "default") => (
                &"`default` belongs on a field",
                &"mark the field that starts from its `Default` with `#[middleware(default)]`",
            ),
            (On::Item, "blocking") => (
                &"`blocking` belongs on a hook",
                &"mark the hook that blocks with `#[middleware(blocking)]`",
            ),
            _ => {
                let help = match on.nearest(&word) {
                    Some(near) => did_you_mean(near),
                    None => on.help().to_owned(),
                };
                let wrong = format!("`{word}` is not an argument of `#[middleware]`{}", on.name());
                return errors.add(tokens, wrong, help);
            }
        },
        InvalidArg::UnknownInSpan => {
            let near = nearest(&word, OF_SPAN).map(did_you_mean);
            let help = near.unwrap_or_else(|| format!("write `{SPAN}`; each part is optional"));
            return errors.add(
                tokens,
                format_args!("`{word}` is not an argument of `span(..)`"),
                help,
            );
        }
        InvalidArg::SpanArgLacksValue => match word.as_str() {
            "name" => (&"the `name` of a span is a string", &"write `span(name = \"..\")`"),
            "level" => (&"the `level` of a span is a string", &"write `span(level = \"debug\")`"),
            _ => (
                &"`fields` takes a list",
                &"write the fields as for `tracing::info_span!`: `fields(user = %request.user, path)`",
            ),
        },
        InvalidArg::UnknownLevel => (
            &format!("{word} is not a level of a span"),
            &"the levels are `trace`, `debug`, `info`, `warn` and `error`",
        ),
    };
    errors.add(tokens, wrong, help);
}
