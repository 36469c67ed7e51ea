//! What stands in the brackets: `#[middleware(..)]` on an item, a field or a hook.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Ident, LitStr, Meta, Path, Token, ext::IdentExt, parse::ParseStream, parse::Parser,
    punctuated::Punctuated,
};

use crate::errors::Errors;

/// The arguments on a struct, an impl or a function.
pub(crate) struct ItemArgs {
    /// Where the core is: `crate = path`.
    pub(crate) core: TokenStream,
    /// The field that holds the next handler inwards: `get_response = field`.
    pub(crate) get_response: Ident,
    /// Whether the item says so.
    pub(crate) names_get_response: bool,
    /// What the item says of its capability, with the words that say it. More than one is an error.
    pub(crate) stated: Vec<(Stated, Ident)>,
    /// Each request runs in a span: `span`.
    pub(crate) span: Option<Ident>,
    /// The name in lists and in rules, with the word that says it: `name = ".."`.
    pub(crate) name: Option<(Ident, LitStr)>,
    /// What the layer asks of its place in a list.
    pub(crate) rules: Vec<Rule>,
}

/// What a layer asks of its place: `unique`, or `inside_of = "other"`.
pub(crate) struct Rule {
    /// The word that says it.
    pub(crate) word: Ident,
    /// The variant of the core's `Rule`.
    pub(crate) variant: Ident,
    /// The name of the other layer.
    pub(crate) other: Option<LitStr>,
}

/// The words that stand alone, and those that name another layer, each with the variant of the core's `Rule`.
const ALONE: [(&str, &str); 3] =
    [("unique", "Unique"), ("outermost", "Outermost"), ("innermost", "Innermost")];
const OF_ANOTHER: [(&str, &str); 4] = [
    ("outside_of", "OutsideOf"),
    ("inside_of", "InsideOf"),
    ("needs_outside", "NeedsOutside"),
    ("needs_inside", "NeedsInside"),
];

impl Rule {
    /// The rule, if `arg` is one. One that is written wrongly is reported.
    fn read(arg: &Arg, errors: &mut Errors) -> Option<Self> {
        let word = &arg.name;
        let variant = |rules: &[(&str, &str)]| {
            let found = rules.iter().find(|(rule, _)| word == rule);
            found.map(|(_, variant)| Ident::new(variant, word.span()))
        };
        let (alone, of_another) = (variant(&ALONE), variant(&OF_ANOTHER));
        let other = match &arg.value {
            None if alone.is_some() => None,
            Some(Value::Text(other)) if of_another.is_some() => Some(other.clone()),
            Some(value) if alone.is_some() => {
                let help = format_args!("write `#[middleware({word})]`");
                errors.add(value, format_args!("`{word}` takes no value"), help);
                return None;
            }
            _ => {
                let help = format_args!(
                    "write `{word} = \"my_app.Other\"`: the name that the other one states, or that of its struct or function"
                );
                errors.add(word, format_args!("`{word}` needs the name of another layer"), help);
                return None;
            }
        };
        let variant = alone.or(of_another)?;
        Some(Self { word: word.clone(), variant, other })
    }

    fn is_named_by(word: &Ident) -> bool {
        ALONE.iter().chain(&OF_ANOTHER).any(|(rule, _)| word == rule)
    }
}

/// What an item may say of its capability: Django's three decorators.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stated {
    Both,
    SyncOnly,
    AsyncOnly,
}

impl Stated {
    fn named(name: &Ident) -> Option<Self> {
        match name.to_string().as_str() {
            "both" => Some(Self::Both),
            "sync_only" => Some(Self::SyncOnly),
            "async_only" => Some(Self::AsyncOnly),
            _ => None,
        }
    }
}

impl ItemArgs {
    pub(crate) fn parse(args: TokenStream, errors: &mut Errors) -> Self {
        let mut parsed = Self {
            core: quote!(::middleware_core),
            get_response: format_ident!("get_response"),
            names_get_response: false,
            stated: Vec::new(),
            span: None,
            name: None,
            rules: Vec::new(),
        };
        for_each_arg(args, errors, |arg, errors| {
            let name = &arg.name;
            match (name.to_string().as_str(), &arg.value) {
                ("crate", Some(Value::Path(path))) => parsed.core = quote!(#path),
                ("crate", _) => errors.add(
                    name,
                    "`crate` needs a path",
                    "say where `middleware_core` is re-exported: `crate = my_framework::middleware`",
                ),
                ("get_response", Some(Value::Path(path))) if path.get_ident().is_some() => {
                    parsed.get_response = path.segments[0].ident.clone();
                    parsed.names_get_response = true;
                }
                ("get_response", _) => errors.add(
                    name,
                    "`get_response` needs the name of a field",
                    "say which field holds the next handler inwards: `get_response = next`",
                ),
                ("default", _) => errors.add(
                    name,
                    "`default` belongs on a field",
                    "mark the field that starts from its `Default` with `#[middleware(default)]`",
                ),
                ("blocking", _) => errors.add(
                    name,
                    "`blocking` belongs on a hook",
                    "mark the hook that blocks with `#[middleware(blocking)]`",
                ),
                ("span", None) if parsed.span.is_some() => {
                    errors.add(name, "`span` is written twice", "write it once");
                }
                ("span", None) => parsed.span = Some(name.clone()),
                ("span", Some(value)) => errors.add(
                    value,
                    "`span` takes no value",
                    "write `#[middleware(span)]`: the span has the name of the struct or function",
                ),
                ("name", _) if parsed.name.is_some() => {
                    errors.add(name, "`name` is written twice", "write it once: a layer has one name");
                }
                ("name", Some(Value::Text(text))) if !text.value().is_empty() => {
                    parsed.name = Some((name.clone(), text.clone()));
                }
                ("name", _) => errors.add(
                    name,
                    "`name` needs a name",
                    "say what the layer is called in settings and rules: `name = \"my_app.middleware.Timing\"`",
                ),
                _ if Rule::is_named_by(name) => parsed.rules.extend(Rule::read(arg, errors)),
                (_, value) => match (Stated::named(name), value) {
                    (Some(stated), None) => parsed.stated.push((stated, name.clone())),
                    (Some(_), Some(value)) => errors.add(
                        value,
                        format_args!("`{name}` takes no value"),
                        format_args!("write `#[middleware({name})]`"),
                    ),
                    (None, _) => errors.add(
                        name,
                        format_args!("`{name}` is not an argument of `#[middleware]`"),
                        "there are `both`, `sync_only`, `async_only`, `span`, `get_response = field`, `name = \"..\"`, the rules of its place, and `crate = path`",
                    ),
                },
            }
        });
        parsed
    }

    /// Whether the item says so of itself.
    pub(crate) fn states(&self, stated: Stated) -> bool {
        self.stated.iter().any(|(said, _)| *said == stated)
    }
}

/// The arguments on a field.
#[derive(Default)]
pub(crate) struct FieldArgs {
    /// The field starts from its `Default`.
    pub(crate) default: bool,
    /// The field is the `get_response` of the struct, under another name.
    pub(crate) get_response: Option<Ident>,
}

impl FieldArgs {
    /// Takes the macro's own attributes out of `attrs`, and reads them.
    pub(crate) fn take_from(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let help = "there are `#[middleware(default)]`, for a field that starts from its `Default`, and `#[middleware(get_response)]`, for the next handler inwards under another name";
        let mut parsed = Self::default();
        take_own(attrs, "a field", help, errors, |arg, errors| match arg {
            Arg { name, value: None } if name == "default" => parsed.default = true,
            Arg { name, value: None } if name == "get_response" => {
                parsed.get_response = Some(name.clone());
            }
            Arg { name, .. } => errors.add(
                name,
                format_args!("`{name}` is not an argument of `#[middleware]` on a field"),
                help,
            ),
        });
        parsed
    }
}

/// The arguments on a method.
#[derive(Default)]
pub(crate) struct MethodArgs {
    /// The hook blocks, so async code runs it in the thread pool.
    pub(crate) blocking: Option<Ident>,
}

impl MethodArgs {
    /// Takes the macro's own attributes out of `attrs`, and reads them.
    pub(crate) fn take_from(attrs: &mut Vec<Attribute>, errors: &mut Errors) -> Self {
        let help = "the only one is `#[middleware(blocking)]`: async code runs this hook in the thread pool";
        let mut parsed = Self::default();
        take_own(attrs, "a method", help, errors, |arg, errors| match arg {
            Arg { name, value: None } if name == "blocking" => parsed.blocking = Some(name.clone()),
            Arg { name, .. } => errors.add(
                name,
                format_args!("`{name}` is not an argument of `#[middleware]` on a method"),
                help,
            ),
        });
        parsed
    }
}

/// Takes the macro's own attributes out of `attrs`, and reads each of their arguments.
fn take_own(
    attrs: &mut Vec<Attribute>,
    place: &str,
    help: &str,
    errors: &mut Errors,
    mut read: impl FnMut(&Arg, &mut Errors),
) {
    let (own, others): (Vec<_>, Vec<_>) = std::mem::take(attrs).into_iter().partition(|attr| {
        attr.path().segments.last().is_some_and(|last| last.ident == "middleware")
    });
    *attrs = others;
    for attr in own {
        match attr.meta {
            Meta::List(list) => for_each_arg(list.tokens, errors, &mut read),
            meta => errors.add(
                &meta,
                format_args!("`#[middleware]` on {place} needs an argument"),
                help,
            ),
        }
    }
}

/// One argument: `name`, `name = path` or `name = ".."`.
struct Arg {
    name: Ident,
    value: Option<Value>,
}

enum Value {
    Path(Path),
    Text(LitStr),
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Path(path) => path.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
        }
    }
}

impl Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) if input.peek(LitStr) => Some(Value::Text(input.parse()?)),
            Some(_) => Some(Value::Path(input.call(Path::parse_mod_style)?)),
            None => None,
        };
        Ok(Self { name, value })
    }
}

fn for_each_arg(args: TokenStream, errors: &mut Errors, mut read: impl FnMut(&Arg, &mut Errors)) {
    let list = |input: ParseStream<'_>| {
        Punctuated::<Arg, Token![,]>::parse_terminated_with(input, Arg::parse)
    };
    match list.parse2(args) {
        Ok(args) => args.iter().for_each(|arg| read(arg, errors)),
        Err(error) => errors.add_parse_error(error),
    }
}
