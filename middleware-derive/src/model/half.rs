//! One half of a middleware: a method `call` or `acall` of the annotated impl.

use syn::{Attribute, FnArg, Ident, ImplItemFn, PatType, ReturnType, Signature, Type};

use super::named::{name_elided, refuse_two_lifetimes, refuse_unnamed};
use crate::errors::Errors;

/// Which half a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HalfKind {
    Call,
    Acall,
}

impl HalfKind {
    pub(crate) fn of(signature: &Signature) -> Option<Self> {
        if signature.ident == "call" {
            Some(Self::Call)
        } else if signature.ident == "acall" {
            Some(Self::Acall)
        } else {
            None
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Acall => "acall",
        }
    }

    /// How this half is written.
    pub(crate) const fn shape(self) -> &'static str {
        match self {
            Self::Call => "fn call(&self, request: Request) -> Response",
            Self::Acall => "async fn acall(&self, request: Request) -> Response",
        }
    }
}

/// A method `call` or `acall`.
pub(crate) struct Half {
    pub(crate) kind: HalfKind,
    pub(crate) name: Ident,
    pub(crate) cfgs: Vec<Attribute>,
    /// The type of the argument, with elided lifetimes named [`request_lifetime`]. `None` if there
    /// is no such argument, which is an error already.
    pub(crate) request: Option<Type>,
    /// Whether lifetimes were left out in it.
    pub(crate) elided: bool,
    /// The type that is returned. `None` if none is written, which is an error already.
    pub(crate) response: Option<Type>,
    /// Whether it has generics of its own, which is an error.
    pub(crate) has_generics: bool,
}

impl Half {
    pub(crate) fn read(method: &ImplItemFn, kind: HalfKind, errors: &mut Errors) -> Self {
        let signature = &method.sig;
        let cfgs = method.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        let (request, elided) = match read_request(signature, kind, errors) {
            Some((request, elided)) => (Some(request), elided),
            None => (None, false),
        };
        Self {
            kind,
            name: signature.ident.clone(),
            cfgs: cfgs.cloned().collect(),
            request,
            elided,
            response: read_response(signature, kind, errors),
            has_generics: !signature.generics.params.is_empty()
                || signature.generics.where_clause.is_some(),
        }
    }
}

fn read_request(
    signature: &Signature,
    kind: HalfKind,
    errors: &mut Errors,
) -> Option<(Type, bool)> {
    let name = kind.name();
    let mut requests = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(PatType { ty, .. }) => Some((arg, ty)),
        FnArg::Receiver(_) => None,
    });
    let Some((_, request)) = requests.next() else {
        errors.add(
            &signature.ident,
            format_args!("`{name}` takes no request"),
            format_args!("write `{}`", kind.shape()),
        );
        return None;
    };
    for (extra, _) in requests {
        errors.add(
            extra,
            format_args!("`{name}` takes one request and nothing else"),
            "keep settings in fields of the struct, and pass several values as one: a tuple or a struct",
        );
    }
    if let Some(variadic) = &signature.variadic {
        errors.add(
            variadic,
            format_args!("`{name}` takes one request and nothing else"),
            format_args!("write `{}`", kind.shape()),
        );
    }
    refuse_unnamed(request, name, "request", errors)?;
    refuse_two_lifetimes(request, name, errors)?;
    Some(name_elided(request))
}

fn read_response(signature: &Signature, kind: HalfKind, errors: &mut Errors) -> Option<Type> {
    let name = kind.name();
    let ReturnType::Type(_, response) = &signature.output else {
        errors.add(
            &signature.ident,
            format_args!("`{name}` returns no response"),
            format_args!("say which: `{}` (or `-> ()`)", kind.shape()),
        );
        return None;
    };
    if kind == HalfKind::Acall && signature.asyncness.is_none() && is_impl_trait(response) {
        // An `impl Future`, in place of the `async` that was reported as missing.
        return None;
    }
    refuse_unnamed(response, name, "response", errors)?;
    if name_elided(response).1 {
        errors.add(
            response,
            format_args!("the response of `{name}` borrows from the middleware"),
            "return an owned value: the response outlives the call",
        );
        return None;
    }
    Some(Type::clone(response))
}

const fn is_impl_trait(ty: &Type) -> bool {
    matches!(ty, Type::ImplTrait(_))
}
