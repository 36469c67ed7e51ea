//! What is wrong with an annotated function.

use std::fmt::Display;

use syn::{Ident, Signature};

use super::{signature::qualifiers, unnamed::unnamed};
use crate::{
    errors::{Errors, shown},
    invalid::Invalid,
    model::InvalidFunction,
};

/// Reports what is wrong with the function, and why it could not be read.
pub(crate) fn function(
    signature: &Signature,
    invalid: &[Invalid<InvalidFunction>],
    errors: &mut Errors,
) {
    let name = &signature.ident;
    if signature.receiver().is_none() {
        let help = format!("write `{}`, or `async fn`", shape(name));
        qualifiers(signature, &help, errors);
        if let Some(variadic) = &signature.variadic {
            errors.add(variadic, format_args!("`{name}` cannot be `variadic`"), help);
        }
    }
    for invalid in invalid {
        report(name, invalid, errors);
    }
}

fn shape(name: &Ident) -> String {
    format!("fn {name}<G>(request: Request, get_response: &GetResponse<G>) -> Response")
}

fn report(name: &Ident, invalid: &Invalid<InvalidFunction>, errors: &mut Errors) {
    let shape = shape(name);
    let tokens = &invalid.tokens;
    let (wrong, help): (&dyn Display, &dyn Display) = match &invalid.kind {
        InvalidFunction::Method => {
            (&format!("`{name}` is a method"), &format!("write it outside the impl: `{shape}`"))
        }
        InvalidFunction::NoResponse => (
            &format!("`{name}` returns no response"),
            &format!("add a return type, which can be `()`: `{shape}`"),
        ),
        InvalidFunction::BorrowedResponse => (
            &format!("the response of `{name}` is borrowed"),
            &"return an owned value: the response outlives the call",
        ),
        InvalidFunction::NoArguments => (
            &format!("`{name}` does not take a request and a `get_response`"),
            &format!("write `{shape}`"),
        ),
        InvalidFunction::NoGetResponse => {
            (&format!("`{name}` takes no `get_response`"), &format!("write `{shape}`"))
        }
        InvalidFunction::Unnamed { what, unnamed: found } => {
            let help = format!(
                "name the type, or make it a parameter: `fn {name}<G, T: Trait>(..) -> ..`"
            );
            return unnamed(tokens, *found, (name, what), &help, errors);
        }
        InvalidFunction::TwoLifetimes => (
            &format!("the request of `{name}` has two elided lifetimes"),
            &format!("name both: `fn {name}<'r, 'j, G>(..)`, and write `&'r mut Job<'j>`"),
        ),
        InvalidFunction::GetResponseOfNothing => (
            &format!("the `GetResponse` of `{name}` has no type argument"),
            &format!("write `{shape}`: `G` is the next handler"),
        ),
        InvalidFunction::GetResponseByValue => (
            &format!("`{name}` must take its `get_response` by reference"),
            &"write `&GetResponse<G>`: all requests share it",
        ),
        InvalidFunction::NotAGetResponse => (
            &format!("the second argument of `{name}` is not its `get_response`"),
            &format!("write `{shape}`, and put settings after `get_response`"),
        ),
        InvalidFunction::GetResponseWithoutName => (
            &"`get_response` has no name",
            &"write `get_response: &GetResponse<G>`, or `_get_response` if it is not called",
        ),
        InvalidFunction::MutableSetting(name) => (
            &format!("the setting `{name}` cannot be mutable: all requests share it"),
            &"take it by `&`, and keep mutable state in a `Mutex` or an atomic",
        ),
        InvalidFunction::UnsizedSetting(name) => (
            &format!("the setting `{name}` is unsized, so the layer cannot store it"),
            &format!("write `&Arc<{}>`", shown(tokens)),
        ),
        InvalidFunction::BorrowedSetting(name) => (
            &format!("the setting `{name}` is borrowed, so the layer cannot store it"),
            &"take a reference to an owned type: `&Option<String>` instead of `Option<&str>`",
        ),
        InvalidFunction::SettingUnderCfg(name) => (
            &format!("`{name}` is an argument of the layer, which cannot depend on a `cfg`"),
            &"put the `cfg` on the whole function, or inside the setting's type",
        ),
        InvalidFunction::SettingWithoutName => (
            &"this setting has no name",
            &"name the argument, and destructure it in the body: the layer has the same argument",
        ),
    };
    errors.add(tokens, wrong, help);
}
