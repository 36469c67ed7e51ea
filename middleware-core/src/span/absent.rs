//! Without the feature `tracing`, `#[middleware(span)]` does not compile:
//!
//! ```compile_fail
//! use middleware_core::{GetResponse, middleware};
//!
//! #[middleware(span)]
//! fn timing<G>(request: u32, get_response: &GetResponse<G>) -> u32 {
//!     get_response.call(request)
//! }
//! ```
