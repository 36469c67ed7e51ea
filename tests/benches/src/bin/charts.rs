//! Draws the charts of the committed reports again, without a measurement.
//!
//! ```sh
//! cargo run -p middleware-benches --no-default-features --bin charts
//! ```

use std::{io, path::Path};

fn main() -> io::Result<()> {
    middleware_benches::charts::write(&Path::new(env!("CARGO_MANIFEST_DIR")).join("report"))
}
