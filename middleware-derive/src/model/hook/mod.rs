//! The hooks of a middleware. The library calls the next handler.

mod read;

use proc_macro2::Span;
use syn::{Attribute, Ident, ImplItemFn, Signature, Token, Type};

use super::named::Unnamed;
use crate::invalid::Invalid;

/// Which hook a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookKind {
    Request,
    Response,
    Exception,
    Outcome,
}

impl HookKind {
    pub(crate) const ALL: [Self; 4] =
        [Self::Request, Self::Response, Self::Exception, Self::Outcome];

    pub(crate) fn of(signature: &Signature) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| signature.ident == kind.name())
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Request => "process_request",
            Self::Response => "process_response",
            Self::Exception => "process_exception",
            Self::Outcome => "process_outcome",
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
            Self::Outcome => "fn process_outcome(&self, outcome: Outcome<'_, Response>)",
        }
    }
}

/// The hooks of an impl.
#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) request: Option<Hook<RequestHook>>,
    pub(crate) response: Option<Hook<ResponseHook>>,
    pub(crate) exception: Option<Hook<ExceptionHook>>,
    pub(crate) outcome: Option<Hook<OutcomeHook>>,
}

/// A hook, and what is particular to its kind.
pub(crate) struct Hook<Of> {
    pub(crate) head: Head,
    pub(crate) of: Of,
}

/// What every hook has.
pub(crate) struct Head {
    pub(crate) name: Ident,
    pub(crate) asyncness: Option<Token![async]>,
    /// The word by which it is marked as blocking.
    pub(crate) blocking: Option<Ident>,
    pub(crate) cfgs: Vec<Attribute>,
}

pub(crate) struct RequestHook {
    /// The request, with elided lifetimes named [`request_lifetime`](super::request_lifetime).
    pub(crate) request: Type,
    /// Whether lifetimes were elided in it.
    pub(crate) elided: bool,
    /// Whether it takes `&mut Request`, and not `&Request`.
    pub(crate) mutable: bool,
    pub(crate) passes: Passes,
}

/// What `process_request` returns.
pub(crate) enum Passes {
    /// Nothing: it lets every request through.
    Nothing,
    /// A value for `process_response`, `process_outcome` or both.
    Value(Type),
    /// `ControlFlow<Response>` or `ControlFlow<Response, Value>`.
    Flow { response: Box<Type>, value: Option<Type> },
}

impl Passes {
    /// The type of the value.
    pub(crate) const fn value(&self) -> Option<&Type> {
        match self {
            Self::Value(value) | Self::Flow { value: Some(value), .. } => Some(value),
            Self::Nothing | Self::Flow { value: None, .. } => None,
        }
    }
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

pub(crate) struct OutcomeHook {
    /// The final response: `Response` in `Outcome<'_, Response>`.
    pub(crate) response: Type,
    /// The type of the value that it takes from `process_request`, an `Option`.
    pub(crate) value: Option<Type>,
}

/// What is wrong with the signature of a hook.
pub(crate) enum InvalidHook {
    /// There is another hook of this kind.
    Twice,
    NoArgument,
    TooManyArguments,
    NamedLifetime,
    /// A part of its `what` has no name.
    Unnamed {
        what: &'static str,
        unnamed: Unnamed,
    },
    RequestByValue,
    /// What `process_request` returns.
    BorrowedValue,
    /// A `ControlFlow` without the type of the response.
    FlowWithoutTypes,
    /// The argument after the response, which is taken by value, is a reference.
    ResponseAfterValue(Box<Type>),
    /// The response is taken by value and not returned.
    ResponseKept,
    ReturnsBesideReference,
    BorrowedResponse,
    /// This error is taken by reference.
    ErrorByReference(Box<Type>),
    /// The error is taken and no response is returned.
    ErrorKept,
    /// `process_outcome` takes this, or a reference to it.
    NotAnOutcome(Box<Type>),
    /// This outcome is taken by reference.
    OutcomeByReference(Box<Type>),
    OutcomeWithoutResponse,
    OutcomeReturns,
}

impl Hooks {
    /// Reads the hook of this kind. `blocking` is the word by which it is marked as such.
    pub(super) fn read(
        &mut self,
        method: &ImplItemFn,
        kind: HookKind,
        blocking: Option<Ident>,
    ) -> Result<(), Invalid<InvalidHook>> {
        fn add<Of>(
            place: &mut Option<Hook<Of>>,
            method: &ImplItemFn,
            blocking: Option<Ident>,
            read: fn(&Signature) -> Result<Of, Invalid<InvalidHook>>,
        ) -> Result<(), Invalid<InvalidHook>> {
            if place.is_some() {
                return Err(Invalid::at(&method.sig.ident, InvalidHook::Twice));
            }
            let cfgs = method.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
            let head = Head {
                name: method.sig.ident.clone(),
                asyncness: method.sig.asyncness,
                blocking,
                cfgs: cfgs.cloned().collect(),
            };
            *place = Some(Hook { head, of: read(&method.sig)? });
            Ok(())
        }
        match kind {
            HookKind::Request => add(&mut self.request, method, blocking, read::request),
            HookKind::Response => add(&mut self.response, method, blocking, read::response),
            HookKind::Exception => add(&mut self.exception, method, blocking, read::exception),
            HookKind::Outcome => add(&mut self.outcome, method, blocking, read::outcome),
        }
    }

    /// The hooks that could be read, in the order of the documentation.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &Head> {
        let request = self.request.as_ref().map(|hook| &hook.head);
        let response = self.response.as_ref().map(|hook| &hook.head);
        let exception = self.exception.as_ref().map(|hook| &hook.head);
        let outcome = self.outcome.as_ref().map(|hook| &hook.head);
        [request, response, exception, outcome].into_iter().flatten()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.heads().next().is_none()
    }

    /// The hook of this name, if it could be read.
    pub(crate) fn named(&self, name: &Ident) -> Option<&Head> {
        self.heads().find(|head| head.name == *name)
    }

    /// Where the first of them is.
    pub(super) fn span(&self) -> Span {
        self.heads().next().map_or_else(Span::call_site, |head| head.name.span())
    }

    /// Whether the hooks are plain functions that run inline, and none is `process_outcome`.
    pub(crate) fn are_plain(&self) -> bool {
        self.outcome.is_none() && self.asyncs() == 0 && self.blocking() == 0
    }

    /// How many of them are async.
    pub(crate) fn asyncs(&self) -> usize {
        self.heads().filter(|head| head.asyncness.is_some()).count()
    }

    /// How many of them are marked as blocking.
    pub(crate) fn blocking(&self) -> usize {
        self.heads().filter(|head| head.blocking.is_some()).count()
    }

    /// The types of the next handler's response, each with the hook that names it.
    pub(crate) fn inner_responses(&self) -> impl Iterator<Item = (&Ident, &Type)> {
        let request = self.request.as_ref().and_then(|hook| match &hook.of.passes {
            Passes::Flow { response, .. } => Some((&hook.head.name, &**response)),
            Passes::Nothing | Passes::Value(_) => None,
        });
        let response = self.response.as_ref().map(|hook| (&hook.head.name, &hook.of.response));
        let exception = self.exception.as_ref().map(|hook| (&hook.head.name, &hook.of.response));
        // Unless `process_response` makes another type of it.
        let leaves = self.outcome.as_ref().filter(|_| self.returned().is_none());
        let outcome = leaves.map(|hook| (&hook.head.name, &hook.of.response));
        [request, response, exception, outcome].into_iter().flatten()
    }

    /// What `process_response` returns, unless it takes a reference.
    pub(crate) fn returned(&self) -> Option<&Type> {
        self.response.as_ref()?.of.returns.as_ref()
    }
}
