//! The command line, as a user runs it.
//!
//! The help is compared with `data/help`, and the errors of wrong settings with the file beside them. After a wanted
//! change: `TRYBUILD=overwrite cargo test -p middleware-examples command_line::`, then check them. Plans are
//! compared with the library's own pictures, so there is no file of them to renew.

mod check;
mod client;
mod colour;
mod help;
mod jobs;
mod pipe;
mod plan;
mod quickstart;
mod serve;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// The commented sample, from where the tests run.
const SAMPLE: &str = "../settings.toml";

/// The sample in every format.
const SAMPLES: [&str; 3] = [SAMPLE, "tests/data/settings.json", "tests/data/settings.yaml"];

/// As many errors as go into a file.
const WRONG: &str = "tests/data/wrong.toml";

fn cli(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_middleware-examples"));
    command.args(args).stdin(Stdio::null());
    command
}

/// What came of a command.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The stdout of a command as a terminal would show it.
fn coloured(args: &[&str]) -> String {
    let mut command = cli(args);
    command.env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
    Ran::from(command.output().unwrap()).stdout
}

fn run(args: &[&str]) -> Ran {
    cli(args).output().unwrap().into()
}

/// What a command prints that does what it was asked for.
#[track_caller]
fn result(args: &[&str]) -> String {
    let Ran { code, stdout, stderr } = run(args);
    assert_eq!((code, stderr.as_str()), (Some(0), ""), "{args:?}");
    stdout
}

/// What a command prints that does not.
#[track_caller]
fn failure(code: i32, args: &[&str]) -> String {
    let ran = run(args);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(code), ""), "{args:?}: {}", ran.stderr);
    ran.stderr
}

#[track_caller]
fn assert_golden(shown: &str, file: impl AsRef<Path>) {
    let file = Path::new("tests/data").join(file);
    if std::env::var_os("TRYBUILD").is_some_and(|wish| wish == "overwrite") {
        fs::write(&file, shown).unwrap();
    }
    assert_eq!(shown, fs::read_to_string(&file).unwrap_or_default(), "{}", file.display());
}

/// A file of this test run, which is removed in the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("{}-{name}", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
