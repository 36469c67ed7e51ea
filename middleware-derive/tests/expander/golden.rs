//! Files that hold what a test must find.

use std::{fs, path::Path};

/// Compares a file with what it must hold, or writes it if the environment says `TRYBUILD=overwrite`.
pub(crate) fn compare(path: &Path, expected: &str) {
    if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
        fs::write(path, expected).unwrap();
        return;
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    if found == expected {
        return;
    }
    let at = found.lines().zip(expected.lines()).take_while(|(found, expected)| found == expected);
    let at = at.count();
    let rest = |text: &str| {
        let lines: Vec<_> =
            text.lines().skip(at).take(8).map(|line| format!("    {line}")).collect();
        lines.join("\n")
    };
    panic!(
        "{}, line {}:\n{}\nbut the macro gives\n{}\nif that is right: TRYBUILD=overwrite cargo test -p middleware-derive",
        path.display(),
        at + 1,
        rest(&found),
        rest(expected),
    );
}
