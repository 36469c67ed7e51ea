//! Without a command.

use crate::command_line::{coloured, result};

#[test]
fn it_shows_a_plan_requests_headers_and_the_limit() {
    let shown = result(&[]);
    assert!(
        shown.contains("╰────────╮      the hop, because `Maintenance` has no `acall`\n"),
        "{shown}"
    );
    let (served, called) = shown.split_once("\napp.call(request)\n").expect("two callers");
    let answers = served.split("GET http://").skip(1);
    let statuses: Vec<_> = answers.map(|part| part.contains("429 Too Many Requests")).collect();
    assert_eq!(statuses, [false, false, false, true], "{shown}");
    assert!(called.starts_with("    200 OK "), "{shown}");
    assert_eq!(shown.matches("   x-request-duration: 0.").count(), 5, "{shown}");
    // The server's requests change threads, and the direct call does not.
    assert_eq!(served.matches("   x-debug-thread: middleware").count(), 4, "{shown}");
    assert!(called.contains("   x-debug-thread: main"), "{shown}");
    assert_eq!(shown.matches("   retry-after: ").count(), 1, "{shown}");
}

#[test]
fn it_fits_a_screen() {
    let lines = result(&[]).lines().count();
    assert!((24..=40).contains(&lines), "{lines}");
}

#[test]
fn it_is_in_colour_on_a_terminal() {
    let shown = coloured(&[]);
    assert!(shown.contains("\u{1b}[32m") && shown.contains("200 OK"), "{shown}");
}
