//! One half of a middleware: a method `call` or `acall` of the annotated impl.

use syn::{Attribute, FnArg, Ident, ImplItemFn, PatType, ReturnType, Signature, Type};

use super::named::{Unnamed, elides_two_lifetimes, name_elided};
use crate::invalid::Invalid;

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
#[derive(Clone)]
pub(crate) struct Half {
    pub(crate) kind: HalfKind,
    pub(crate) name: Ident,
    pub(crate) cfgs: Vec<Attribute>,
    /// The type of the argument, with elided lifetimes named [`request_lifetime`](super::request_lifetime). `None` if
    /// it cannot be read.
    pub(crate) request: Option<Type>,
    /// Whether lifetimes were elided in it.
    pub(crate) elided: bool,
    /// The type that is returned. `None` if it cannot be read.
    pub(crate) response: Option<Type>,
    /// Whether it has generics of its own, which is an error.
    pub(crate) has_generics: bool,
}

/// What is wrong with the types of a half.
pub(crate) enum InvalidHalf {
    NoRequest,
    SecondRequest,
    Variadic,
    TwoLifetimes,
    NoResponse,
    BorrowedResponse,
    /// Its `what` has no name.
    Unnamed {
        what: &'static str,
        unnamed: Unnamed,
    },
}

impl Half {
    pub(crate) fn read(
        method: &ImplItemFn,
        kind: HalfKind,
        invalid: &mut Vec<Invalid<InvalidHalf>>,
    ) -> Self {
        let signature = &method.sig;
        let cfgs = method.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        let request = read_request(signature, invalid).map_err(|found| invalid.push(found)).ok();
        let response = read_response(signature, kind).map_err(|found| invalid.push(found));
        Self {
            kind,
            name: signature.ident.clone(),
            cfgs: cfgs.cloned().collect(),
            elided: request.as_ref().is_some_and(|(_, elided)| *elided),
            request: request.map(|(request, _)| request),
            response: response.ok().flatten(),
            has_generics: !signature.generics.params.is_empty()
                || signature.generics.where_clause.is_some(),
        }
    }
}

fn read_request(
    signature: &Signature,
    invalid: &mut Vec<Invalid<InvalidHalf>>,
) -> Result<(Type, bool), Invalid<InvalidHalf>> {
    let mut requests = signature.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(PatType { ty, .. }) => Some((arg, ty)),
        FnArg::Receiver(_) => None,
    });
    let (_, request) =
        requests.next().ok_or_else(|| Invalid::at(&signature.ident, InvalidHalf::NoRequest))?;
    for (extra, _) in requests {
        invalid.push(Invalid::at(extra, InvalidHalf::SecondRequest));
    }
    if let Some(variadic) = &signature.variadic {
        invalid.push(Invalid::at(variadic, InvalidHalf::Variadic));
    }
    Unnamed::check(request, |unnamed| InvalidHalf::Unnamed { what: "request", unnamed })?;
    if elides_two_lifetimes(request) {
        return Err(Invalid::at(request, InvalidHalf::TwoLifetimes));
    }
    Ok(name_elided(request))
}

fn read_response(
    signature: &Signature,
    kind: HalfKind,
) -> Result<Option<Type>, Invalid<InvalidHalf>> {
    let ReturnType::Type(_, response) = &signature.output else {
        return Err(Invalid::at(&signature.ident, InvalidHalf::NoResponse));
    };
    let is_future = matches!(**response, Type::ImplTrait(_));
    if kind == HalfKind::Acall && signature.asyncness.is_none() && is_future {
        // An `impl Future` instead of the missing `async`.
        return Ok(None);
    }
    Unnamed::check(response, |unnamed| InvalidHalf::Unnamed { what: "response", unnamed })?;
    if name_elided(response).1 {
        return Err(Invalid::at(response, InvalidHalf::BorrowedResponse));
    }
    Ok(Some(Type::clone(response)))
}
