//! Allocations a request, counted by the program `allocations` of this package.

use std::{io, process::Command};

/// So many requests are counted.
pub const REQUESTS: u64 = 64;

/// What a request allocates.
#[derive(Clone, Copy, Debug)]
pub struct Allocations {
    /// How often.
    pub count: f64,
    /// How many bytes.
    pub bytes: f64,
}

/// What a request to each of the [`entries`](crate::entries) allocates.
///
/// # Errors
///
/// If `program` does not run, or prints something else.
pub fn count(program: &str) -> io::Result<Vec<Allocations>> {
    let output = Command::new(program).output()?;
    if !output.status.success() {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    String::from_utf8_lossy(&output.stdout).lines().map(parse).collect()
}

fn parse(line: &str) -> io::Result<Allocations> {
    let a_request = |number: &str| -> io::Result<f64> {
        let number: u32 = number.parse().map_err(io::Error::other)?;
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        Ok(f64::from(number) / REQUESTS as f64)
    };
    let (count, bytes) = line.split_once(' ').ok_or_else(|| io::Error::other(line.to_owned()))?;
    Ok(Allocations { count: a_request(count)?, bytes: a_request(bytes)? })
}
