//! The help, word by word.

use middleware_core::settings::{Format, Settings};
use middleware_examples::registry;

use crate::command_line::{assert_golden, result};

#[test]
fn the_help_is_as_ever() {
    assert_golden(&result(&["--help"]), "help/command_line.txt");
    for command in ["plan", "check", "serve"] {
        assert_golden(&result(&[command, "--help"]), format!("help/{command}.txt"));
    }
}

#[test]
fn its_lines_fit_a_terminal() {
    for arguments in
        [&["--help"][..], &["plan", "--help"], &["check", "--help"], &["serve", "--help"]]
    {
        for line in result(arguments).lines() {
            assert!(line.chars().count() <= 110, "{line}");
        }
    }
}

/// What the top help shows of a file has to be right, because it is what people copy.
#[test]
fn the_file_in_the_help_is_right() {
    let help = result(&["--help"]);
    let listed = help.lines().skip_while(|line| *line != "    middleware = [");
    let mut file: Vec<_> = listed.take_while(|line| *line != "    ]").collect();
    file.push("]");
    let settings = Settings::parse(&file.join("\n"), Format::Toml).unwrap();
    registry().check(&settings).unwrap();
}
