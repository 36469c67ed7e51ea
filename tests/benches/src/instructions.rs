//! Instructions a request: counted by valgrind, so that they are exact, and the same in every run.
//!
//! The benchmark's own executable is run with so many requests, and with twice as many. What it does besides, such as to
//! start and to make the chain, is in both, and the difference is the requests alone.

use std::{env, fmt, io, process::Command};

use crate::Entry;

/// The first argument of the run that is counted.
const RUN: &str = "run-one-entry";

/// Enough that what the allocator does only once in a while counts as often as it happens.
const REQUESTS: u64 = 256;

/// Why nothing was counted.
#[derive(Debug)]
pub enum Error {
    /// Valgrind is not there.
    Missing(io::Error),
    /// It ran, and did not count.
    Failed {
        /// What was run.
        entry: String,
        /// What it said.
        said: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(error) => {
                write!(
                    f,
                    "`valgrind`, which counts instructions, does not run: {error}. Debian: `apt-get install valgrind`"
                )
            }
            Self::Failed { entry, said } => write!(f, "valgrind did not count ({entry}):\n{said}"),
        }
    }
}

impl std::error::Error for Error {}

/// What an executable that counts its own entries does first: if it was started to run one of them, it does, and
/// returns true.
///
/// # Panics
///
/// If what it was started with is not what [`count`] starts it with.
#[must_use]
pub fn is_run(entries: &[Entry]) -> bool {
    let args: Vec<String> = env::args().skip(1).collect();
    let [run, at, requests] = args.as_slice() else { return false };
    if run != RUN {
        return false;
    }
    let at: usize = at.parse().expect("an index");
    (entries[at].build)().run(requests.parse().expect("a number"));
    true
}

/// The instructions of a request to the entry at this place in the list that this executable hands to [`is_run`].
///
/// # Errors
///
/// If valgrind does not run.
pub fn count(entries: &[Entry], at: usize) -> Result<f64, Error> {
    let [once, twice] = [count_run(entries, at, REQUESTS)?, count_run(entries, at, 2 * REQUESTS)?];
    #[allow(clippy::cast_precision_loss, reason = "some millions")]
    Ok((twice - once) as f64 / REQUESTS as f64)
}

fn count_run(entries: &[Entry], at: usize, requests: u64) -> Result<u64, Error> {
    let output = Command::new("valgrind")
        .args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"])
        .arg(env::current_exe().map_err(Error::Missing)?)
        .args([RUN, &at.to_string(), &requests.to_string()])
        // Its length changes how the stack lies, and with it what some functions of the C library do.
        .env_clear()
        .env("PATH", env::var_os("PATH").unwrap_or_default())
        .output()
        .map_err(Error::Missing)?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said.lines().find_map(|line| {
        let (_, count) = line.split_once("I refs:").or_else(|| line.split_once("I   refs:"))?;
        count.trim().replace(',', "").parse().ok()
    });
    match counted {
        Some(counted) if output.status.success() => Ok(counted),
        _ => Err(Error::Failed { entry: format!("{:?}", entries[at]), said: said.into_owned() }),
    }
}
