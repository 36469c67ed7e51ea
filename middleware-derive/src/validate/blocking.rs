//! Hooks that block without `#[middleware(blocking)]`.

use quote::ToTokens;
use syn::{
    ExprMethodCall, ExprPath, ImplItemFn, Item,
    visit::{self, Visit},
};

use crate::{
    blocking::{is_blocking, path_blocks, spelled},
    errors::Errors,
    model::{HookKind, ImplItem},
};

/// Refuses calls that are known to block, in a hook that async code runs inline.
pub(super) fn check(method: &ImplItemFn, impl_item: &ImplItem<'_>, errors: &mut Errors) {
    struct Search<'a> {
        help: &'static str,
        errors: &'a mut Errors,
    }

    impl Search<'_> {
        fn refuse(&mut self, tokens: &impl ToTokens, name: &str) {
            self.errors.add(
                tokens,
                format_args!("`{name}` blocks the thread, and async code runs this hook inline"),
                self.help,
            );
        }
    }

    impl<'ast> Visit<'ast> for Search<'_> {
        fn visit_expr_path(&mut self, path: &'ast ExprPath) {
            if path_blocks(path) {
                self.refuse(path, &spelled(path));
            }
        }

        fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
            if is_blocking(&call.method) {
                self.refuse(&call.method, &call.method.to_string());
            }
            visit::visit_expr_method_call(self, call);
        }

        fn visit_item(&mut self, _: &'ast Item) {}
    }

    let help = if HookKind::of(&method.sig) == Some(HookKind::Outcome) {
        "move slow work to a task or a thread: `spawn` it, or use a channel"
    } else {
        "mark the hook with `#[middleware(blocking)]`: async code then runs it on the thread pool"
    };
    let hook = impl_item.hooks.named(&method.sig.ident);
    if hook.is_some_and(|hook| hook.asyncness.is_none() && hook.blocking.is_none()) {
        Search { help, errors }.visit_block(&method.block);
    }
}
