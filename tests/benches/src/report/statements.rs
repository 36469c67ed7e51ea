//! What follows from the figures, in words that depend on them.

use std::fmt::Write;

use crate::{
    Figure, Figures,
    by_hand::{ASYNC_FNS, FUNCTIONS, FUTURES, OBJECTS},
    ours::{
        BOXED_ASYNC_FN, BOXED_HOOKS, BOXED_ONCE_ASYNC_FN, BOXED_ONCE_HOOKS, BOXED_SYNC,
        STATIC_ASYNC_FN, STATIC_GENERATED, STATIC_HOOKS, STATIC_SYNC, STATIC_SYNC_HOOKS,
    },
    work::{Bare, Http, Work},
};

const ASYNC_TRAIT: &str = "async-trait: Arc<dyn>";
const CLONE_SERVICE: &str = "tower: BoxCloneService";
const BOX_SERVICE: &str = "tower: BoxService";
const AXUM: &str = "axum: from_fn";
const ACTIX: &str = "actix-web: from_fn";
const REQWEST: &str = "reqwest-middleware";

/// Ours, and what it is compared with.
const PAIRS: [(&str, &str); 27] = [
    (STATIC_SYNC, FUNCTIONS),
    (STATIC_SYNC_HOOKS, FUNCTIONS),
    (STATIC_ASYNC_FN, ASYNC_FNS),
    (STATIC_ASYNC_FN, OBJECTS),
    (STATIC_GENERATED, ASYNC_FNS),
    (STATIC_HOOKS, FUTURES),
    (STATIC_HOOKS, ASYNC_FNS),
    (STATIC_HOOKS, "tower: named futures"),
    (STATIC_ASYNC_FN, "motore"),
    (STATIC_ASYNC_FN, "layered"),
    (BOXED_ASYNC_FN, ASYNC_TRAIT),
    (BOXED_ASYNC_FN, "motore: BoxService"),
    (BOXED_ASYNC_FN, "layered: DynamicService"),
    (BOXED_ASYNC_FN, BOX_SERVICE),
    (BOXED_ASYNC_FN, CLONE_SERVICE),
    (BOXED_ASYNC_FN, AXUM),
    (BOXED_HOOKS, ASYNC_TRAIT),
    (BOXED_HOOKS, CLONE_SERVICE),
    (BOXED_HOOKS, AXUM),
    (BOXED_HOOKS, ACTIX),
    (BOXED_HOOKS, REQWEST),
    (BOXED_ONCE_ASYNC_FN, ASYNC_TRAIT),
    (BOXED_ONCE_ASYNC_FN, CLONE_SERVICE),
    (BOXED_ONCE_ASYNC_FN, AXUM),
    (BOXED_ONCE_HOOKS, ASYNC_TRAIT),
    (BOXED_ONCE_HOOKS, CLONE_SERVICE),
    (BOXED_ONCE_HOOKS, AXUM),
];

/// The ratios, and then who takes less than ours.
#[must_use]
pub fn statements(figures: &Figures) -> String {
    let mut text = String::from(
        "| ours | beside | instructions, bare | instructions, http | ns, bare | ns, http |\n\
         | --- | --- | ---: | ---: | ---: | ---: |\n",
    );
    let mut line = |cells: String| writeln!(text, "{cells}").expect("a string");
    for (ours, other) in PAIRS {
        let ratio = |work, column| {
            ratio(figures, ours, other, work, column)
                .map_or("—".to_owned(), |it| format!("{it:.2}"))
        };
        let [bare, http] = [Bare::<2>::NAME, Http::NAME];
        line(format!(
            "| {} | {other} | {} | {} | {} | {} |",
            ours.trim_start_matches("ours: "),
            ratio(bare, Figure::instructions),
            ratio(http, Figure::instructions),
            ratio(bare, Figure::nanoseconds),
            ratio(http, Figure::nanoseconds),
        ));
    }
    line(String::new());
    for work in [Bare::<2>::NAME, Http::NAME] {
        line(allocations(figures, work));
    }
    for (ours, other) in PAIRS {
        let more = [Bare::<2>::NAME, Http::NAME].map(|work| {
            let ratio = ratio(figures, ours, other, work, Figure::instructions)?;
            (ratio > 1.005).then(|| format!("{work} {:.0} %", (ratio - 1.0) * 100.0))
        });
        let more: Vec<String> = more.into_iter().flatten().collect();
        if !more.is_empty() {
            line(format!(
                "- Less than {ours} takes {other}. More instructions in ours: {}.",
                more.join(", ")
            ));
        }
    }
    for work in [Bare::<2>::NAME, Http::NAME] {
        for contender in figures.contenders(work) {
            if let Some(growth) = growth(figures, contender, work) {
                line(growth);
            }
        }
    }
    text
}

/// Says so if a layer takes much more the more layers there are.
fn growth(figures: &Figures, contender: &str, work: &str) -> Option<String> {
    let at = |depth| figures.get(contender, work, depth)?.instructions;
    let few = (at(10)? - at(5)?) / 5.0;
    let many = (at(50)? - at(20)?) / 30.0;
    (many > 1.5 * few).then(|| {
        format!(
            "- {contender}, {work}: a layer takes {few:.0} instructions between 5 and 10 layers, and {many:.0} between \
             20 and 50."
        )
    })
}

fn ratio(
    figures: &Figures,
    ours: &str,
    other: &str,
    work: &str,
    column: fn(&Figure) -> Option<f64>,
) -> Option<f64> {
    let of = |contender| figures.get(contender, work, 10).and_then(column);
    Some(of(ours)? / of(other)?)
}

/// How often ours allocate, beyond what the same work by hand does.
fn allocations(figures: &Figures, work: &str) -> String {
    let of = |contender| {
        figures.get(contender, work, 10).and_then(Figure::allocations).unwrap_or(f64::NAN)
    };
    let by_hand = of(FUNCTIONS);
    let beyond =
        [STATIC_SYNC, STATIC_ASYNC_FN, STATIC_HOOKS, BOXED_SYNC, BOXED_HOOKS, BOXED_ASYNC_FN]
            .map(|contender| format!("{contender} {}", of(contender) - by_hand));
    format!(
        "- Allocations of ten layers, {work}, beyond those of functions by hand: {}; {ASYNC_TRAIT} {}.",
        beyond.join("; "),
        of(ASYNC_TRAIT) - by_hand,
    )
}
