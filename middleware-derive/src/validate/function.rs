//! What is wrong with an annotated function.

use std::fmt::Display;

use syn::Ident;

use super::unnamed::unnamed;
use crate::{
    errors::{Errors, shown},
    model::OddFunction,
    odd::Odd,
};

/// Reports why the function could not be read.
pub(crate) fn function(name: &Ident, odd: &[Odd<OddFunction>], errors: &mut Errors) {
    for odd in odd {
        report(name, odd, errors);
    }
}

fn report(name: &Ident, odd: &Odd<OddFunction>, errors: &mut Errors) {
    let shape =
        format!("fn {name}<G>(request: Request, get_response: &GetResponse<G>) -> Response");
    let tokens = &odd.tokens;
    let (wrong, help): (&dyn Display, &dyn Display) = match &odd.kind {
        OddFunction::Method => {
            (&format!("`{name}` is a method"), &format!("write it outside of the impl: `{shape}`"))
        }
        OddFunction::Qualifier(word) => {
            (&format!("`{name}` cannot be `{word}`"), &format!("write `{shape}`, or `async fn`"))
        }
        OddFunction::NoResponse => (
            &format!("`{name}` returns no response"),
            &format!("say which: `{shape}` (or `-> ()`)"),
        ),
        OddFunction::BorrowedResponse => (
            &format!("the response of `{name}` borrows"),
            &"return an owned value: the response outlives the call",
        ),
        OddFunction::TooFewArguments => (
            &format!("`{name}` does not take a request and a `get_response`"),
            &format!("write `{shape}`"),
        ),
        OddFunction::Unnamed { what, unnamed: found } => {
            let help = format!(
                "name the type, or make it a parameter: `fn {name}<G, T: Trait>(..) -> ..`"
            );
            return unnamed(tokens, *found, (name, what), &help, errors);
        }
        OddFunction::TwoLifetimes => (
            &format!("two lifetimes are left out in the request of `{name}`"),
            &format!("name both of them: `fn {name}<'r, 'j, G>(..)`, and write `&'r mut Job<'j>`"),
        ),
        OddFunction::GetResponseOfNothing => (
            &format!("the `get_response` of `{name}` does not say of what it is"),
            &format!("write `{shape}`: `G` is the handler inwards"),
        ),
        OddFunction::GetResponseByValue => (
            &format!("`{name}` takes its `get_response` away"),
            &"take `&GetResponse<G>`: all requests share it",
        ),
        OddFunction::NotAGetResponse => (
            &format!("the second argument of `{name}` is not its `get_response`"),
            &format!("write `{shape}`; settings come after that"),
        ),
        OddFunction::GetResponseWithoutName => (
            &"`get_response` has no name",
            &"name it: `get_response: &GetResponse<G>`, or `_get_response` if it is not called",
        ),
        OddFunction::MutableSetting(name) => (
            &format!("`{name}` is a setting, which all requests share"),
            &"take `&`, and keep what changes behind a `Mutex` or in an atomic",
        ),
        OddFunction::UnsizedSetting(name) => (
            &format!("`{name}` has no size, so the layer cannot keep it"),
            &format!("take `&Arc<{}>`", shown(tokens)),
        ),
        OddFunction::BorrowedSetting(name) => (
            &format!("`{name}` borrows, so the layer cannot keep it"),
            &"take a reference to an owned type: `&Option<String>` for an `Option<&str>`",
        ),
        OddFunction::SettingUnderCfg(name) => (
            &format!("`{name}` is an argument of the layer, which cannot depend on a `cfg`"),
            &"put the `cfg` on the whole function, or inside of the setting's type",
        ),
        OddFunction::SettingWithoutName => (
            &"this setting has no name",
            &"name the argument, and take it apart in the body: it is an argument of the layer too",
        ),
        OddFunction::Reserved => (
            &format!(
                "`{name}` is what generated code calls a value, and the layer would stand in its place"
            ),
            &"give the function another name",
        ),
    };
    errors.add(tokens, wrong, help);
}
