//! [`SyntaxError`]: an error of a parser.

/// An error of a parser.
pub(super) struct SyntaxError {
    pub(super) line: Option<usize>,
    pub(super) message: String,
}
