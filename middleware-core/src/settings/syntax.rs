//! [`SyntaxError`]: what a parser found.

/// What a parser found.
pub(super) struct SyntaxError {
    pub(super) line: Option<usize>,
    pub(super) message: String,
}
