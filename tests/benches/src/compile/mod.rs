//! What the compiler has to do: crates and seconds for the library, for a chain of some depth, and for an annotation;
//! bytes of program for a layer.

mod scratch;
mod sources;

use std::{fs, time::Duration};

use scratch::{Scratch, workspace};
use sources::{KINDS, Kind, repeated};

use crate::machine;

/// How often what is short is measured; the least counts.
const TIMES: usize = 3;

/// The depths of chains.
const DEPTHS: [usize; 6] = [1, 4, 8, 16, 32, 64];

/// How many annotated items are expanded at once.
const ITEMS: usize = 200;

/// The examples of the gallery that are expanded, each of them a struct and its impl.
const EXAMPLES: [&str; 4] = ["sync_only", "timing", "hooks", "to_async"];

/// Measures all of it, and tells of it.
#[must_use]
pub fn report() -> String {
    let mut lines = vec![
        "# What the compiler has to do".to_owned(),
        String::new(),
        "Written by `cargo bench -p middleware-benches --bench compile`; nobody edits it."
            .to_owned(),
        String::new(),
        machine::describe(&["tokio", "tower", "motore"]),
        format!(
            "Seconds are processor time of cargo and of all that it starts; of what is short, the least of {TIMES}."
        ),
    ];
    lines.extend(cold());
    lines.extend(depth());
    lines.extend(expansion());
    lines.extend(size());
    lines.join("\n") + "\n"
}

fn ours(features: &str) -> String {
    let path = workspace().join("middleware-core");
    format!(
        "middleware-core = {{ path = \"{}\", default-features = false, features = [{features}] }}",
        path.display()
    )
}

/// Cold builds, without what is downloaded for them.
fn cold() -> Vec<String> {
    let tower = "tower = { version = \"0.5\", features = [\"util\", \"timeout\"] }";
    let contenders = [
        ("`middleware-core`, with the macro and the bridges", ours(r#""derive", "tokio""#)),
        ("`middleware-core`, with the macro", ours(r#""derive""#)),
        ("`middleware-core`, without features", ours("")),
        ("`tower`, with `util` and `timeout`", tower.to_owned()),
        ("`motore`", "motore = \"0.4\"".to_owned()),
    ];
    let mut lines = table("A cold build", &["", "crates", "check, s", "release, s"]);
    for (at, (name, dependencies)) in contenders.into_iter().enumerate() {
        let scratch = Scratch::new(&format!("cold{at}"), &dependencies);
        scratch.cargo(&["fetch"]);
        scratch.clean();
        let check = scratch.cargo(&["check"]);
        scratch.clean();
        let build = scratch.cargo(&["build", "--release"]);
        let row = [name.to_owned(), scratch.crates().to_string(), seconds(check), seconds(build)];
        lines.push(cells(&row));
    }
    lines
}

/// Chains of some depth.
fn depth() -> Vec<String> {
    let depths = DEPTHS.map(|depth| format!("{depth}"));
    let head: Vec<_> =
        std::iter::once("seconds").chain(depths.iter().map(String::as_str)).collect();
    let mut lines = table("`cargo check` of a chain, by its layers", &head);
    let mut statements = vec![String::new()];
    let scratch = Scratch::new("depth", &ours(r#""derive", "tokio""#));
    for kind in KINDS {
        let nothing = scratch.least(TIMES, &kind.chain(0), &["check"]);
        let times = DEPTHS.map(|depth| {
            scratch.least(TIMES, &kind.chain(depth), &["check"]).saturating_sub(nothing)
        });
        let row: Vec<_> = std::iter::once(kind.name.to_owned()).chain(times.map(seconds)).collect();
        lines.push(cells(&row));
        let [.., half, all] = times;
        statements.push(format!(
            "- {}: 64 layers take {:.2} times as long as 32.",
            kind.name,
            all.as_secs_f64() / half.as_secs_f64()
        ));
    }
    lines.extend([
        String::new(),
        "Each layer is a type of its own, with its annotations; there is a box after each 16. What a program without \
         layers takes is subtracted."
            .to_owned(),
    ]);
    lines.extend(statements);
    lines
}

/// The macro, beside what it expands to.
fn expansion() -> Vec<String> {
    let head = [
        "",
        "annotated, ms",
        "expanded by hand, ms",
        "difference, ms",
        "lines written",
        "lines expanded",
    ];
    let mut lines = table("The macro, for a struct and its impl", &head);
    let dependencies = format!("{}\nbytes = \"1\"\nhttp = \"1\"", ours(r#""derive", "tokio""#));
    let scratch = Scratch::new("expansion", &dependencies);
    let gallery = workspace().join("middleware-examples/gallery");
    for name in EXAMPLES {
        let read = |name: String| {
            let text = fs::read_to_string(gallery.join(name)).expect("the gallery is there");
            // The types of the crate in which the examples lie.
            text.replace("middleware_examples::", "crate::")
        };
        let (written, expanded) = (read(format!("{name}.rs")), read(format!("{name}_expanded.rs")));
        let nothing = scratch.least(TIMES, "fn main() {}\n", &["check"]);
        let [annotated, by_hand] = [&written, &expanded].map(|item| {
            let all = scratch.least(TIMES, &repeated(item, ITEMS), &["check"]);
            milliseconds_each(all.saturating_sub(nothing))
        });
        lines.push(cells(&[
            format!("`{name}`"),
            format!("{annotated:.2}"),
            format!("{by_hand:.2}"),
            format!("{:.2}", annotated - by_hand),
            written.lines().count().to_string(),
            expanded.lines().count().to_string(),
        ]));
    }
    lines.extend([
        String::new(),
        format!(
            "`cargo check` of {ITEMS} copies of an example of the gallery, as it is written and as it is expanded, by \
             copies. The difference is what the macro takes."
        ),
    ]);
    lines
}

/// The program.
fn size() -> Vec<String> {
    let mut lines = table(
        "The program, stripped",
        &["", "bytes, 1 layer", "bytes, 16 layers", "bytes a layer"],
    );
    let scratch = Scratch::new("size", &ours(r#""derive", "tokio""#));
    for kind in KINDS {
        let [one, all] = [1, 16].map(|depth| built(&scratch, &kind, depth));
        #[allow(clippy::cast_precision_loss, reason = "some megabytes")]
        let each = (all as f64 - one as f64) / 15.0;
        lines.push(cells(&[
            kind.name.to_owned(),
            one.to_string(),
            all.to_string(),
            format!("{each:.0}"),
        ]));
    }
    lines.extend([
        String::new(),
        "A release build of a static chain that is called once and shows its plan. Each layer is a type of its own.".to_owned(),
    ]);
    lines
}

fn built(scratch: &Scratch, kind: &Kind, depth: usize) -> u64 {
    scratch.write(&kind.chain(depth));
    scratch.cargo(&["build", "--release"]);
    scratch.size()
}

fn table(title: &str, head: &[&str]) -> Vec<String> {
    let rules: Vec<_> =
        head.iter().enumerate().map(|(at, _)| if at == 0 { "---" } else { "---:" }).collect();
    vec![
        String::new(),
        format!("## {title}"),
        String::new(),
        format!("| {} |", head.join(" | ")),
        format!("| {} |", rules.join(" | ")),
    ]
}

fn cells(row: &[String]) -> String {
    format!("| {} |", row.join(" | "))
}

fn seconds(time: Duration) -> String {
    format!("{:.2}", time.as_secs_f64())
}

fn milliseconds_each(time: Duration) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "a few hundred")]
    let items = ITEMS as f64;
    time.as_secs_f64() * 1000.0 / items
}
