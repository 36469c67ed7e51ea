//! `plan`: it prints the library's own pictures.

use middleware_core::{Mode, Plan, plan::Format, settings::Settings};
use middleware_examples::{registry, views};

use crate::command_line::{SAMPLE, SAMPLES, WRONG, assert_golden, failure, result};

fn plan_of(file: &str, view: Mode) -> Plan {
    let settings = Settings::from_file(file).unwrap();
    match view {
        Mode::Sync => registry().build(&settings, views::hello_sync).unwrap().plan(),
        Mode::Async => registry().build(&settings, views::hello_async).unwrap().plan(),
    }
}

/// The output. Text comes with advice.
fn expected(plan: &Plan, caller: Mode, format: Format) -> String {
    let picture = plan.picture(caller, format);
    match format {
        Format::Text => format!("{picture}\n{}\n", plan.advice(caller)),
        _ => picture.to_string(),
    }
}

#[test]
fn each_format_is_the_library_s_picture_from_and_to_both_modes() {
    for view in [Mode::Sync, Mode::Async] {
        let plan = plan_of(SAMPLE, view);
        for caller in [Mode::Sync, Mode::Async] {
            for format in Format::ALL {
                let words = [format.to_string(), caller.to_string(), view.to_string()];
                let [format_word, caller_word, view_word] = words.each_ref().map(String::as_str);
                let shown = result(&[
                    "plan",
                    SAMPLE,
                    "--format",
                    format_word,
                    "--caller",
                    caller_word,
                    "--view",
                    view_word,
                ]);
                assert_eq!(shown, expected(&plan, caller, format), "{words:?}");
            }
        }
    }
}

#[test]
fn by_default_it_is_text_for_async_code_and_an_async_view() {
    let plan = plan_of(SAMPLE, Mode::Async);
    let shown = result(&["plan", SAMPLE]);
    assert_eq!(shown, expected(&plan, Mode::Async, Format::Text));
    assert!(shown.contains("skipped: not enabled"), "{shown}");
    assert!(shown.contains("this chain has 2 bridges:"), "{shown}");
}

#[test]
fn each_format_of_settings_gives_the_same_plan() {
    let shown = SAMPLES.map(|file| result(&["plan", file]));
    assert_eq!(shown, [0; 3].map(|_| shown[0].clone()));
}

#[test]
fn a_wrong_file_is_told_in_full_and_not_drawn() {
    for format in ["text", "json", "mermaid", "dot", "svg"] {
        assert_golden(&failure(1, &["plan", WRONG, "--format", format]), "wrong.toml.txt");
    }
}

#[test]
fn a_wrong_command_line_says_what_there_is() {
    let told = failure(2, &["plan", SAMPLE, "--format", "png"]);
    assert!(told.contains("unknown format `png`: use `text`, `json`"), "{told}");
    let told = failure(2, &["plan", SAMPLE, "--view", "slow"]);
    assert!(told.contains("[possible values: sync, async]"), "{told}");
    let told = failure(2, &["plan"]);
    assert!(told.contains("<FILE>"), "{told}");
}
