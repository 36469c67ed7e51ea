//! Writes a plan as an SVG image.

use std::fmt::{self, Formatter, Write};

use super::track::{Stop, described};
use crate::{
    mode::Mode,
    plan::{Cost, Crossing, Skipped},
};

const WIDTH: usize = 800;
const ROW: usize = 56;
const BOX: usize = 40;
const LEFT: usize = 60;
const RIGHT: usize = WIDTH - LEFT;

pub(super) fn write(f: &mut Formatter<'_>, title: &str, stops: &[Stop<'_>]) -> fmt::Result {
    let height = stops.len() * ROW + 40;
    writeln!(
        f,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" font-family="sans-serif" font-size="16" fill="none" stroke-width="2">"#
    )?;
    // For screen readers, and shown as a tooltip.
    writeln!(f, "  <title>{}</title>", Escaped(title))?;
    // A background, so that it looks the same on light and on dark pages.
    writeln!(
        f,
        r##"  <rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff" stroke="#9aa4b2"/>"##
    )?;
    track(f, stops.len())?;
    for (at, stop) in stops.iter().enumerate() {
        let y = 20 + at * ROW;
        match stop {
            Stop::Caller(mode) => part(f, y, *mode, "caller", "")?,
            Stop::Layer(layer) => {
                part(f, y, layer.mode(), layer.name(), &described(layer))?;
            }
            Stop::View(view) => part(f, y, view.mode(), view.name(), "view")?,
            Stop::Crossing(crossing) => write_crossing(f, y, crossing)?,
            Stop::Skipped(skipped) => write_skipped(f, y, skipped)?,
        }
    }
    writeln!(f, "</svg>")
}

/// Draws the request's path on the left and the response's path on the right.
fn track(f: &mut Formatter<'_>, stops: usize) -> fmt::Result {
    let (top, end) = (20 + BOX / 2, 20 + (stops - 1) * ROW + BOX / 2);
    let (way_in, way_back) = (LEFT - 30, RIGHT + 30);
    writeln!(f, r##"  <g stroke="#1f2937" fill="#1f2937">"##)?;
    writeln!(f, r#"    <path fill="none" d="M{LEFT} {top} H{way_in} V{end} H{LEFT}"/>"#)?;
    writeln!(f, r#"    <path d="M{LEFT} {end} l-9 -5 v10 z"/>"#)?;
    writeln!(f, r#"    <path fill="none" d="M{RIGHT} {end} H{way_back} V{top} H{RIGHT}"/>"#)?;
    writeln!(f, r#"    <path d="M{RIGHT} {top} l9 -5 v10 z"/>"#)?;
    writeln!(f, "  </g>")
}

/// Draws a layer, the view or the caller: square with a solid line if it is sync, round with a dashed line if it is async.
fn part(f: &mut Formatter<'_>, y: usize, mode: Mode, name: &str, what: &str) -> fmt::Result {
    let width = RIGHT - LEFT;
    let look = match mode {
        Mode::Sync => r##"fill="#fff4e0" stroke="#92400e""##,
        Mode::Async => r##"rx="20" fill="#e6f0ff" stroke="#1e40af" stroke-dasharray="8 4""##,
    };
    writeln!(f, r#"  <rect x="{LEFT}" y="{y}" width="{width}" height="{BOX}" {look}/>"#)?;
    let (start, end) = (LEFT + 24, RIGHT - 24);
    let (first, middle, second) = (y + 18, y + 26, y + 34);
    writeln!(f, r##"  <g fill="#111827">"##)?;
    let line = if what.is_empty() { middle } else { first };
    writeln!(
        f,
        r#"    <text x="{start}" y="{line}" font-weight="bold">{}</text>"#,
        Escaped(&cut(name, 56))
    )?;
    if !what.is_empty() {
        writeln!(f, r#"    <text x="{start}" y="{second}" font-size="13">{what}</text>"#)?;
    }
    writeln!(f, r#"    <text x="{end}" y="{middle}" text-anchor="end">{mode}</text>"#)?;
    writeln!(f, "  </g>")
}

/// Shortens a text to at most this many characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['\u{2026}']).collect()
}

/// Draws a bridge: a zigzag between two parts, thick if it is the hop, dashed if it is not available.
fn write_crossing(f: &mut Formatter<'_>, y: usize, crossing: &Crossing<'_>) -> fmt::Result {
    let (x, middle, text) = (LEFT + 24, y + BOX / 2, y + 18);
    let (width, dashes) = match crossing.cost() {
        Cost::Hop => (5, ""),
        Cost::InPlace | Cost::Wait => (2, ""),
        Cost::Unavailable => (2, r#" stroke-dasharray="4 4""#),
    };
    writeln!(
        f,
        r##"  <path d="M{x} {middle} l6 -10 l12 20 l12 -20 l12 20 l6 -10" stroke="#b91c1c" stroke-width="{width}"{dashes}/>"##
    )?;
    let (start, below) = (x + 64, text + 18);
    writeln!(f, r##"  <g fill="#111827" font-size="14">"##)?;
    let (bridge, cost) = (crossing.bridge(), crossing.cost());
    writeln!(f, r#"    <text x="{start}" y="{text}" font-weight="bold">{bridge}: {cost}</text>"#)?;
    let reason = cut(&format!("because {}", crossing.reason()), 80);
    writeln!(f, r#"    <text x="{start}" y="{below}">{}</text>"#, Escaped(&reason))?;
    writeln!(f, "  </g>")
}

/// Draws a skipped layer: dotted and narrower than the others.
fn write_skipped(f: &mut Formatter<'_>, y: usize, skipped: &Skipped) -> fmt::Result {
    let (x, width, start) = (LEFT + 88, RIGHT - LEFT - 176, LEFT + 112);
    writeln!(
        f,
        r##"  <rect x="{x}" y="{y}" width="{width}" height="{BOX}" stroke="#4b5563" stroke-dasharray="2 4"/>"##
    )?;
    let (first, second) = (y + 18, y + 34);
    let (name, reason) = (cut(skipped.name(), 48), cut(skipped.reason(), 60));
    let (name, reason) = (Escaped(&name), Escaped(&reason));
    writeln!(f, r##"  <g fill="#4b5563">"##)?;
    writeln!(f, r#"    <text x="{start}" y="{first}">{name}</text>"#)?;
    writeln!(f, r#"    <text x="{start}" y="{second}" font-size="13">skipped: {reason}</text>"#)?;
    writeln!(f, "  </g>")
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
                // XML does not allow control characters.
                c if c.is_control() => f.write_char(' ')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
