//! What rustc reports for code that uses the library wrongly: the traits that are missing, and nothing twice.
//!
//! The messages of the macro itself are tested in `middleware-derive/tests/expander/messages`, on every compiler.
//! The files in `cases` contain rustc's own wording, so they are compared on one stable version only. On that
//! version, `TRYBUILD=overwrite cargo test -p middleware-ui-tests` writes them again.

#[rustversion::stable(1.95)]
#[test]
fn errors_are_explained() {
    trybuild::TestCases::new().compile_fail("cases/*.rs");
}

#[rustversion::not(stable(1.95))]
#[test]
#[ignore = "the files in `cases` hold the messages of Rust 1.95, and this is another version"]
fn errors_are_explained() {}
