//! The tables.

use std::fmt::Write;

use crate::{
    Figure, Figures,
    figures::Column,
    work::{Bare, Http, Setting, Waiting, Work},
};

const DEPTHS: [usize; 6] = [0, 1, 5, 10, 20, 50];

/// Adds all of them.
pub(super) fn write(figures: &Figures, text: &mut String) {
    heading(text, "Bare, a request of 16 bytes");
    picture(text, "instructions-bare.svg", "Instructions per request, over the number of layers");
    by_depth(figures, text, Bare::<2>::NAME);
    picture(text, "future-size.svg", "Size of the future with 10 layers");
    with_ten(figures, text, Bare::<2>::NAME);

    heading(text, "http, a request with headers");
    picture(text, "instructions-http.svg", "Instructions that one more layer adds");
    by_depth(figures, text, Http::NAME);
    picture(text, "allocations.svg", "Allocations per request with 10 layers");
    with_ten(figures, text, Http::NAME);

    for (title, work) in [
        ("A request of 256 bytes", Bare::<32>::NAME),
        ("A request of 1024 bytes", Bare::<128>::NAME),
        ("Bare, each layer with a setting in memory", Setting::NAME),
        ("Bare, around a view that waits once", Waiting::NAME),
    ] {
        heading(text, title);
        with_ten(figures, text, work);
    }
}

fn heading(text: &mut String, title: &str) {
    writeln!(text, "## {title}\n").expect("a string");
}

fn picture(text: &mut String, file: &str, title: &str) {
    writeln!(text, "![{title}]({file})\n").expect("a string");
}

/// Instructions at each depth.
fn by_depth(figures: &Figures, text: &mut String, work: &str) {
    let mut rows = vec![];
    for contender in figures.contenders(work) {
        let mut row = vec![contender.to_owned()];
        row.extend(
            DEPTHS.map(|depth| cell(figures.get(contender, work, depth), Figure::instructions, 0)),
        );
        row.push(number(figures.per_layer(contender, work, Figure::instructions), 1));
        rows.push(row);
    }
    let depths = DEPTHS.map(|depth| format!("{depth} layers"));
    table(text, "instructions", depths.iter().map(String::as_str).chain(["a layer"]), &rows);
}

/// The columns of the other table, with how many decimals they have.
const COLUMNS: [(&str, Column, usize); 6] = [
    ("instructions", Figure::instructions, 0),
    ("ns", Figure::nanoseconds, 1),
    ("ratio to by hand", Figure::ratio, 2),
    ("allocations", Figure::allocations, 1),
    ("bytes allocated", Figure::bytes, 0),
    ("future, bytes", Figure::future_size, 0),
];

/// All columns with ten layers, and what a layer adds to them.
fn with_ten(figures: &Figures, text: &mut String, work: &str) {
    let mut rows = vec![];
    for contender in figures.contenders(work) {
        let ten = figures.get(contender, work, 10);
        let mut row = vec![contender.to_owned()];
        for (_, column, decimals) in COLUMNS {
            row.push(cell(ten, column, decimals));
        }
        for (_, column) in A_LAYER {
            row.push(number(figures.per_layer(contender, work, column), 1));
        }
        rows.push(row);
    }
    // Of some works there are only ten layers, and of a box every 16 only more.
    rows.retain(|row| row[1..].iter().any(|cell| cell != NONE));
    let has_per_layer =
        figures.iter().any(|figure| figure.entry.work == work && figure.entry.depth == 20);
    let a_layer = A_LAYER.map(|(name, _)| format!("{name} a layer"));
    let mut names: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
    if has_per_layer {
        names.extend(a_layer.iter().map(String::as_str));
    } else {
        for row in &mut rows {
            row.truncate(1 + COLUMNS.len());
        }
    }
    table(text, "10 layers", names, &rows);
}

const A_LAYER: [(&str, Column); 4] = [
    ("ns", Figure::nanoseconds),
    ("allocations", Figure::allocations),
    ("bytes", Figure::bytes),
    ("future bytes", Figure::future_size),
];

const NONE: &str = "—";

fn cell(figure: Option<&Figure>, column: Column, decimals: usize) -> String {
    number(figure.and_then(column), decimals)
}

fn number(value: Option<f64>, decimals: usize) -> String {
    value.map_or(NONE.to_owned(), |value| {
        let text = format!("{value:.decimals$}");
        // Two runs differ by nothing: `-0.0` would look as if there were something.
        if text.trim_matches(['-', '0', '.']).is_empty() { "0".to_owned() } else { text }
    })
}

fn table<'a>(
    text: &mut String,
    first: &str,
    names: impl IntoIterator<Item = &'a str>,
    rows: &[Vec<String>],
) {
    let names: Vec<&str> = names.into_iter().collect();
    let mut line = |cells: &str| writeln!(text, "{cells}").expect("a string");
    line(&format!("| {first} | {} |", names.join(" | ")));
    line(&format!("| --- |{}", " ---: |".repeat(names.len())));
    for row in rows {
        line(&format!("| {} |", row.join(" | ")));
    }
    line("");
}
