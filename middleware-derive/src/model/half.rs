//! One half of a middleware: a method `call` or `acall` of the annotated impl.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Attribute, FnArg, Ident, ImplItemFn, Lifetime, ParenthesizedGenericArguments, PatType,
    ReceiverKind, ReturnType, Safety, Signature, Type, TypeFnPtr, TypeImplTrait, TypeReference,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use crate::{
    errors::Errors,
    mentions::{mentions, param_name},
};

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

    const fn name(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Acall => "acall",
        }
    }

    /// How this half is written.
    const fn shape(self) -> &'static str {
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
}

impl Half {
    pub(crate) fn read(method: &ImplItemFn, kind: HalfKind, errors: &mut Errors) -> Self {
        let signature = &method.sig;
        check_asyncness(signature, kind, errors);
        check_qualifiers(signature, kind, errors);
        check_receiver(signature, kind, errors);
        let cfgs = method.attrs.iter().filter(|attr| attr.path().is_ident("cfg"));
        check_cfg_attrs(method, kind, errors);
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
        }
    }
}

fn check_asyncness(signature: &Signature, kind: HalfKind, errors: &mut Errors) {
    match (kind, &signature.asyncness) {
        (HalfKind::Call, Some(async_token)) => errors.add(
            async_token,
            "`call` is the sync half and cannot be `async`",
            "remove `async`, or name the method `acall`: it is the async half",
        ),
        (HalfKind::Acall, None) => errors.add(
            &signature.fn_token,
            "`acall` is the async half and must be an `async fn`",
            "write `async fn acall`, or name the method `call`: it is the sync half",
        ),
        (HalfKind::Call, None) | (HalfKind::Acall, Some(_)) => {}
    }
}

fn check_qualifiers(signature: &Signature, kind: HalfKind, errors: &mut Errors) {
    let (name, shape) = (kind.name(), kind.shape());
    let mut refuse = |qualifier: &dyn ToTokens, word: &str| {
        errors.add(
            &qualifier.to_token_stream(),
            format_args!("`{name}` cannot be `{word}`"),
            format_args!("write `{shape}`"),
        );
    };
    if let Some(const_token) = &signature.constness {
        refuse(const_token, "const");
    }
    if let Safety::Unsafe(unsafe_token) = &signature.safety {
        refuse(unsafe_token, "unsafe");
    }
    if let Some(abi) = &signature.abi {
        refuse(abi, "extern");
    }
    if let Some(clause) = &signature.generics.where_clause {
        errors.add(
            &clause.where_token,
            format_args!("`{name}` has a where-clause of its own"),
            "move it to the impl, where both halves share it",
        );
    }
    if !signature.generics.params.is_empty() {
        let params = &signature.generics.params;
        errors.add(
            params,
            format_args!("`{name}` has generic parameters of its own"),
            format_args!(
                "move them to the impl, where both halves share them: `impl<G, {}> ..`",
                params.to_token_stream()
            ),
        );
    }
}

fn check_receiver(signature: &Signature, kind: HalfKind, errors: &mut Errors) {
    let name = kind.name();
    let Some(receiver) = signature.receiver() else {
        errors.add(
            &signature.ident,
            format_args!("`{name}` does not take `&self`"),
            format_args!("write `{}`", kind.shape()),
        );
        return;
    };
    match &receiver.kind {
        ReceiverKind::Reference(_, None, None) => {}
        ReceiverKind::Typed(_, ty) if is_ref_self(ty) => {}
        ReceiverKind::Reference(_, Some(lifetime), None) => errors.add(
            lifetime,
            format_args!("`{name}` ties the request to the middleware by a lifetime"),
            "write `&self`: a request lives on its own",
        ),
        ReceiverKind::Reference(_, _, Some(mut_token)) => errors.add(
            mut_token,
            format_args!("`{name}` cannot take `&mut self`: all requests share the middleware"),
            "take `&self`, and keep what changes behind a `Mutex` or in an atomic",
        ),
        _ => errors.add(
            receiver,
            format_args!("`{name}` takes `&self` and nothing else"),
            format_args!("write `{}`", kind.shape()),
        ),
    }
}

/// `&Self`, as in `self: &Self`.
fn is_ref_self(ty: &Type) -> bool {
    match ty {
        Type::Reference(TypeReference { mutability: None, lifetime: None, elem, .. }) => {
            matches!(&**elem, Type::Path(path) if path.path.is_ident("Self"))
        }
        _ => false,
    }
}

/// Whether a half is there must be known without evaluating a `cfg_attr`.
fn check_cfg_attrs(method: &ImplItemFn, kind: HalfKind, errors: &mut Errors) {
    let name = kind.name();
    let cfg = Ident::new("cfg", Span::call_site());
    let hidden = method
        .attrs
        .iter()
        .filter(|attr| attr.path().is_ident("cfg_attr") && mentions(&attr.meta, &cfg));
    for attr in hidden {
        errors.add(
            attr,
            format_args!("whether `{name}` is there depends on a `cfg` inside of a `cfg_attr`"),
            "write one `cfg` with both conditions: `#[cfg(all(.., ..))]`",
        );
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
    refuse_impl_trait(request, name, "request", errors)?;
    if signature.generics.params.iter().any(|own| mentions(request, param_name(own))) {
        // An error was reported; outside of the method the type means nothing.
        return None;
    }
    let mut request = Type::clone(request);
    let mut elided = NameElided::default();
    elided.visit_type_mut(&mut request);
    Some((request, elided.found))
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
    refuse_impl_trait(response, name, "response", errors)?;
    let mut named = Type::clone(response);
    let mut elided = NameElided::default();
    elided.visit_type_mut(&mut named);
    if elided.found {
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

/// The halves and the traits must agree on the types, so they have to be named.
fn refuse_impl_trait(ty: &Type, half: &str, what: &str, errors: &mut Errors) -> Option<()> {
    struct FindImplTrait<'ast>(Option<&'ast TypeImplTrait>);

    impl<'ast> Visit<'ast> for FindImplTrait<'ast> {
        fn visit_type_impl_trait(&mut self, found: &'ast TypeImplTrait) {
            self.0.get_or_insert(found);
        }
    }

    let mut find = FindImplTrait(None);
    visit::visit_type(&mut find, ty);
    let Some(impl_trait) = find.0 else {
        return Some(());
    };
    errors.add(
        impl_trait,
        format_args!("the {what} of `{half}` is an `impl Trait`, which has no name"),
        "name the type, or make it a parameter of the impl: `impl<G, T: Trait> ..`",
    );
    None
}

/// The name given to lifetimes that the user left out in the type of the request.
pub(crate) fn request_lifetime() -> Lifetime {
    syn::parse_quote!('request)
}

/// Names the lifetimes that are left out: the header of an impl needs names.
#[derive(Default)]
struct NameElided {
    found: bool,
}

impl VisitMut for NameElided {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            reference.lifetime = Some(request_lifetime());
            self.found = true;
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident == "_" {
            *lifetime = request_lifetime();
            self.found = true;
        }
    }

    // `fn(&T)` and `Fn(&T)` elide within themselves.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}
