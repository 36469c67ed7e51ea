//! A process that may not start threads.

use std::{
    env, io,
    io::Write as _,
    process::{Command, Stdio},
    thread,
};

/// Runs an ignored test of this binary in a process that may not start threads, by the tools `prlimit` and `setpriv`.
/// The harness then runs it on the main thread. If they are not installed, the test is left out, with a message.
///
/// # Panics
///
/// If the test fails.
pub(crate) fn run(test: &str) {
    // The system never refuses root a thread. So the real user is another one, without the rights to exceed limits. The
    // effective user is still root, who can run a binary in a private folder.
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == *b"0\n");
    let mut command = if is_root {
        let mut command = Command::new("setpriv");
        command.args(["--ruid=65534", "--bounding-set=-sys_admin,-sys_resource", "prlimit"]);
        command
    } else {
        Command::new("prlimit")
    };
    command.arg("--nproc=1").arg(env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]).stdin(Stdio::null());
    match command.output() {
        Ok(output) => {
            let printed = String::from_utf8_lossy(&output.stdout);
            let ran = output.status.success() && printed.contains("1 passed");
            assert!(ran, "{printed}\n{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Not by a macro, because the harness captures its output.
            let _ = writeln!(
                io::stderr(),
                "LEFT OUT, as `setpriv` and `prlimit` are not installed: {test}"
            );
        }
        Err(error) => panic!("{error}"),
    }
}

/// Asserts that this process may not start threads.
pub(crate) fn assert_none() {
    assert!(thread::Builder::new().spawn(|| ()).is_err(), "the system starts threads");
}
