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
            (&format!("`{name}` is a method"), &format!("write it outside of the impl: `{shape}`"))
        }
        InvalidFunction::NoResponse => (
            &format!("`{name}` returns no response"),
            &format!("say which: `{shape}` (or `-> ()`)"),
        ),
        InvalidFunction::BorrowedResponse => (
            &format!("the response of `{name}` borrows"),
            &"return an owned value: the response outlives the call",
        ),
        InvalidFunction::TooFewArguments => (
            &format!("`{name}` does not take a request and a `get_response`"),
            &format!("write `{shape}`"),
        ),
        InvalidFunction::Unnamed { what, unnamed: found } => {
            let help = format!(
                "name the type, or make it a parameter: `fn {name}<G, T: Trait>(..) -> ..`"
            );
            return unnamed(tokens, *found, (name, what), &help, errors);
        }
        InvalidFunction::TwoLifetimes => (
            &format!("two lifetimes are left out in the request of `{name}`"),
            &format!("name both of them: `fn {name}<'r, 'j, G>(..)`, and write `&'r mut Job<'j>`"),
        ),
        InvalidFunction::GetResponseOfNothing => (
            &format!("the `get_response` of `{name}` does not say of what it is"),
            &format!("write `{shape}`: `G` is the handler inwards"),
        ),
        InvalidFunction::GetResponseByValue => (
            &format!("`{name}` takes its `get_response` away"),
            &"take `&GetResponse<G>`: all requests share it",
        ),
        InvalidFunction::NotAGetResponse => (
            &format!("the second argument of `{name}` is not its `get_response`"),
            &format!("write `{shape}`; settings come after that"),
        ),
        InvalidFunction::GetResponseWithoutName => (
            &"`get_response` has no name",
            &"name it: `get_response: &GetResponse<G>`, or `_get_response` if it is not called",
        ),
        InvalidFunction::MutableSetting(name) => (
            &format!("`{name}` is a setting, which all requests share"),
            &"take `&`, and keep what changes behind a `Mutex` or in an atomic",
        ),
        InvalidFunction::UnsizedSetting(name) => (
            &format!("`{name}` has no size, so the layer cannot keep it"),
            &format!("take `&Arc<{}>`", shown(tokens)),
        ),
        InvalidFunction::BorrowedSetting(name) => (
            &format!("`{name}` borrows, so the layer cannot keep it"),
            &"take a reference to an owned type: `&Option<String>` for an `Option<&str>`",
        ),
        InvalidFunction::SettingUnderCfg(name) => (
            &format!("`{name}` is an argument of the layer, which cannot depend on a `cfg`"),
            &"put the `cfg` on the whole function, or inside of the setting's type",
        ),
        InvalidFunction::SettingWithoutName => (
            &"this setting has no name",
            &"name the argument, and take it apart in the body: it is an argument of the layer too",
        ),
    };
    errors.add(tokens, wrong, help);
}
