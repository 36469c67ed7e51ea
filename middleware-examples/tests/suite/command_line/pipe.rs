//! A reader that goes away, like `head`, and a disk that is full.

use std::io::pipe;

use crate::command_line::{SAMPLE, WRONG, cli};

#[test]
fn who_reads_no_further_has_all_that_was_wanted() {
    for arguments in [
        &[][..],
        &["plan", SAMPLE],
        &["plan", SAMPLE, "--format", "svg"],
        &["check", SAMPLE],
        &["--help"],
    ] {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let output = cli(arguments).stdout(writer).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{arguments:?}");
    }
}

#[test]
fn where_nobody_hears_of_a_mistake_there_is_the_exit_code() {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let output = cli(&["check", WRONG]).stderr(writer).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
}

/// Linux has a device that is always full.
#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_written_is_a_failure() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = cli(&["plan", SAMPLE]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("error: cannot write the output: "), "{told}");
}
