//! The names of views and layers in a plan.

use middleware_core::{Chain, GetResponse, Mode, Plan, chain::layer_fn};

use middleware_tests::deep::{Add, view};

#[test]
fn names_of_views_are_short() {
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
        assert_eq!(Plan::of_view(full, Mode::Sync).view().name(), short);
    }
}

/// Where it is skipped there is nothing but its type to ask.
#[test]
fn a_layer_is_named_without_what_it_wraps() {
    let add = layer_fn(|get_response: GetResponse<_>| Add { get_response });
    let plan = Chain::<u64, u64>::new().with_if(false, add).view(view).plan();
    let names: Vec<_> = plan.skipped().map(|(_, skipped)| skipped.name()).collect();
    assert_eq!(names, ["Add"]);
}
