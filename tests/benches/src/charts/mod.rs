//! The charts of the reports, as SVG images for light and for dark pages.
//!
//! The figures come from the tables of the committed reports, so a chart and its table agree, and a new design needs no
//! new measurement:
//!
//! ```sh
//! cargo run -p middleware-benches --no-default-features --bin charts
//! ```
//!
//! A chart has at most six series, so that a reader can distinguish them. The tables list all contenders.

mod bars;
mod frame;
mod lines;
mod table;

use std::{fs, io, path::Path};

use bars::{Bar, Bars};
use lines::{Line, Lines};
use table::Table;

/// A file name and its contents.
pub type Chart = (&'static str, String);

/// Draws the charts of the reports in this folder.
///
/// # Errors
///
/// If a report cannot be read, or lacks a figure.
pub fn draw(folder: &Path) -> io::Result<Vec<Chart>> {
    let cost = fs::read_to_string(folder.join("cost.md"))?;
    let modes = fs::read_to_string(folder.join("modes.md"))?;
    let bare = Table::find(&cost, BARE, "instructions")?;
    let bare_ten = Table::find(&cost, BARE, "10 layers")?;
    let http = Table::find(&cost, HTTP, "instructions")?;
    let http_ten = Table::find(&cost, HTTP, "10 layers")?;
    let loaded = Table::find(&modes, LOADED, "")?;
    Ok(vec![
        ("instructions-bare.svg", instructions(&bare)?),
        ("instructions-http.svg", per_layer(&http)?),
        ("allocations.svg", allocations(&http_ten)?),
        ("future-size.svg", future_size(&bare_ten)?),
        ("alternating.svg", alternating(&loaded)?),
    ])
}

/// Writes the charts of the reports in this folder beside the reports.
///
/// # Errors
///
/// If a report cannot be read or lacks a figure, or if a chart cannot be written.
pub fn write(folder: &Path) -> io::Result<()> {
    draw(folder)?.into_iter().try_for_each(|(file, chart)| fs::write(folder.join(file), chart))
}

/// Headings of the reports.
const BARE: &str = "Bare, a request of 16 bytes";
const HTTP: &str = "http, a request with headers";
const LOADED: &str = "Sync-only layers: multi-thread runtime, 64 in flight";

/// Whether a contender is this library. Its series are emphasised.
fn is_ours(contender: &str) -> bool {
    contender.starts_with("ours")
}

fn instructions(table: &Table) -> io::Result<String> {
    let contenders = [
        "ours: static async hooks",
        "ours: static async fn",
        "ours: each boxed, async fn",
        "by hand: async fn",
        "tower: BoxCloneService",
        "async-trait: Arc<dyn>",
    ];
    let line = |contender: &str| {
        let points = [1, 5, 10, 20].map(|depth| {
            let value = table.number(contender, &format!("{depth} layers"))?;
            Ok((f64::from(depth), value))
        });
        let points = points.into_iter().collect::<io::Result<_>>()?;
        Ok(Line { name: contender.to_owned(), is_ours: is_ours(contender), points })
    };
    let chart = Lines {
        title: "Instructions per request",
        subtitle: "Layers that do next to nothing, called from async code. Lower is better.",
        x_axis: "layers",
        unit: "",
        series: contenders.into_iter().map(line).collect::<io::Result<_>>()?,
    };
    Ok(chart.svg())
}

fn per_layer(table: &Table) -> io::Result<String> {
    let contenders = [
        "ours: static async hooks",
        "ours: each boxed, async hooks",
        "tower: BoxCloneService",
        "actix-web: from_fn",
        "reqwest-middleware",
        "axum: from_fn",
    ];
    let chart = Bars {
        title: "Instructions that one more layer adds",
        subtitle: "HTTP requests, between 10 and 20 async layers. Lower is better.",
        series: bars(table, &contenders, "a layer")?,
    };
    Ok(chart.svg())
}

fn allocations(table: &Table) -> io::Result<String> {
    let contenders = [
        "ours: static async hooks",
        "ours: each boxed, async hooks",
        "tower: BoxCloneService",
        "reqwest-middleware",
        "actix-web: from_fn",
        "axum: from_fn",
    ];
    let chart = Bars {
        title: "Allocations per HTTP request with 10 layers",
        subtitle: "Including those of the request and the response. Lower is better.",
        series: bars(table, &contenders, "allocations")?,
    };
    Ok(chart.svg())
}

fn future_size(table: &Table) -> io::Result<String> {
    let contenders = [
        "ours: static async hooks",
        "ours: static async fn",
        "by hand: futures",
        "by hand: async fn",
        "tower: named futures",
        "motore",
    ];
    let chart = Bars {
        title: "Size of the future with 10 layers, in bytes",
        subtitle: "Requests of 16 bytes, without boxes. Lower is better.",
        series: bars(table, &contenders, "future, bytes")?,
    };
    Ok(chart.svg())
}

fn bars(table: &Table, contenders: &[&str], column: &str) -> io::Result<Vec<Bar>> {
    let bar = |contender: &&str| {
        let value = table.number(contender, column)?;
        Ok(Bar { name: (*contender).to_owned(), is_ours: is_ours(contender), value })
    };
    contenders.iter().map(bar).collect()
}

fn alternating(table: &Table) -> io::Result<String> {
    let cpu = |row: &str| table.number(row, "CPU, µs");
    let line = |name: &str, is_ours, rows: &[(f64, &str)]| {
        let points = rows.iter().map(|(depth, row)| Ok((*depth, cpu(row)?)));
        let points = points.collect::<io::Result<_>>()?;
        io::Result::Ok(Line { name: name.to_owned(), is_ours, points })
    };
    let ours = [
        (1.0, "one sync layer, outermost"),
        (2.0, "2 layers that alternate"),
        (3.0, "3 layers"),
        (6.0, "6 layers"),
        (9.0, "9 layers"),
        (12.0, "12 layers"),
    ];
    let naive = [
        (1.0, "1 layer, naive"),
        (2.0, "2 layers, naive"),
        (6.0, "6 layers, naive"),
        (12.0, "12 layers, naive"),
    ];
    let bare = [1.0, 12.0].map(|depth| (depth, "a bare `spawn_blocking`"));
    let chart = Lines {
        title: "CPU time per request with alternating sync and async layers",
        subtitle: "64 requests in flight, multi-thread runtime. Lower is better.",
        x_axis: "layers",
        unit: " µs",
        series: vec![
            line("ours", true, &ours)?,
            line("one bare spawn_blocking", false, &bare)?,
            line("a bridge per layer", false, &naive)?,
        ],
    };
    Ok(chart.svg())
}
