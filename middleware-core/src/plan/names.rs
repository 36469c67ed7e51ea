//! Shortens the names of views and layers for people.

/// Returns `hello` for `shop::views::hello`, `Stub<Request>` for `shop::Stub<shop::Request>`, and
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

/// Returns `Audit` for `shop::Audit<middleware_core::view::View<..>>`: a layer's name, from the type of its handler.
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
