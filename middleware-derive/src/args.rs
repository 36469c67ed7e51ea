//! The arguments of `#[middleware(..)]` on an item, a field or a hook.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{
    Attribute, Field, Ident, LitStr, Meta, Path, Token, Type, ext::IdentExt, parenthesized,
    parse::ParseStream, parse::Parser, punctuated::Punctuated, token,
};

use crate::invalid::Invalid;

/// The arguments on a struct, an impl or a function.
pub(crate) struct ItemArgs {
    /// Where the core is: `crate = path`.
    pub(crate) core: TokenStream,
    /// The field that holds the next handler: `get_response = field`.
    pub(crate) get_response: Ident,
    /// Whether `get_response` is written.
    pub(crate) names_get_response: bool,
    /// The fields that hold further handlers: `calls = field`.
    pub(crate) calls: Vec<Ident>,
    /// The stated capability, with the word that is written. More than one is an error.
    pub(crate) stated: Vec<(Stated, Ident)>,
    /// The span that each request runs in: `span`, or `span(..)`.
    pub(crate) span: Option<SpanArgs>,
    /// The response of the next handler, with the word `next`: `next = Response`.
    pub(crate) next: Option<(Ident, Type)>,
    /// The name in lists and in rules, with the word `name`: `name = ".."`.
    pub(crate) name: Option<(Ident, LitStr)>,
    /// The rules for the layer's position.
    pub(crate) rules: Vec<Rule>,
    /// Arguments that cannot be read.
    pub(crate) invalid: Vec<Invalid<InvalidArg>>,
}

/// The span of a layer: `span`, or `span(name = "..", level = "..", fields(..))`.
pub(crate) struct SpanArgs {
    /// The word `span`.
    pub(crate) word: Ident,
    /// Its name, unless it is that of the layer.
    pub(crate) name: Option<LitStr>,
    /// Its level, by default `info`.
    pub(crate) level: Level,
    /// Its fields, as `tracing::span!` takes them.
    pub(crate) fields: Option<TokenStream>,
}

/// The level of a span.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Level(&'static str);

impl Level {
    pub(crate) const ALL: [Self; 5] =
        [Self("trace"), Self("debug"), Self("info"), Self("warn"), Self("error")];

    fn named(name: &LitStr) -> Option<Self> {
        let name = name.value();
        Self::ALL.into_iter().find(|level| level.0 == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        self.0
    }
}

impl SpanArgs {
    const fn new(word: Ident) -> Self {
        Self { word, name: None, level: Level("info"), fields: None }
    }

    /// Reads the arguments of `span(..)`. Those that cannot be read are left out.
    fn read(word: &Ident, args: TokenStream, invalid: &mut Vec<Invalid<InvalidArg>>) -> Self {
        let mut span = Self::new(word.clone());
        let mut seen = Vec::new();
        match parse_args(args) {
            Ok(args) => args.into_iter().for_each(|arg| {
                let name = arg.name.clone();
                let read = if seen.contains(&name) {
                    Err(Invalid::at(&name, InvalidArg::TwiceInSpan))
                } else {
                    span.read_one(arg)
                };
                invalid.extend(read.err());
                seen.push(name);
            }),
            Err(error) => invalid.push(syntax(error)),
        }
        span
    }

    fn read_one(&mut self, Arg { name, value }: Arg) -> Result<(), Invalid<InvalidArg>> {
        match (name.to_string().as_str(), value) {
            ("name", Some(Value::Text(text))) => self.name = Some(text),
            ("level", Some(Value::Text(text))) => {
                self.level = Level::named(&text)
                    .ok_or_else(|| Invalid::at(&text, InvalidArg::UnknownLevel))?;
            }
            ("fields", Some(Value::List(fields))) => self.fields = Some(fields),
            ("name" | "level" | "fields", _) => {
                return Err(Invalid::at(&name, InvalidArg::SpanArgLacksValue));
            }
            _ => return Err(Invalid::at(&name, InvalidArg::UnknownInSpan)),
        }
        Ok(())
    }
}

/// A rule for the layer's position: `unique`, or `inside_of = "other"`.
pub(crate) struct Rule {
    /// The word that is written.
    pub(crate) word: Ident,
    /// The variant of the core's `Rule`.
    pub(crate) variant: Ident,
    /// The name of the other layer.
    pub(crate) other: Option<LitStr>,
}

/// The words without a value, and those that name another layer, each with the variant of the core's `Rule`.
const ALONE: [(&str, &str); 3] =
    [("unique", "Unique"), ("outermost", "Outermost"), ("innermost", "Innermost")];
const OF_ANOTHER: [(&str, &str); 4] = [
    ("outside_of", "OutsideOf"),
    ("inside_of", "InsideOf"),
    ("needs_outside", "NeedsOutside"),
    ("needs_inside", "NeedsInside"),
];

/// The arguments on an item, besides the rules.
const ON_ITEM: [&str; 9] =
    ["both", "sync_only", "async_only", "span", "next", "get_response", "calls", "name", "crate"];

/// The arguments on a field.
pub(crate) const ON_FIELD: [&str; 2] = ["default", "get_response"];

/// The arguments on a method.
pub(crate) const ON_METHOD: [&str; 1] = ["blocking"];

/// The arguments of `span(..)`.
pub(crate) const OF_SPAN: [&str; 3] = ["name", "level", "fields"];

/// The arguments on an item.
pub(crate) fn on_item() -> impl Iterator<Item = &'static str> {
    let rules = ALONE.iter().chain(&OF_ANOTHER).map(|(rule, _)| *rule);
    ON_ITEM.into_iter().chain(rules)
}

impl Rule {
    /// The rule, if `arg` is one.
    fn read(arg: &Arg) -> Option<Result<Self, Invalid<InvalidArg>>> {
        let word = arg.name.clone();
        let variant = |rules: &[(&str, &str)]| {
            let found = rules.iter().find(|(rule, _)| word == rule);
            found.map(|(_, variant)| Ident::new(variant, word.span()))
        };
        let read = match (variant(&ALONE), variant(&OF_ANOTHER), &arg.value) {
            (Some(variant), _, None) => Ok(Self { word, variant, other: None }),
            (_, Some(variant), Some(Value::Text(other))) => {
                Ok(Self { word, variant, other: Some(other.clone()) })
            }
            (Some(_), _, Some(value)) => Err(Invalid::at(value, InvalidArg::HasValue(word))),
            (_, Some(_), _) => Err(Invalid::at(&word, InvalidArg::LacksValue)),
            (None, None, _) => return None,
        };
        Some(read)
    }
}

/// A capability that an item states: Django's three decorators.
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
    pub(crate) fn parse(args: TokenStream) -> Self {
        let mut parsed = Self {
            core: quote!(::middleware_core),
            get_response: format_ident!("get_response"),
            names_get_response: false,
            calls: Vec::new(),
            stated: Vec::new(),
            span: None,
            next: None,
            name: None,
            rules: Vec::new(),
            invalid: Vec::new(),
        };
        match parse_args(args) {
            Ok(args) => args.iter().for_each(|arg| {
                let read = parsed.read(arg);
                parsed.invalid.extend(read.err());
            }),
            Err(error) => parsed.invalid.push(syntax(error)),
        }
        parsed
    }

    fn read(&mut self, arg: &Arg) -> Result<(), Invalid<InvalidArg>> {
        let name = &arg.name;
        if let Some(rule) = Rule::read(arg) {
            self.rules.push(rule?);
            return Ok(());
        }
        match (name.to_string().as_str(), &arg.value) {
            ("crate", Some(Value::Path(path))) => self.core = quote!(#path),
            ("get_response", Some(Value::Path(path))) if path.get_ident().is_some() => {
                self.get_response = path.segments[0].ident.clone();
                self.names_get_response = true;
            }
            ("calls", Some(Value::Path(path))) if path.get_ident().is_some() => {
                let field = path.segments[0].ident.clone();
                if self.calls.contains(&field) {
                    return Err(Invalid::at(&field, InvalidArg::Twice));
                }
                self.calls.push(field);
            }
            ("span", None) if self.span.is_none() => self.span = Some(SpanArgs::new(name.clone())),
            ("span", Some(Value::List(list))) if self.span.is_none() => {
                let span = SpanArgs::read(name, list.clone(), &mut self.invalid);
                self.span = Some(span);
            }
            ("name", _) if self.name.is_some() => return Err(Invalid::at(name, InvalidArg::Twice)),
            ("name", Some(Value::Text(text))) if !text.value().is_empty() => {
                self.name = Some((name.clone(), text.clone()));
            }
            ("next", _) if self.next.is_some() => return Err(Invalid::at(name, InvalidArg::Twice)),
            ("next", Some(Value::Type(response))) => {
                self.next = Some((name.clone(), (**response).clone()));
            }
            ("crate" | "get_response" | "calls" | "name" | "next", _) => {
                return Err(Invalid::at(name, InvalidArg::LacksValue));
            }
            ("span", None | Some(Value::List(_))) => {
                return Err(Invalid::at(name, InvalidArg::Twice));
            }
            (word, value) => match (Stated::named(name), value) {
                (Some(stated), None) => self.stated.push((stated, name.clone())),
                (stated, Some(value)) if stated.is_some() || word == "span" => {
                    return Err(Invalid::at(value, InvalidArg::HasValue(name.clone())));
                }
                _ => return Err(Invalid::at(name, InvalidArg::Unknown)),
            },
        }
        Ok(())
    }

    /// Whether the item states this capability.
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
    /// Removes the macro's own attributes from `attrs`, and reads them.
    pub(crate) fn take_from(
        attrs: &mut Vec<Attribute>,
        invalid: &mut Vec<Invalid<InvalidArg>>,
    ) -> Self {
        let mut parsed = Self::default();
        take_own(attrs, invalid, |arg| {
            match arg {
                Arg { name, value: None } if name == "default" => parsed.default = true,
                Arg { name, value: None } if name == "get_response" => {
                    parsed.get_response = Some(name.clone());
                }
                _ => return false,
            }
            true
        });
        parsed
    }

    /// Removes the macro's own attributes from the fields of an item that is not a middleware.
    pub(crate) fn strip<'a>(
        fields: impl IntoIterator<Item = &'a mut Field>,
    ) -> Vec<Invalid<InvalidArg>> {
        let mut invalid = Vec::new();
        for field in fields {
            Self::take_from(&mut field.attrs, &mut invalid);
        }
        invalid
    }
}

/// The arguments on a method.
#[derive(Default)]
pub(crate) struct MethodArgs {
    /// The hook blocks, so async code runs it in the thread pool.
    pub(crate) blocking: Option<Ident>,
}

impl MethodArgs {
    /// Removes the macro's own attributes from `attrs`, and reads them.
    pub(crate) fn take_from(
        attrs: &mut Vec<Attribute>,
        invalid: &mut Vec<Invalid<InvalidArg>>,
    ) -> Self {
        let mut parsed = Self::default();
        take_own(attrs, invalid, |arg| {
            let Arg { name, value: None } = arg else { return false };
            let is_known = name == "blocking";
            if is_known {
                parsed.blocking = Some(name.clone());
            }
            is_known
        });
        parsed
    }
}

/// Removes the macro's own attributes from `attrs`, and reads each of their arguments. `read` returns whether it knows
/// the argument.
fn take_own(
    attrs: &mut Vec<Attribute>,
    invalid: &mut Vec<Invalid<InvalidArg>>,
    mut read: impl FnMut(&Arg) -> bool,
) {
    let own = attrs.extract_if(.., |attr| {
        attr.path().segments.last().is_some_and(|last| last.ident == "middleware")
    });
    for attr in own {
        match attr.meta {
            Meta::List(list) => match parse_args(list.tokens) {
                Ok(args) => {
                    let unknown = args.into_iter().filter(|arg| !read(arg));
                    invalid.extend(unknown.map(|arg| Invalid::at(&arg.name, InvalidArg::Unknown)));
                }
                Err(error) => invalid.push(syntax(error)),
            },
            meta => invalid.push(Invalid::at(&meta, InvalidArg::Missing)),
        }
    }
}

/// Why an argument cannot be read.
pub(crate) enum InvalidArg {
    /// It is not `name`, `name = path`, `name = ".."` or `name(..)`.
    Syntax(syn::Error),
    /// There is no such argument on this item, field or method.
    Unknown,
    Twice,
    /// This word takes no value.
    HasValue(Ident),
    /// It has no value, or one of another kind.
    LacksValue,
    /// `#[middleware]` alone, on a field or a method.
    Missing,
    /// There is no such argument in `span(..)`.
    UnknownInSpan,
    /// `span(..)` has this argument already.
    TwiceInSpan,
    /// This argument of `span(..)` has no value, or one of another kind.
    SpanArgLacksValue,
    UnknownLevel,
}

fn syntax(error: syn::Error) -> Invalid<InvalidArg> {
    Invalid { tokens: TokenStream::new(), kind: InvalidArg::Syntax(error) }
}

/// One argument: `name`, `name = path`, `name = ".."`, `next = Type` or `name(..)`.
struct Arg {
    name: Ident,
    value: Option<Value>,
}

enum Value {
    Path(Path),
    Text(LitStr),
    Type(Box<Type>),
    List(TokenStream),
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Path(path) => path.to_tokens(tokens),
            Self::Text(text) => text.to_tokens(tokens),
            Self::Type(ty) => ty.to_tokens(tokens),
            Self::List(list) => list.to_tokens(tokens),
        }
    }
}

impl Arg {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let name = input.call(Ident::parse_any)?;
        if input.peek(token::Paren) {
            let list;
            parenthesized!(list in input);
            return Ok(Self { name, value: Some(Value::List(list.parse()?)) });
        }
        let value = match input.parse::<Option<Token![=]>>()? {
            Some(_) if input.peek(LitStr) => Some(Value::Text(input.parse()?)),
            Some(_) if name == "next" => Some(Value::Type(Box::new(input.parse()?))),
            Some(_) => Some(Value::Path(input.call(Path::parse_mod_style)?)),
            None => None,
        };
        Ok(Self { name, value })
    }
}

fn parse_args(args: TokenStream) -> syn::Result<Punctuated<Arg, Token![,]>> {
    let list = |input: ParseStream<'_>| Punctuated::parse_terminated_with(input, Arg::parse);
    list.parse2(args)
}
