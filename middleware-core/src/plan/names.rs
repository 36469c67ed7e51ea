//! The names of views and layers, as people read them.

/// `hello` for `shop::views::hello`, `Stub<Request>` for `shop::Stub<shop::Request>`, and
/// `closure in main` for `shop::main::{{closure}}`.
pub(super) fn short_name(type_name: &str) -> String {
    let is_path = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '{' | '}' | '#');
    let mut short = String::new();
    let mut rest = type_name;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_path(c) != is_path(first)).unwrap_or(rest.len());
        let (piece, others) = rest.split_at(end);
        short.push_str(&if is_path(first) { last_part(piece) } else { piece.to_owned() });
        rest = others;
    }
    short
}

/// `Audit` for `shop::Audit<middleware_core::view::View<..>>`: a layer's name, of the type of what it makes.
pub(crate) fn layer_name(type_name: &str) -> String {
    let (path, _) = type_name.split_once('<').unwrap_or((type_name, ""));
    last_part(path)
}

fn last_part(path: &str) -> String {
    let is_closure = |part: &str| part == "{{closure}}";
    let mut parts = path.rsplit("::");
    let last = parts.next().unwrap_or(path);
    match parts.find(|part| !is_closure(part)) {
        Some("") if is_closure(last) => "::closure".to_owned(),
        Some("") => format!("::{last}"),
        Some(function) if is_closure(last) => format!("closure in {function}"),
        Some(_) | None => last.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{layer_name, short_name};

    #[test]
    fn a_layer_is_named_without_what_it_wraps() {
        assert_eq!(layer_name("shop::Audit<core::View<fn(u8) -> u8>>"), "Audit");
        assert_eq!(layer_name("shop::Audit"), "Audit");
    }

    #[test]
    fn names_are_short() {
        let cases = [
            ("hello", "hello"),
            ("shop::views::hello", "hello"),
            ("shop::main::{{closure}}", "closure in main"),
            ("shop::main::{{closure}}::{{closure}}", "closure in main"),
            ("shop::main<u8>::{{closure}}", "main<u8>::closure"),
            ("shop::Stub<shop::Request, core::option::Option<u8>>", "Stub<Request, Option<u8>>"),
            ("<shop::S as shop::Tr>::handle", "<S as Tr>::handle"),
            ("fn(alloc::string::String) -> u8", "fn(String) -> u8"),
            ("&dyn core::fmt::Debug", "&dyn Debug"),
        ];
        for (full, short) in cases {
            assert_eq!(short_name(full), short);
        }
    }
}
