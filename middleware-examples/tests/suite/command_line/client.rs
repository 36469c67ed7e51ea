//! `client`: one set of layers around a blocking and an async client.

use crate::command_line::{Ran, run};

#[test]
fn both_clients_get_past_what_fails_and_keep_secrets_out_of_the_log() {
    let Ran { code, stdout, stderr } = run(&["client"]);
    assert_eq!(code, Some(0), "{stderr}");
    // Four scenes per client, and one over each bridge. The number of requests also depends on the timeout.
    assert_eq!(stdout.matches("200 OK, hello (requests: ").count(), 10, "{stdout}");
    // One token for all at first, and one more for each client whose token was rejected.
    assert!(stdout.matches("is fetched").count() >= 3, "{stdout}");
    assert_eq!(stderr.matches("attempts=").count(), 10, "{stderr}");
    for secret in ["token-", "secret"] {
        assert!(!stderr.contains(secret), "{stderr}");
    }
}
