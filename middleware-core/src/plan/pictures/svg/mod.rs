//! Writes a plan as an SVG image: a lane per thread, and the path of the request through the layers.
//!
//! [`layout`] computes where everything is, and this module draws it. The colours are in `style.css`, for light and for
//! dark pages.

mod layout;
mod width;

use std::fmt::{self, Formatter, Write};

use layout::{Arrow, Column, Item, Key, Layout, Point, Shape};

use super::lanes::Lanes;

pub(super) fn write(f: &mut Formatter<'_>, title: &str, lanes: &Lanes<'_>) -> fmt::Result {
    let layout = Layout::of(lanes);
    let Layout { width, height, .. } = layout;
    writeln!(
        f,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="middleware-plan" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">"#
    )?;
    writeln!(f, "  <title>{}</title>", Escaped(title))?;
    writeln!(f, "  <desc>{}</desc>", Escaped(&description(lanes, &layout)))?;
    writeln!(f, "  <style>\n{}  </style>", include_str!("style.css"))?;
    // With a background of its own, it is legible if the page has the other theme than the system.
    let (inner_width, inner_height) = (width - 1, height - 1);
    writeln!(
        f,
        r#"  <rect class="page" x="0.5" y="0.5" width="{inner_width}" height="{inner_height}" rx="8"/>"#
    )?;
    for (heading, (class, y)) in layout.headings.iter().zip([("heading", 32), ("detail", 54)]) {
        text(f, class, Point { x: width / 2, y }, heading)?;
    }
    layout.columns.iter().try_for_each(|column| write_column(f, column))?;
    layout.items.iter().try_for_each(|item| write_item(f, item))?;
    layout.lines.iter().try_for_each(|(class, points)| line(f, class, points))?;
    layout.arrows.iter().try_for_each(|arrow| write_arrow(f, arrow))?;
    layout.keys.iter().try_for_each(|key| write_key(f, key))?;
    writeln!(f, "</svg>")
}

/// Describes the whole picture for people who do not see it.
fn description(lanes: &Lanes<'_>, layout: &Layout) -> String {
    let mut words = format!("{}. From the caller to the view: ", lanes.summary.join(": "));
    for (at, item) in layout.items.iter().enumerate() {
        words += if at == 0 { "" } else { "; " };
        words += &item.words;
    }
    words + ". The response takes the same path back."
}

/// Draws a lane.
fn write_column(f: &mut Formatter<'_>, column: &Column) -> fmt::Result {
    let Column { name, x, y, width, height } = column;
    writeln!(
        f,
        r#"  <rect class="lane" x="{x}" y="{y}" width="{width}" height="{height}" rx="6"/>"#
    )?;
    text(f, "lane-name", Point { x: x + width / 2, y: y + 22 }, name)
}

fn write_item(f: &mut Formatter<'_>, item: &Item) -> fmt::Result {
    let Item { shape, x, y, width, height, lines, words } = item;
    writeln!(f, "  <g>")?;
    // Shown as a tooltip if the image is opened by itself: the names in full.
    writeln!(f, "    <title>{}</title>", Escaped(words))?;
    if *shape != Shape::None {
        write!(f, "    ")?;
        write_shape(f, *shape, *x, *y, *width, *height)?;
    }
    let middle = x + width / 2;
    for (at, (words, class)) in lines.iter().zip(["name", "detail"]).enumerate() {
        if words.is_empty() {
            continue;
        }
        write!(f, "  ")?;
        text(f, class, Point { x: middle, y: y + 18 + at * 16 }, words)?;
    }
    if let Some(note) = lines.get(2) {
        let (y, note) = (y + 50, Escaped(note));
        writeln!(f, r#"    <text class="note" x="{middle}" y="{y}" font-size="11">{note}</text>"#)?;
    }
    writeln!(f, "  </g>")
}

fn write_shape(
    f: &mut Formatter<'_>,
    shape: Shape,
    x: usize,
    y: usize,
    width: usize,
    height: usize,
) -> fmt::Result {
    let class = match shape {
        Shape::Sync => "sync",
        Shape::Async => "async",
        Shape::Bridge => "bridge",
        Shape::NoBridge => "bridge unavailable",
        Shape::Skipped => "skipped",
        Shape::None => return Ok(()),
    };
    if matches!(shape, Shape::Bridge | Shape::NoBridge) {
        // A hexagon.
        let (slant, half) = (height / 2, height / 2);
        let long = width - 2 * slant;
        return writeln!(
            f,
            r#"<path class="{class}" d="M{x} {} l{slant} -{half} h{long} l{slant} {half} l-{slant} {half} h-{long} z"/>"#,
            y + half
        );
    }
    let round = if shape == Shape::Async { height / 2 } else { 0 };
    writeln!(
        f,
        r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/>"#
    )
}

fn line(f: &mut Formatter<'_>, class: &str, points: &[Point]) -> fmt::Result {
    write!(f, r#"  <path class="{class}" d=""#)?;
    for (at, Point { x, y }) in points.iter().enumerate() {
        write!(f, "{}{x} {y}", if at == 0 { "M" } else { " L" })?;
    }
    writeln!(f, r#""/>"#)
}

/// Draws an arrowhead with its tip at a point.
fn write_arrow(f: &mut Formatter<'_>, arrow: &Arrow) -> fmt::Result {
    let (Point { x, y }, class, shape) = match arrow {
        Arrow::Down(tip) => (tip, "arrow", "l-5 -9 h10 z"),
        Arrow::Up(tip) => (tip, "arrow", "l-5 9 h10 z"),
        Arrow::Right(tip) => (tip, "hop-arrow", "l-14 -7 v14 z"),
        Arrow::Left(tip) => (tip, "hop-arrow", "l14 -7 v14 z"),
    };
    writeln!(f, r#"  <path class="{class}" d="M{x} {y} {shape}"/>"#)
}

/// Draws an entry of the legend: a sample, and what it means.
fn write_key(f: &mut Formatter<'_>, key: &Key) -> fmt::Result {
    let (Point { x, y }, words) = match key {
        Key::Shape { at, shape, words } => {
            write!(f, "  ")?;
            write_shape(f, *shape, at.x, at.y - 12, 32, 16)?;
            (at, words)
        }
        Key::Line { at, class, words } => {
            let (from, to) = (Point { x: at.x, y: at.y - 4 }, Point { x: at.x + 32, y: at.y - 4 });
            line(f, class, &[from, to])?;
            (at, words)
        }
    };
    writeln!(f, r#"  <text class="key" x="{}" y="{y}">{words}</text>"#, x + 42)
}

/// Writes a text, centred.
fn text(f: &mut Formatter<'_>, class: &str, Point { x, y }: Point, text: &str) -> fmt::Result {
    writeln!(f, r#"  <text class="{class}" x="{x}" y="{y}">{}</text>"#, Escaped(text))
}

/// Text with its XML characters escaped.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                // XML does not allow control characters, nor these two.
                '\u{fffe}' | '\u{ffff}' => f.write_char(' ')?,
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
