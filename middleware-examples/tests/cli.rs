//! The command line, as a user runs it.

use std::{
    io::{BufRead, BufReader, Read},
    net::TcpListener,
    process::{Child, Command, Output, Stdio},
};

fn cli(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_middleware-examples"));
    command.args(args).stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    cli(args).output().unwrap()
}

/// Ends the server if a test fails before it has.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_quickstart_shows_plans_durations_and_limits() {
    let output = run(&[]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

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

#[test]
fn serve_listens_until_it_is_interrupted() {
    listens_until_it_is_interrupted(&[]);
}

#[test]
fn the_blocking_server_listens_until_it_is_interrupted() {
    listens_until_it_is_interrupted(&["--blocking"]);
}

fn listens_until_it_is_interrupted(further: &[&str]) {
    let args = [&["serve", "--addr", "127.0.0.1:0", "--limit", "1"], further].concat();
    let mut server = cli(&args);
    let mut server = Running(server.stdout(Stdio::piped()).spawn().unwrap());
    let mut lines = BufReader::new(server.0.stdout.take().unwrap()).lines();
    let address = lines
        .find_map(|line| line.unwrap().strip_prefix("listening on ").map(str::to_owned))
        .expect("it says where it listens");

    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let agent = ureq::Agent::new_with_config(config);
    for path in ["sync", "async"] {
        let status = || agent.get(format!("{address}/{path}")).call().unwrap().status().as_u16();
        assert_eq!([status(), status()], [200, 429]);
    }

    let interrupted = Command::new("kill").args(["-INT", &server.0.id().to_string()]).status();
    assert!(interrupted.unwrap().success());
    assert!(server.0.wait().unwrap().success());
}

#[test]
fn a_bad_address_is_named() {
    let output = run(&["serve", "--addr", "localhost"]);
    assert!(!output.status.success());
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("invalid value 'localhost' for '--addr <ADDR>'"), "{error}");
}

#[test]
fn a_taken_port_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = taken.local_addr().unwrap().to_string();
    let mut server = Running(
        cli(&["serve", "--addr", &addr])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap(),
    );
    let mut error = String::new();
    server.0.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert_eq!(server.0.wait().unwrap().code(), Some(1));
    assert!(error.starts_with(&format!("error: cannot listen on {addr}: ")), "{error}");
}

#[test]
fn jobs_are_all_accounted_for() {
    let output = run(&["jobs"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    assert!(shown.contains(" └─ send          view         async\n"), "{shown}");
    assert!(shown.contains(" └─ scale         view         sync\n"), "{shown}");
    let (log, letters) = shown.split_once("\nDead letters:\n").expect("two lists");
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
