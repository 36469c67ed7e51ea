//! [`Lines`]: a line per contender, with its name and its last value at its end.

use super::frame::{self, MARGIN, TOP, WIDTH, add, escaped, figure};

const HEIGHT: f64 = 470.0;
const LEFT: f64 = 76.0;
/// Where the lines end, and their names begin.
const RIGHT: f64 = 480.0;
const BOTTOM: f64 = HEIGHT - 52.0;
/// Between two names.
const NAME: f64 = 22.0;
/// The dashes of the lines of either kind, so that they differ without colour.
const DASHES: [&str; 4] = ["none", "8 4", "2 4", "10 4 2 4"];

pub(super) struct Lines {
    pub(super) title: &'static str,
    pub(super) subtitle: &'static str,
    pub(super) x_axis: &'static str,
    /// Of the values, with a space before it.
    pub(super) unit: &'static str,
    pub(super) series: Vec<Line>,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) is_ours: bool,
    pub(super) points: Vec<(f64, f64)>,
}

impl Line {
    fn last(&self) -> (f64, f64) {
        self.points.last().copied().unwrap_or_default()
    }

    const fn class(&self) -> &'static str {
        if self.is_ours { " ours" } else { "" }
    }
}

impl Lines {
    pub(super) fn svg(mut self) -> String {
        // The names are in the order of the ends of the lines, from the top.
        self.series.sort_by(|one, other| other.last().1.total_cmp(&one.last().1));
        let points = || self.series.iter().flat_map(|line| &line.points);
        let scale = Scale {
            x: points().map(|point| point.0).fold(1.0, f64::max),
            y: points().map(|point| point.1).fold(1.0, f64::max),
        };
        let mut plot = String::new();
        self.axes(&mut plot, &scale);
        for (line, dashes) in self.series.iter().zip(self.dashes()) {
            let class = line.class();
            let places: Vec<_> = line.points.iter().map(|point| scale.place(*point)).collect();
            for (x, y) in &places {
                let dot = format!(r#"<circle class="dot{class}" cx="{x:.1}" cy="{y:.1}" r="4"/>"#);
                add(&mut plot, &dot);
            }
            let points: Vec<_> = places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
            let points = points.join(" ");
            add(
                &mut plot,
                &format!(
                    r#"<polyline class="line{class}" points="{points}" stroke-dasharray="{dashes}"/>"#
                ),
            );
        }
        self.names(&mut plot, &scale);
        let figures: Vec<_> =
            self.series.iter().map(|line| (line.name.clone(), self.value(line.last().1))).collect();
        frame::image(HEIGHT, self.title, self.subtitle, &figures, &plot)
    }

    fn value(&self, value: f64) -> String {
        figure(value) + self.unit
    }

    fn dashes(&self) -> Vec<&'static str> {
        let (mut ours, mut others) = (DASHES.iter().cycle(), DASHES.iter().cycle());
        let next =
            |line: &Line| *if line.is_ours { ours.next() } else { others.next() }.unwrap_or(&"");
        self.series.iter().map(next).collect()
    }

    fn axes(&self, plot: &mut String, scale: &Scale) {
        for mark in scale.marks() {
            let (_, y) = scale.place((0.0, mark));
            let (text_x, text_y, value) = (LEFT - 10.0, y + 5.0, self.value(mark));
            add(
                plot,
                &format!(
                    r#"<path class="grid" d="M{LEFT} {y:.1} H{RIGHT}"/><text class="axis" x="{text_x}" y="{text_y:.1}" text-anchor="end">{value}</text>"#
                ),
            );
        }
        let mut depths: Vec<f64> =
            self.series.iter().flat_map(|line| &line.points).map(|point| point.0).collect();
        depths.sort_by(f64::total_cmp);
        depths.dedup();
        let y = BOTTOM + 22.0;
        for depth in depths {
            let (x, _) = scale.place((depth, 0.0));
            add(
                plot,
                &format!(
                    r#"<text class="axis" x="{x:.1}" y="{y}" text-anchor="middle">{depth}</text>"#
                ),
            );
        }
        let (x, axis) = (RIGHT + 16.0, self.x_axis);
        add(plot, &format!(r#"<text class="axis" x="{x}" y="{y}">{axis}</text>"#));
    }

    /// Writes each name at the end of its line, or as near to it as the other names allow.
    fn names(&self, plot: &mut String, scale: &Scale) {
        let ends: Vec<_> = self.series.iter().map(|line| scale.place(line.last())).collect();
        let mut places: Vec<f64> = ends.iter().map(|(_, y)| *y).collect();
        for at in 1..places.len() {
            places[at] = places[at].max(places[at - 1] + NAME);
        }
        // What is below the plot now moves up, and pushes the others.
        let mut lowest = BOTTOM - 4.0;
        for place in places.iter_mut().rev() {
            *place = place.min(lowest);
            lowest = *place - NAME;
        }
        for ((line, (x, y)), place) in self.series.iter().zip(ends).zip(places) {
            let (name, value) = (escaped(&line.name), self.value(line.last().1));
            let (class, text_x, text_y) = (line.class(), RIGHT + 16.0, place + 5.0);
            add(
                plot,
                &format!(
                    r#"<path class="leader" d="M{x:.1} {y:.1} L{} {place:.1}"/><text class="name{class}" x="{text_x}" y="{text_y:.1}">{name}: {value}</text>"#,
                    RIGHT + 12.0
                ),
            );
        }
    }
}

/// From values to pixels: the largest ones, at the right and at the top.
struct Scale {
    x: f64,
    y: f64,
}

impl Scale {
    fn place(&self, (x, y): (f64, f64)) -> (f64, f64) {
        (LEFT + x / self.x * (RIGHT - LEFT), BOTTOM - y / self.y * (BOTTOM - TOP))
    }

    /// The values with a number on the axis: four to eight, in steps of one digit.
    fn marks(&self) -> Vec<f64> {
        let decade = 10_f64.powf(self.y.log10().floor());
        let steps = [0.2, 0.5, 1.0, 2.0].map(|part| part * decade);
        let step = steps.into_iter().find(|step| self.y / step <= 8.0).unwrap_or(decade);
        let marks = std::iter::successors(Some(0.0), |mark| Some(mark + step));
        marks.take_while(|mark| *mark <= self.y).collect()
    }
}

const _: () = assert!(RIGHT + MARGIN < WIDTH);
