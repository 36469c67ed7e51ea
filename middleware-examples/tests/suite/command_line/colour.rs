//! Colours: where the terminal has them, and nowhere else.

use crate::command_line::{Ran, SAMPLE, WRONG, cli, coloured, failure, result};

/// Removes the colours.
fn plain(shown: &str) -> String {
    anstream::adapter::strip_str(shown).to_string()
}

#[test]
fn a_plan_is_the_same_with_and_without_colours() {
    let (piped, shown) = (result(&["plan", SAMPLE]), coloured(&["plan", SAMPLE]));
    assert!(!piped.contains('\u{1b}'), "{piped}");
    assert!(shown.contains('\u{1b}'), "{shown}");
    assert_eq!(plain(&shown), piped);
}

#[test]
fn no_color_turns_colours_off() {
    let mut command = cli(&["plan", SAMPLE]);
    command.env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1");
    assert_eq!(Ran::from(command.output().unwrap()).stdout, result(&["plan", SAMPLE]));
}

#[test]
fn an_image_has_no_colours_of_a_terminal() {
    let arguments = ["plan", SAMPLE, "--format", "svg"];
    assert_eq!(coloured(&arguments), result(&arguments));
}

#[test]
fn errors_are_the_same_with_and_without_colours() {
    let piped = failure(1, &["check", WRONG]);
    let mut command = cli(&["check", WRONG]);
    command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1");
    let shown = Ran::from(command.output().unwrap()).stderr;
    assert!(shown.contains("\u{1b}[1m\u{1b}[32mhelp:"), "{shown}");
    assert_eq!(plain(&shown), piped);
}

#[test]
fn the_help_has_headings_of_one_style() {
    let (piped, shown) = (result(&["plan", "--help"]), coloured(&["plan", "--help"]));
    let styled = |heading: &str| format!("\u{1b}[1m\u{1b}[4m{heading}\u{1b}[0m");
    for heading in ["Usage:", "Options:", "Formats:", "Exit codes:"] {
        assert!(shown.contains(&styled(heading)), "{shown:?}");
    }
    assert_eq!(plain(&shown), piped);
}
