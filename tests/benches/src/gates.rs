//! What must hold: counts only, which are the same on every machine that has the same compiler.

use std::{fmt, fs, path::Path, process::Command};

use middleware_core::{Mode, bridge::pool::count_hops};
use middleware_tests::numbers::{alternating, echo};

use crate::{
    Figures,
    by_hand::{ASYNC_FNS, FUNCTIONS, FUTURES, OBJECTS},
    charts,
    ours::{
        BOXED_ASYNC_FN, BOXED_HOOKS, BOXED_ONCE_ASYNC_FN, BOXED_ONCE_HOOKS, BOXED_SYNC,
        STATIC_ASYNC_FN, STATIC_GENERATED, STATIC_HOOKS, STATIC_SYNC, STATIC_SYNC_HOOKS,
    },
    work::{Bare, Http, Work},
};

/// More instructions than by hand, as a part: inlining differs a little from one compiler to the next.
const TOLERANCE: f64 = 1.02;

/// The crates that `middleware-core` with its default features needs, itself included.
const CRATES: usize = 9;

/// What one gate says.
#[derive(Debug)]
pub struct Gate {
    /// What it is called.
    pub name: String,
    /// Whether it holds.
    pub holds: bool,
    /// What was counted.
    pub figures: String,
    /// What it means if it does not hold.
    pub meaning: &'static str,
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, holds, figures, meaning } = self;
        if *holds {
            write!(f, "ok      {name}: {figures}")
        } else {
            write!(f, "FAILED  {name}: {figures}\n        {meaning}")
        }
    }
}

/// The works of the gates. Not the one with a setting: by hand, all settings are in one array, and in a chain each
/// layer follows a pointer to its own.
const WORKS: [&str; 2] = [Bare::<2>::NAME, Http::NAME];

/// Whether the gates ask for the instructions of this one.
#[must_use]
pub fn asks_for(contender: &str, work: &str, depth: usize) -> bool {
    depth == 10
        && WORKS.contains(&work)
        && PAIRS.iter().any(|(ours, by_hand)| contender == *ours || contender == *by_hand)
}

/// Ours, and the same by hand.
///
/// An `async fn` is beside one that finds the next one where it is, as a layer does: that is one load a layer more than
/// where all is in one array, and shows where the layers do nothing else. The report has both.
const PAIRS: [(&str, &str); 5] = [
    (STATIC_SYNC, FUNCTIONS),
    (STATIC_SYNC_HOOKS, FUNCTIONS),
    (STATIC_ASYNC_FN, OBJECTS),
    (STATIC_GENERATED, OBJECTS),
    (STATIC_HOOKS, FUTURES),
];

/// All of them.
///
/// # Panics
///
/// If something that they compare was not measured, or `cargo tree` does not run.
#[must_use]
pub fn all(figures: &Figures) -> Vec<Gate> {
    let mut gates = Vec::new();
    for work in WORKS {
        gates
            .extend(PAIRS.iter().map(|(ours, by_hand)| instructions(figures, work, ours, by_hand)));
    }
    gates.extend(allocations(figures));
    gates.extend(future_sizes(figures));
    gates.extend([hops(), crates(), charts()]);
    gates
}

fn instructions(figures: &Figures, work: &str, ours: &str, by_hand: &str) -> Gate {
    let [our, hand] = [ours, by_hand]
        .map(|name| of(figures, name, work, 10, |figure| figure.instructions.unwrap_or(f64::NAN)));
    Gate {
        name: format!("instructions of 10 layers, {work}, `{ours}` as `{by_hand}`"),
        holds: our <= hand * TOLERANCE,
        figures: format!("{our:.1}, by hand {hand:.1}, {:.3} times as many", our / hand),
        meaning: "A static layer does something at run time that hand-written code does not: a branch on the mode, a \
                  call that is not inlined, or a copy of the request or the future.",
    }
}

/// What a contender allocates with the bare work.
fn allocated(figures: &Figures, contender: &str, depth: usize) -> f64 {
    of(figures, contender, Bare::<2>::NAME, depth, |figure| {
        figure.allocations.map_or(f64::NAN, |it| it.count)
    })
}

const ONCE: &str = "A chain that is erased once allocates more than once.";

fn allocations(figures: &Figures) -> Vec<Gate> {
    let mut gates: Vec<Gate> = PAIRS
        .map(|(ours, _)| Gate {
            name: format!("allocations of 10 layers, `{ours}`"),
            holds: allocated(figures, ours, 10) == 0.0,
            figures: format!("{}, at most 0", allocated(figures, ours, 10)),
            meaning: "A static chain allocates while it answers a request.",
        })
        .into();
    let at_most = |contender, depth, most: f64, meaning| Gate {
        name: format!("allocations of {depth} layers, `{contender}`"),
        holds: allocated(figures, contender, depth) <= most,
        figures: format!("{}, at most {most}", allocated(figures, contender, depth)),
        meaning,
    };
    gates.extend([
        at_most(BOXED_SYNC, 10, 0.0, "An erased sync layer allocates."),
        at_most(
            BOXED_ASYNC_FN,
            10,
            11.0,
            "An erased async layer, or the view, allocates more than once.",
        ),
        at_most(
            BOXED_ASYNC_FN,
            50,
            51.0,
            "An erased async layer, or the view, allocates more than once.",
        ),
        at_most(
            BOXED_HOOKS,
            10,
            11.0,
            "An erased layer with hooks, or the view, allocates more than once.",
        ),
        at_most(
            BOXED_HOOKS,
            50,
            51.0,
            "An erased layer with hooks, or the view, allocates more than once.",
        ),
        at_most(BOXED_ONCE_ASYNC_FN, 10, 1.0, ONCE),
        at_most(BOXED_ONCE_HOOKS, 10, 1.0, ONCE),
    ]);
    gates
}

fn future_sizes(figures: &Figures) -> Vec<Gate> {
    let size = |contender, depth| {
        of(figures, contender, Bare::<2>::NAME, depth, |figure| {
            figure.future_size.unwrap_or(f64::NAN)
        })
    };
    let mut gates = Vec::new();
    for contender in [STATIC_ASYNC_FN, STATIC_GENERATED, STATIC_HOOKS] {
        for depth in [1, 5, 10, 20] {
            let [ours, by_hand] = [contender, ASYNC_FNS].map(|contender| size(contender, depth));
            gates.push(Gate {
                name: format!("future of {depth} layers, `{contender}` as `{ASYNC_FNS}`"),
                holds: ours <= by_hand,
                figures: format!("{ours} bytes, by hand {by_hand}"),
                meaning: "A layer's future holds something twice, or more than its layer needs.",
            });
        }
        let [five, ten, twenty] = [5, 10, 20].map(|depth| size(contender, depth));
        gates.push(Gate {
            name: format!("future grows linearly, `{contender}`"),
            // A layer's size is not rounded.
            holds: twenty - ten <= 2.0 * (ten - five),
            figures: format!("{five} bytes with 5 layers, {ten} with 10, {twenty} with 20"),
            meaning: "A layer's future holds the one inside it more than once: the size doubles with each layer.",
        });
    }
    gates
}

/// A figure that is there: a gate without a figure would always hold.
fn of(
    figures: &Figures,
    contender: &str,
    work: &str,
    depth: usize,
    column: fn(&crate::Figure) -> f64,
) -> f64 {
    let figure = figures.get(contender, work, depth);
    column(figure.unwrap_or_else(|| panic!("{contender}, {work}, depth {depth} was not measured")))
}

fn hops() -> Gate {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let mut most = (0, 0);
    for depth in 1..=12 {
        for (outermost, view) in [(Mode::Sync, Mode::Async), (Mode::Async, Mode::Sync)] {
            let app = alternating(depth, outermost, echo(view));
            let (_, hops) = runtime.block_on(count_hops(app.acall(0)));
            most = most.max((hops, depth));
        }
    }
    Gate {
        name: "hops of sync-only and async-only layers in turn".to_owned(),
        holds: most.0 <= 1,
        figures: format!("{} with 1 to 12 layers, at most 1", most.0),
        meaning: "A request changes threads more than once.",
    }
}

fn charts() -> Gate {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("report");
    let drawn = charts::draw(&folder);
    let is_written = |(file, chart): &charts::Chart| {
        fs::read_to_string(folder.join(file)).is_ok_and(|written| written == *chart)
    };
    Gate {
        name: "charts of the reports".to_owned(),
        holds: drawn.as_ref().is_ok_and(|drawn| drawn.iter().all(is_written)),
        figures: drawn.map_or_else(|error| error.to_string(), |drawn| format!("{}", drawn.len())),
        meaning: "A chart does not show the figures of its report. Run the program `charts`.",
    }
}

fn crates() -> Gate {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["tree", "--locked", "--package", "middleware-core", "--edges", "normal"])
        .args(["--prefix", "none", "--no-dedupe", "--format", "{p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output();
    let output = output.expect("`cargo tree` runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8_lossy(&output.stdout).into_owned();
    // Without where it is from, and whether it is a macro.
    let mut crates: Vec<_> =
        tree.lines().map(|line| line.split(" (").next().unwrap_or(line)).collect();
    crates.sort_unstable();
    crates.dedup();
    Gate {
        name: "crates that `middleware-core` needs".to_owned(),
        holds: crates.len() <= CRATES,
        figures: format!("{}, at most {CRATES}: {}", crates.len(), crates.join(", ")),
        meaning: "Whoever depends on `middleware-core` builds more than before. If that is meant, raise the number.",
    }
}
