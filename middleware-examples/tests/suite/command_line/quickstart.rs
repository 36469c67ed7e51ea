//! Without a command.

use crate::command_line::result;

#[test]
fn it_shows_plans_durations_and_limits() {
    let shown = result(&[]);
    let sync_plan = shown.find(" ├─ Timing       both         sync\n").expect("a sync plan");
    let async_plan = shown.find(" ├─ Timing        both         async\n").expect("an async plan");
    assert!(sync_plan < async_plan);
    for view in ["sync", "async"] {
        let answers =
            shown.split("GET http://").filter(|part| part.contains(&format!("/{view}\n")));
        let statuses: Vec<_> = answers.map(|part| part.contains("429 Too Many Requests")).collect();
        assert_eq!(statuses, [false, false, false, true], "{shown}");
        assert!(shown.contains(&format!("{view}_app.call(request)\n    200 OK")), "{shown}");
    }
    assert_eq!(shown.matches("X-Request-Duration: 0.").count(), 10, "{shown}");
    assert!(!shown.contains("missing"), "{shown}");
}
