//! What all charts have in common: the page, the title and the colours.

use std::fmt::Write;

pub(super) const WIDTH: f64 = 800.0;
/// Between the edge of the image and everything else.
pub(super) const MARGIN: f64 = 24.0;
/// The top of the plot, below the title and the subtitle.
pub(super) const TOP: f64 = 92.0;

/// Puts a plot into an image with a title. `figures` describes the plot for people who do not see it.
pub(super) fn image(
    height: f64,
    title: &str,
    subtitle: &str,
    figures: &[(String, String)],
    plot: &str,
) -> String {
    let figures: Vec<_> = figures.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let figures = escaped(&figures.join("; "));
    let (inner_width, inner_height) = (WIDTH - 1.0, height - 1.0);
    let style = include_str!("style.css");
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="middleware-chart" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img">
  <title>{title}</title>
  <desc>{subtitle} {figures}.</desc>
  <style>
{style}  </style>
  <rect class="page" x="0.5" y="0.5" width="{inner_width}" height="{inner_height}" rx="8"/>
  <text class="title" x="{MARGIN}" y="38">{title}</text>
  <text x="{MARGIN}" y="62">{subtitle}</text>
{plot}</svg>
"#
    )
}

/// Adds an element, on a line of its own.
pub(super) fn add(plot: &mut String, element: &str) {
    writeln!(plot, "  {element}").expect("writing to a string does not fail");
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Writes a figure: one decimal below 100 if it has any, and groups of three digits.
pub(super) fn figure(value: f64) -> String {
    if value < 100.0 && value.fract() != 0.0 {
        return format!("{value:.1}");
    }
    let digits = format!("{value:.0}");
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
