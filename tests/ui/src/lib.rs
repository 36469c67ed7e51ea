//! The tests of this package are in `tests/ui.rs`, and their cases in `cases`.
