//! The hooks of a middleware that only looks at what passes.

use proc_macro2::Span;
use syn::{
    Attribute, FnArg, GenericArgument, Ident, ImplItemFn, PatType, PathArguments, PathSegment,
    ReturnType, Signature, Type, TypeReference,
};

use super::named::{name_elided, refuse_unnamed};
use crate::{
    args::MethodArgs,
    errors::{Errors, shown},
};

/// Which hook a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookKind {
    Request,
    Response,
    Exception,
}

impl HookKind {
    pub(crate) fn of(signature: &Signature) -> Option<Self> {
        [Self::Request, Self::Response, Self::Exception]
            .into_iter()
            .find(|kind| signature.ident == kind.name())
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Request => "process_request",
            Self::Response => "process_response",
            Self::Exception => "process_exception",
        }
    }

    /// How this hook is written.
    pub(crate) const fn shape(self) -> &'static str {
        match self {
            Self::Request => {
                "fn process_request(&self, request: &mut Request) -> ControlFlow<Response>"
            }
            Self::Response => "fn process_response(&self, response: Response) -> Response",
            Self::Exception => "fn process_exception(&self, error: Error) -> Result<Answer, Error>",
        }
    }
}

/// The hooks of an impl.
#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) request: Option<Hook<RequestHook>>,
    pub(crate) response: Option<Hook<ResponseHook>>,
    pub(crate) exception: Option<Hook<ExceptionHook>>,
}

/// A hook, and what is particular to its kind.
pub(crate) struct Hook<Of> {
    pub(crate) name: Ident,
    pub(crate) is_async: bool,
    /// The word by which it is marked as blocking.
    pub(crate) blocking: Option<Ident>,
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) of: Of,
}

pub(crate) struct RequestHook {
    /// What it looks at, with elided lifetimes named [`request_lifetime`](super::request_lifetime).
    pub(crate) request: Type,
    /// Whether lifetimes were left out in it.
    pub(crate) elided: bool,
    /// Whether it takes `&mut Request`, and not `&Request`.
    pub(crate) mutable: bool,
    pub(crate) passes: Passes,
}

/// What `process_request` returns.
pub(crate) enum Passes {
    /// Nothing: it lets every request through.
    Nothing,
    /// A value for `process_response`.
    Value(Type),
    /// `ControlFlow<Response>` or `ControlFlow<Response, Value>`.
    Flow { response: Box<Type>, value: Option<Type> },
}

pub(crate) struct ResponseHook {
    pub(crate) response: Type,
    pub(crate) takes: Takes,
    /// The type of the value that it takes from `process_request`.
    pub(crate) value: Option<Type>,
    /// What it returns, unless it takes a reference.
    pub(crate) returns: Option<Type>,
}

/// How `process_response` takes the response.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Value,
    Reference,
    MutReference,
}

pub(crate) struct ExceptionHook {
    pub(crate) error: Type,
    /// The response, which it returns: a `Result`.
    pub(crate) response: Type,
}

impl Hooks {
    /// Reads a method, if it is a hook.
    pub(crate) fn read(&mut self, method: &mut ImplItemFn, errors: &mut Errors) {
        let args = MethodArgs::take_from(&mut method.attrs, errors);
        let Some(kind) = HookKind::of(&method.sig) else {
            if let Some(blocking) = &args.blocking {
                errors.add(
                    blocking,
                    format_args!("`blocking` is on `{}`, which is no hook", method.sig.ident),
                    "mark `process_request`, `process_response` or `process_exception` with it; a half that blocks is `call` alone",
                );
            }
            return;
        };
        match kind {
            HookKind::Request => add(&mut self.request, method, kind, args, errors, read_request),
            HookKind::Response => {
                add(&mut self.response, method, kind, args, errors, read_response);
            }
            HookKind::Exception => {
                add(&mut self.exception, method, kind, args, errors, read_exception);
            }
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.request.is_none() && self.response.is_none() && self.exception.is_none()
    }

    /// Whether there is such a hook and it could be read.
    pub(crate) const fn has(&self, kind: HookKind) -> bool {
        match kind {
            HookKind::Request => self.request.is_some(),
            HookKind::Response => self.response.is_some(),
            HookKind::Exception => self.exception.is_some(),
        }
    }

    /// Where the first of them stands.
    pub(super) fn span(&self) -> Span {
        let request = self.request.as_ref().map(|hook| hook.name.span());
        let response = self.response.as_ref().map(|hook| hook.name.span());
        let exception = self.exception.as_ref().map(|hook| hook.name.span());
        request.or(response).or(exception).unwrap_or_else(Span::call_site)
    }

    /// Whether the hooks are plain functions that run in place.
    pub(crate) fn are_plain(&self) -> bool {
        fn is_plain<Of>(hook: Option<&Hook<Of>>) -> bool {
            hook.is_none_or(|hook| !hook.is_async && hook.blocking.is_none())
        }
        is_plain(self.request.as_ref())
            && is_plain(self.response.as_ref())
            && is_plain(self.exception.as_ref())
    }

    /// How many of them are marked as blocking.
    pub(crate) fn blocking(&self) -> usize {
        let marks = [
            self.request.as_ref().and_then(|hook| hook.blocking.as_ref()),
            self.response.as_ref().and_then(|hook| hook.blocking.as_ref()),
            self.exception.as_ref().and_then(|hook| hook.blocking.as_ref()),
        ];
        marks.into_iter().flatten().count()
    }

    /// The types of the response that came from inside, each with the hook that names it.
    pub(crate) fn inside(&self) -> impl Iterator<Item = (&Ident, &Type)> {
        let request = self.request.as_ref().and_then(|hook| match &hook.of.passes {
            Passes::Flow { response, .. } => Some((&hook.name, &**response)),
            Passes::Nothing | Passes::Value(_) => None,
        });
        let response = self.response.as_ref().map(|hook| (&hook.name, &hook.of.response));
        let exception = self.exception.as_ref().map(|hook| (&hook.name, &hook.of.response));
        [request, response, exception].into_iter().flatten()
    }
}

/// Reads a hook into its place.
fn add<Of>(
    place: &mut Option<Hook<Of>>,
    method: &ImplItemFn,
    kind: HookKind,
    args: MethodArgs,
    errors: &mut Errors,
    read: impl FnOnce(&Signature, HookKind, &mut Errors) -> Option<Of>,
) {
    let signature = &method.sig;
    if place.is_some() {
        errors.add(
            &signature.ident,
            format_args!("`{}` is written twice", kind.name()),
            "write it once, and put a `cfg` on the statements inside of it",
        );
        return;
    }
    let cfgs = method.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
    *place = read(signature, kind, errors).map(|of| Hook {
        name: signature.ident.clone(),
        is_async: signature.asyncness.is_some(),
        blocking: args.blocking,
        cfgs: cfgs.cloned().collect(),
        of,
    });
}

fn read_request(signature: &Signature, kind: HookKind, errors: &mut Errors) -> Option<RequestHook> {
    let [request] = arguments(signature, kind, 1, errors)?[..] else { return None };
    let Type::Reference(TypeReference { mutability, lifetime, elem, .. }) = request else {
        errors.add(
            request,
            "`process_request` takes the request away",
            format_args!(
                "look at it through a reference: `&mut {0}`, or `&{0}`; the request goes on inwards by itself",
                shown(request)
            ),
        );
        return None;
    };
    refuse_lifetime(lifetime.as_ref(), kind, errors)?;
    refuse_unnamed(elem, kind.name(), "request", errors)?;
    let (request, elided) = name_elided(elem);
    let passes = match &signature.output {
        ReturnType::Default => Passes::Nothing,
        ReturnType::Type(_, ty) => read_passes(ty, kind, errors)?,
    };
    Some(RequestHook { request, elided, mutable: mutability.is_some(), passes })
}

fn read_passes(ty: &Type, kind: HookKind, errors: &mut Errors) -> Option<Passes> {
    refuse_unnamed(ty, kind.name(), "value", errors)?;
    if name_elided(ty).1 {
        errors.add(
            ty,
            "what `process_request` hands on borrows from the request or the middleware",
            "hand on an owned value: the request goes on inwards",
        );
        return None;
    }
    if is_unit(ty) {
        return Some(Passes::Nothing);
    }
    let Some(flow) = last_segment(ty).filter(|last| last.ident == "ControlFlow") else {
        return Some(Passes::Value(ty.clone()));
    };
    let types = match &flow.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().collect(),
        _ => Vec::new(),
    };
    match types[..] {
        [GenericArgument::Type(response)] => {
            Some(Passes::Flow { response: Box::new(response.clone()), value: None })
        }
        [GenericArgument::Type(response), GenericArgument::Type(value)] => {
            let value = (!is_unit(value)).then(|| value.clone());
            Some(Passes::Flow { response: Box::new(response.clone()), value })
        }
        _ => {
            errors.add(
                ty,
                "this `ControlFlow` does not say what the answer is",
                "write `ControlFlow<Response>`, or `ControlFlow<Response, Value>` to hand a value on to `process_response`",
            );
            None
        }
    }
}

fn read_response(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<ResponseHook> {
    let arguments = arguments(signature, kind, 2, errors)?;
    let (response, takes) = match arguments[0] {
        Type::Reference(TypeReference { mutability, lifetime, elem, .. }) => {
            refuse_lifetime(lifetime.as_ref(), kind, errors)?;
            let takes = if mutability.is_some() { Takes::MutReference } else { Takes::Reference };
            (&**elem, takes)
        }
        response => (response, Takes::Value),
    };
    refuse_unnamed(response, kind.name(), "response", errors)?;
    let returns = match &signature.output {
        ReturnType::Type(_, ty) if !is_unit(ty) || is_unit(response) => Some(Type::clone(ty)),
        _ => None,
    };
    match (takes, &returns) {
        (Takes::Value, None) => {
            errors.add(
                arguments[0],
                "`process_response` takes the response and does not give it back",
                format_args!(
                    "return it: `-> {0}`; or look at it through a reference: `&mut {0}`, or `&{0}`",
                    shown(response)
                ),
            );
            return None;
        }
        (Takes::Reference | Takes::MutReference, Some(returned)) => {
            errors.add(
                returned,
                "`process_response` looks at the response through a reference and returns one too",
                "take the response by value to replace it, or return nothing and change it in place",
            );
            return None;
        }
        (Takes::Value, Some(returned)) => {
            refuse_unnamed(returned, kind.name(), "response", errors)?;
        }
        (Takes::Reference | Takes::MutReference, None) => {}
    }
    for ty in [Some(response), returns.as_ref()].into_iter().flatten() {
        if name_elided(ty).1 {
            errors.add(
                ty,
                "the response borrows",
                "a response owns what it holds: it outlives the call",
            );
            return None;
        }
    }
    let value = arguments.get(1).map(|value| Type::clone(value));
    Some(ResponseHook { response: response.clone(), takes, value, returns })
}

fn read_exception(
    signature: &Signature,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<ExceptionHook> {
    let [error] = arguments(signature, kind, 1, errors)?[..] else { return None };
    if let Type::Reference(reference) = error {
        errors.add(
            error,
            "`process_exception` takes the error through a reference",
            format_args!(
                "take it by value, `{}`, and return `Err(error)` to let it pass",
                shown(&reference.elem)
            ),
        );
        return None;
    }
    match &signature.output {
        ReturnType::Type(_, response) if !is_unit(response) => {
            refuse_unnamed(response, kind.name(), "response", errors)?;
            Some(ExceptionHook { error: error.clone(), response: Type::clone(response) })
        }
        _ => {
            errors.add(
                &signature.ident,
                "`process_exception` takes the error and returns no response",
                format_args!("write `{}`, and return `Err(error)` to let it pass", kind.shape()),
            );
            None
        }
    }
}

/// The types of the arguments besides `self`: at least one and at most `most`.
fn arguments<'a>(
    signature: &'a Signature,
    kind: HookKind,
    most: usize,
    errors: &mut Errors,
) -> Option<Vec<&'a Type>> {
    let arguments = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(PatType { ty, .. }) => Some(&**ty),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<_> = arguments.collect();
    let name = kind.name();
    match (arguments.is_empty(), arguments.get(most)) {
        (false, None) => return Some(arguments),
        (true, _) => errors.add(
            &signature.ident,
            format_args!("`{name}` looks at nothing"),
            format_args!("write `{}`", kind.shape()),
        ),
        (false, Some(extra)) => errors.add(
            extra,
            format_args!("`{name}` takes too many arguments"),
            match kind {
                HookKind::Response => {
                    "it takes the response and one value from `process_request`: pass several as a tuple or a struct"
                }
                HookKind::Request | HookKind::Exception => {
                    "it takes one; keep settings in fields of the struct"
                }
            },
        ),
    }
    None
}

fn refuse_lifetime(
    lifetime: Option<&syn::Lifetime>,
    kind: HookKind,
    errors: &mut Errors,
) -> Option<()> {
    let Some(lifetime) = lifetime else { return Some(()) };
    errors.add(
        lifetime,
        format_args!("`{}` names how long it looks", kind.name()),
        "leave the lifetime out: a hook looks at what passes, and keeps nothing of it",
    );
    None
}

fn is_unit(ty: &Type) -> bool {
    matches!(ty, Type::Tuple(tuple) if tuple.elems.is_empty())
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match ty {
        Type::Path(path) => path.path.segments.last(),
        Type::Group(group) => last_segment(&group.elem),
        _ => None,
    }
}
