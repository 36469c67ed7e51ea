//! Crates that are made for the measurement.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

/// A crate of its own, outside the workspace, with a target directory of its own.
#[derive(Debug)]
pub(super) struct Scratch {
    folder: PathBuf,
}

impl Scratch {
    /// With these lines under `[dependencies]`, and an empty program.
    pub(super) fn new(name: &str, dependencies: &str) -> Self {
        let folder = workspace().join("target/compile-bench").join(name);
        fs::create_dir_all(folder.join("src")).expect("a folder in `target`");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [profile.release]\nstrip = true\n\n[dependencies]\n{dependencies}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
        let scratch = Self { folder };
        scratch.write("fn main() {}\n");
        scratch
    }

    /// The crate's source, which is built anew next time.
    pub(super) fn write(&self, source: &str) {
        fs::write(self.folder.join("src/main.rs"), source).expect("the source can be written");
    }

    /// Forgets all that has been built.
    pub(super) fn clean(&self) {
        let _ = fs::remove_dir_all(self.folder.join("target"));
    }

    /// The processor time that cargo takes for this, with all that it starts.
    pub(super) fn cargo(&self, args: &[&str]) -> Duration {
        let before = children_time();
        let output = Command::new(env!("CARGO"))
            .args(args)
            .arg("--quiet")
            .current_dir(&self.folder)
            // What cargo says to the benchmark is not meant for the crate.
            .env_remove("CARGO_TARGET_DIR")
            .env("RUSTFLAGS", "")
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        children_time().saturating_sub(before)
    }

    /// The least time of so many, each after the source has been written again.
    pub(super) fn least(&self, times: usize, source: &str, args: &[&str]) -> Duration {
        let once = |_| {
            self.write(source);
            self.cargo(args)
        };
        (0..times).map(once).min().unwrap_or_default()
    }

    /// The crates that the program is made of and that are built for it, without itself.
    pub(super) fn crates(&self) -> usize {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--prefix", "none", "--edges", "normal,build", "--format", "{p}"])
            .current_dir(&self.folder)
            .output()
            .expect("cargo runs");
        let tree = String::from_utf8_lossy(&output.stdout);
        let mut crates: Vec<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        crates.sort_unstable();
        crates.dedup();
        crates.len().saturating_sub(1)
    }

    /// The size of the program that was built in release, in bytes.
    pub(super) fn size(&self) -> u64 {
        let name = self.folder.file_name().expect("a name");
        let program = self.folder.join("target/release").join(name);
        fs::metadata(program).expect("the program is there").len()
    }
}

/// The folder of the workspace.
pub(super) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .expect("this package is in the workspace")
}

/// The processor time of all that this process has started and waited for.
fn children_time() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux has the time of processes");
    let (_, fields) = stat.rsplit_once(')').expect("a name in parentheses");
    // `cutime` and `cstime`, in hundredths of a second: see proc(5).
    let ticks: u64 = fields
        .split_whitespace()
        .skip(13)
        .take(2)
        .map(|field| field.parse::<u64>().expect("a number"))
        .sum();
    Duration::from_millis(ticks * 10)
}
