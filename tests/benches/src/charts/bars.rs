//! [`Bars`]: a bar per contender.

use super::frame::{self, MARGIN, TOP, WIDTH, add, escaped, figure};

const ROW: f64 = 40.0;
const BAR: f64 = 24.0;
/// Where the bars begin, to the right of their names.
const LEFT: f64 = 290.0;
/// Where the longest one ends, to the left of its figure.
const RIGHT: f64 = WIDTH - 90.0;

pub(super) struct Bars {
    pub(super) title: &'static str,
    pub(super) subtitle: &'static str,
    pub(super) series: Vec<Bar>,
}

pub(super) struct Bar {
    pub(super) name: String,
    pub(super) is_ours: bool,
    pub(super) value: f64,
}

impl Bars {
    /// Draws the chart, with the smallest value first.
    pub(super) fn svg(mut self) -> String {
        self.series.sort_by(|one, other| one.value.total_cmp(&other.value));
        let most = self.series.iter().map(|bar| bar.value).fold(0.0, f64::max);
        let mut plot = String::new();
        let mut y = TOP;
        for Bar { name, is_ours, value } in &self.series {
            let class = if *is_ours { " ours" } else { "" };
            // A bar of no width would not be seen.
            let width = (value / most * (RIGHT - LEFT)).max(2.0);
            let (text_y, name_x, value_x) = (y + 17.0, LEFT - 12.0, LEFT + width + 10.0);
            let (name, value) = (escaped(name), figure(*value));
            add(
                &mut plot,
                &format!(
                    r#"<text class="name{class}" x="{name_x}" y="{text_y}" text-anchor="end">{name}</text>"#
                ),
            );
            add(
                &mut plot,
                &format!(
                    r#"<rect class="bar{class}" x="{LEFT}" y="{y}" width="{width:.1}" height="{BAR}" rx="3"/>"#
                ),
            );
            add(
                &mut plot,
                &format!(
                    r#"<text class="value{class}" x="{value_x:.1}" y="{text_y}">{value}</text>"#
                ),
            );
            y += ROW;
        }
        let figures: Vec<_> =
            self.series.iter().map(|bar| (bar.name.clone(), figure(bar.value))).collect();
        frame::image(y - ROW + BAR + MARGIN, self.title, self.subtitle, &figures, &plot)
    }
}
