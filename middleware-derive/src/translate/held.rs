//! [`Held`]: what belongs to the thread, and is held or set at a call of the next handler.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Expr, ExprMethodCall, Ident, Local, Pat, PatIdent, Token, punctuated::Punctuated};

use super::refusal::Refusal;
use crate::{
    invalid::Invalid,
    token_search::{calls_method, count},
};

/// What async code cannot hold while it waits.
#[derive(Default)]
pub(super) struct Held {
    /// The guards of locks, by their names.
    locks: Vec<Ident>,
    /// The thread-locals that have been set.
    thread_locals: Vec<TokenStream>,
    /// How many calls of the next handler there were.
    calls: usize,
}

impl Held {
    /// How many guards there are, and how many calls there were.
    pub(super) const fn state(&self) -> (usize, usize) {
        (self.locks.len(), self.calls)
    }

    pub(super) fn leave_block(&mut self, (locks, _): (usize, usize)) {
        self.locks.truncate(locks);
    }

    /// What one round of a loop has set is set at the calls of the next round.
    pub(super) fn leave_loop(&mut self, (_, calls): (usize, usize)) -> Vec<Invalid<Refusal>> {
        if self.calls > calls { self.set().collect() } else { Vec::new() }
    }

    pub(super) fn note_local(&mut self, local: &Local) {
        self.locks.extend(guard_of_a_lock(local).cloned());
    }

    pub(super) fn note_call(&mut self, call: &ExprMethodCall) {
        if sets_thread_local(call) {
            self.thread_locals.push(call.receiver.to_token_stream());
        }
    }

    /// Forgets a guard that is passed on, for example to `drop`. If it has been used before, the compiler keeps it in the
    /// future.
    pub(super) fn release(&mut self, args: &Punctuated<Expr, Token![,]>, body: &TokenStream) {
        self.locks.retain(|guard| {
            let is_passed =
                |arg: &Expr| matches!(arg, Expr::Path(path) if path.path.is_ident(guard));
            !(args.iter().any(is_passed) && count(body, guard) == 2)
        });
    }

    /// What is held or set at this call of the next handler. Each is reported once.
    pub(super) fn at_call(&mut self) -> Vec<Invalid<Refusal>> {
        self.calls += 1;
        let locks = self.locks.drain(..);
        let locks = locks.map(|guard| Invalid::at(&guard, Refusal::GuardAcross));
        let mut found: Vec<_> = locks.collect();
        found.extend(self.set());
        found
    }

    fn set(&mut self) -> impl Iterator<Item = Invalid<Refusal>> + '_ {
        self.thread_locals.drain(..).map(|key| Invalid { tokens: key, kind: Refusal::ThreadLocal })
    }
}

// Input:
//     let count = self.count.lock().unwrap();
// Output:
//     count
//
// The guard of a lock of the standard library, which is not `Send`. A `read()` or `write()` that cannot fail may be something
// else.
fn guard_of_a_lock(local: &Local) -> Option<&Ident> {
    let Pat::Ident(PatIdent { ident, .. }) = &local.pat else { return None };
    let Expr::MethodCall(call) = &*local.init.as_ref()?.expr else { return None };
    let unwraps = ["unwrap", "expect", "unwrap_or_else"];
    let locks = match &*call.receiver {
        Expr::MethodCall(lock) if unwraps.iter().any(|name| call.method == name) => {
            lock.args.is_empty() && ["lock", "read", "write"].iter().any(|name| lock.method == name)
        }
        _ => call.args.is_empty() && call.method == "lock",
    };
    locks.then_some(ident)
}

/// Whether this returns a guard of a span or a runtime that applies to the thread.
pub(super) fn enters(call: &ExprMethodCall) -> bool {
    call.args.is_empty() && (call.method == "enter" || call.method == "entered")
}

// Input:
//     KEY.with(|value| ..)
//
/// Whether a closure runs while a thread-local is borrowed or set.
pub(super) fn runs_with_thread_local(call: &ExprMethodCall) -> bool {
    let known = ["set", "with", "with_borrow", "with_borrow_mut"];
    let has_closure = call.args.iter().any(|arg| matches!(arg, Expr::Closure(_)));
    is_static(&call.receiver) && has_closure && known.iter().any(|name| call.method == name)
}

// Input:
//     KEY.set(value)
//     KEY.with(|value| value.set(1))
//
// The number of arguments tells a `LocalKey` from a text, which has a `replace` too.
fn sets_thread_local(call: &ExprMethodCall) -> bool {
    let sets = match (call.method.to_string().as_str(), call.args.len()) {
        ("set" | "replace" | "with_borrow_mut", 1) | ("take", 0) => true,
        ("with", 1) => {
            let known = ["borrow_mut", "replace", "set", "take"];
            known.iter().any(|name| calls_method(&call.args, name))
        }
        _ => false,
    };
    sets && is_static(&call.receiver)
}

/// Whether this has the name of a static.
fn is_static(expr: &Expr) -> bool {
    let Expr::Path(path) = expr else { return false };
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.contains(char::is_uppercase) && !name.contains(char::is_lowercase)
    })
}
