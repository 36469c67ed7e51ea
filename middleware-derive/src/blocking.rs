//! Calls that are known to block the thread. They are known by their names only: no more than a reminder.

use syn::{ExprPath, Ident};

/// Whether methods of this name are known to block: those of tokio's handles, locks and channels.
pub(crate) fn is_blocking(method: &Ident) -> bool {
    const KNOWN: [&str; 7] = [
        "block_on",
        "blocking_lock",
        "blocking_lock_owned",
        "blocking_read",
        "blocking_recv",
        "blocking_send",
        "blocking_write",
    ];
    KNOWN.iter().any(|known| method == known)
}

/// Whether the path names a function that is known to block: of `std::thread`, `std::fs` and `std::net`, a
/// `block_on`, or one of a module `blocking`.
pub(crate) fn path_blocks(path: &ExprPath) -> bool {
    let names: Vec<_> =
        path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let is_function = |name: &str| name.starts_with(char::is_lowercase);
    // In sync code these are those of the standard library: nobody awaits here.
    match names.strip_prefix(&["std"]).unwrap_or(&names) {
        ["thread", "sleep" | "park"]
        | ["io", "stdin"]
        | ["File" | "OpenOptions", "open" | "create" | "create_new" | "options" | "new"]
        | ["fs", "File" | "OpenOptions", _]
        | ["TcpStream", "connect" | "connect_timeout"]
        | ["net", "TcpStream", "connect" | "connect_timeout"]
        | [.., "block_on"] => true,
        ["fs", name] => is_function(name),
        names => names.split_last().is_some_and(|(_, modules)| modules.contains(&"blocking")),
    }
}

/// The path as it is written.
pub(crate) fn spelled(path: &ExprPath) -> String {
    let names = path.path.segments.iter().map(|segment| segment.ident.to_string());
    names.collect::<Vec<_>>().join("::")
}
