//! Many rounds, each variant in a process of its own.

use std::{
    env,
    io::Read,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// After which a process stands still for certain.
const PATIENCE: Duration = Duration::from_secs(4);

/// Runs this benchmark with these arguments. `None` if it stands still.
///
/// # Panics
///
/// If it fails.
pub(super) fn run(args: &[&str]) -> Option<String> {
    let program = env::current_exe().expect("this program has a path");
    let mut child = Command::new(program)
        .args(args)
        .stdout(Stdio::piped())
        .spawn()
        .expect("this program runs once more");
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("its state") {
            break status;
        }
        if start.elapsed() > PATIENCE {
            child.kill().expect("it can be ended");
            child.wait().expect("it has ended");
            return None;
        }
        thread::sleep(Duration::from_millis(1));
    };
    assert!(status.success(), "{args:?}: {status}");
    let mut text = String::new();
    child.stdout.take().expect("its output").read_to_string(&mut text).expect("text");
    Some(text)
}

/// Runs all of `variants` in each round, in random order: what each has said. One that stood still is run no more,
/// and has said nothing.
pub(super) fn rounds(rounds: usize, variants: &[Vec<&str>]) -> Vec<Option<Vec<String>>> {
    let mut said = vec![Some(Vec::new()); variants.len()];
    let mut order: Vec<usize> = (0..variants.len()).collect();
    for _ in 0..rounds {
        fastrand::shuffle(&mut order);
        for &at in &order {
            let Some(texts) = &mut said[at] else { continue };
            match run(&variants[at]) {
                Some(text) => texts.push(text),
                None => said[at] = None,
            }
        }
    }
    said
}

/// The value below which so much of all lies.
pub(super) fn quantile(values: &[f64], part: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "an index, made of one and of a part between 0 and 1"
    )]
    let at = (values.len() as f64 * part) as usize;
    values[at.min(values.len() - 1)]
}
