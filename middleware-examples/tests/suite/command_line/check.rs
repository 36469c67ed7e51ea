//! `check`: a line for a file that is right, and all errors of one that is not.

use crate::command_line::{
    Ran, SAMPLE, SAMPLES, Temporary, WRONG, assert_golden, failure, result, run,
};

const FOUND: &str = "5 layers, 2 bridges from async code to the async view, \
                     `examples.DebugThread` skipped: not enabled";

#[test]
fn a_file_that_is_right_gets_a_line() {
    for file in SAMPLES {
        assert_eq!(result(&["check", file]), format!("{file}: {FOUND}\n"));
    }
}

#[test]
fn several_files_get_a_line_each() {
    let arguments = [["check"].as_slice(), SAMPLES.as_slice()].concat();
    assert_eq!(result(&arguments), SAMPLES.map(|file| format!("{file}: {FOUND}\n")).concat());
}

#[test]
fn bridges_are_counted_from_the_caller_to_the_view() {
    let shown = result(&["check", SAMPLE, "--caller", "sync", "--view", "sync"]);
    assert!(shown.contains(": 5 layers, 2 bridges from sync code to the sync view, "), "{shown}");
    let shown = result(&["check", "tests/data/timing.yml"]);
    let found = "1 layer, no bridge from async code to the async view";
    assert_eq!(shown, format!("tests/data/timing.yml: {found}\n"));
}

#[test]
fn all_mistakes_are_told_at_once() {
    assert_golden(&failure(1, &["check", WRONG]), "wrong.toml.txt");
}

#[test]
fn one_wrong_file_among_others_keeps_none_of_them_from_being_looked_at() {
    let Ran { code, stdout, stderr } = run(&["check", WRONG, SAMPLE, "tests/data/none.yaml"]);
    assert_eq!((code, stdout), (Some(1), format!("{SAMPLE}: {FOUND}\n")));
    let wrong = failure(1, &["check", WRONG]);
    let missing = stderr.strip_prefix(&wrong).expect("all errors of the first file");
    assert!(missing.starts_with("tests/data/none.yaml: cannot be read: "), "{missing}");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let told = failure(1, &["check", "tests/data/none.toml"]);
    assert!(told.starts_with("tests/data/none.toml: cannot be read: "), "{told}");
    let told = failure(1, &["check", "tests/data/settings.ini"]);
    assert_golden(&told, "settings.ini.txt");
}

#[test]
fn no_file_is_a_wrong_command_line() {
    let told = failure(2, &["check"]);
    assert!(told.contains("<FILE>..."), "{told}");
}

#[test]
fn the_sample_teaches_what_it_says_of_its_order() {
    let sample = std::fs::read_to_string(SAMPLE).unwrap();
    let line = |name: &str| sample.lines().find(|line| line.contains(name) && line.contains('{'));
    let proxy = line("examples.TrustedProxies").unwrap();
    let rate_limit = line("examples.RateLimit").unwrap();
    let swapped = sample.replace(proxy, "PROXY").replace(rate_limit, proxy);
    let file = Temporary::new("swapped.toml");
    std::fs::write(file.path(), swapped.replace("PROXY", rate_limit)).unwrap();
    let told = failure(1, &["check", file.path()]);
    assert!(
        told.contains("`examples.TrustedProxies`: it must be outside `examples.RateLimit`"),
        "{told}"
    );
}

#[test]
fn the_readme_shows_what_it_prints() {
    let readme = include_str!("../../../README.md");
    assert!(readme.contains(&format!("settings.toml: {FOUND}")), "{FOUND}");
}
