//! Writes the programs that `translation::generated` compares in both modes.

mod programs;

use std::{env, error::Error, fs, path::Path};

/// How many groups of programs there are for each direction of the translation.
const GROUPS: u64 = 64;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=programs");
    let folder = env::var_os("OUT_DIR").ok_or("cargo sets it")?;
    fs::write(Path::new(&folder).join("programs.rs"), programs::file(GROUPS))?;
    Ok(())
}
