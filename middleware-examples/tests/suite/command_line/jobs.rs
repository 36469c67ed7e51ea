//! `jobs`: what becomes of each job.

use crate::command_line::{Ran, run};

#[test]
fn jobs_are_all_accounted_for() {
    // A job panics, which the standard library tells on stderr.
    let Ran { code, stdout: shown, stderr } = run(&["jobs"]);
    assert_eq!(code, Some(0), "{stderr}");

    assert!(shown.contains(" └─ send          view         async\n"), "{shown}");
    assert!(shown.contains(" └─ scale         view         sync\n"), "{shown}");
    let (log, letters) = shown.split_once("\nDead letters\n").expect("two lists");
    let indented = |text: &str| -> Vec<_> {
        let mut lines: Vec<_> = text.lines().filter_map(|line| line.strip_prefix("    ")).collect();
        lines.sort_unstable();
        lines.into_iter().map(str::to_owned).collect()
    };
    // Threads end their jobs in any order.
    assert_eq!(
        indented(log),
        [
            r#"done: mail to ada@example.org, "Welcome""#,
            "done: thumbnail of cat.png, 64 wide",
            r#"duplicate: mail to ada@example.org, "Welcome""#,
            r#"failed, no such address: mail to nobody@example.org, "Welcome""#,
            r#"failed, not done within 500ms: mail to slow@example.org, "Welcome""#,
            "failed, panicked: dog.png would have no width: thumbnail of dog.png, 0 wide",
        ]
    );
    assert_eq!(
        indented(letters),
        [
            r#"mail to nobody@example.org, "Welcome": no such address"#,
            r#"mail to slow@example.org, "Welcome": not done within 500ms"#,
            "thumbnail of dog.png, 0 wide: panicked: dog.png would have no width",
        ]
    );
}
