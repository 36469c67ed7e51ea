//! Calls of the next handler, by a half or a hook.

use syn::{
    ExprAsync, ExprClosure, ExprMethodCall, ImplItemFn, Item,
    visit::{self, Visit},
};

use crate::{
    errors::Errors,
    model::{HalfKind, Place},
};

/// Refuses a half that calls the other half of the next handler: `self.get_response.call(..)` in `acall`.
pub(super) fn check(method: &ImplItemFn, kind: HalfKind, place: &Place, errors: &mut Errors) {
    Search { kind: Some(kind), place, errors, nested: false }.visit_block(&method.block);
}

/// Refuses a hook that calls the next handler.
pub(super) fn check_hook(method: &ImplItemFn, place: &Place, errors: &mut Errors) {
    Search { kind: None, place, errors, nested: false }.visit_block(&method.block);
}

struct Search<'a> {
    /// The half, or a hook.
    kind: Option<HalfKind>,
    place: &'a Place,
    errors: &'a mut Errors,
    /// Whether this code may run in another mode. The compiler checks it.
    nested: bool,
}

impl Search<'_> {
    fn nested(&mut self, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.nested, true);
        visit(self);
        self.nested = outer;
    }
}

impl<'ast> Visit<'ast> for Search<'_> {
    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        let caller = match (self.place, self.kind) {
            (Place::Field(_), Some(HalfKind::Call)) => "`call`",
            (Place::Field(_), Some(HalfKind::Acall)) => "`acall`",
            (Place::Argument(_), Some(HalfKind::Call)) => "this plain `fn`",
            (Place::Argument(_), Some(HalfKind::Acall)) => "this `async fn`",
            (_, None) => "this hook",
        };
        if self.nested || !self.place.is_next(&call.receiver) {
            return;
        }
        match self.kind {
            Some(HalfKind::Acall) if call.method == "call" => self.errors.add(
                &call.method,
                format_args!("{caller} calls the next handler with `call`, which would block the thread"),
                "await the async half: `.acall(..).await`",
            ),
            Some(HalfKind::Call) if call.method == "acall" => self.errors.add(
                &call.method,
                format_args!("{caller} calls the next handler with `acall`, which it cannot await"),
                "call the sync half: `.call(..)`",
            ),
            None if call.method == "call" || call.method == "acall" => self.errors.add(
                &call.method,
                "this hook calls the next handler",
                "the macro calls it between the hooks; to call it yourself, write `call` or `acall` instead of hooks",
            ),
            Some(_) | None => {}
        }
    }

    fn visit_expr_closure(&mut self, closure: &'ast ExprClosure) {
        self.nested(|search| visit::visit_expr_closure(search, closure));
    }

    fn visit_expr_async(&mut self, block: &'ast ExprAsync) {
        // An async block in `acall` runs in async code too.
        if self.kind == Some(HalfKind::Call) {
            self.nested(|search| visit::visit_expr_async(search, block));
        } else {
            visit::visit_expr_async(self, block);
        }
    }

    fn visit_item(&mut self, _: &'ast Item) {}
}
