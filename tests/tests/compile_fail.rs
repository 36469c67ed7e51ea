//! What can't be a middleware is a clear error on the user's own tokens.
//!
//! The messages are compared with `ui/*.stderr`, which hold those of one compiler version. To renew
//! them on that version: `TRYBUILD=overwrite cargo test -p middleware-tests --test compile_fail`.

#[rustversion::stable(1.95)]
#[test]
fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("ui/*.rs");
}

/// What the compiler finds only when it builds: `cargo check` does not.
#[rustversion::stable(1.95)]
#[test]
fn mistakes_of_a_whole_chain_are_explained() {
    let cases = trybuild::TestCases::new();
    // With a program that runs among them they are built.
    cases.pass("ui/build/in_place.rs");
    cases.compile_fail("ui/build/mis*.rs");
}

#[rustversion::not(stable(1.95))]
#[test]
#[ignore = "the expected messages are those of Rust 1.95, and this is another version"]
fn mistakes_are_explained() {}
