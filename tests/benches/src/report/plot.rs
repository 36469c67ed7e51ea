//! A line plot over depth, as SVG.
//!
//! Nothing is drawn behind it, and all colours are of a middle lightness, so it is legible on a light and on a dark page.

use std::fmt::Write;

use crate::{Figures, figures::Column};

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 500.0;
const LEFT: f64 = 70.0;
const TOP: f64 = 40.0;
/// Where the plot ends and the names of the lines begin.
const RIGHT: f64 = 600.0;
const BOTTOM: f64 = 455.0;
/// Between two names.
const LINE: f64 = 17.0;
/// The last depth.
const DEPTH: f64 = 50.0;
/// Of text and axes.
const GREY: &str = "#808080";

/// One colour each, and dashed when they begin anew.
const COLOURS: [&str; 8] =
    ["#d9534f", "#2f8fd0", "#3a9d5d", "#b5862c", "#9a6fd0", "#cf5fa6", "#2aa198", "#8a8f45"];

/// A line of the plot.
struct Line {
    name: &'static str,
    colour: &'static str,
    dashes: &'static str,
    points: Vec<(f64, f64)>,
}

/// This column of all contenders with this work, over depth.
pub(super) fn svg(figures: &Figures, title: &str, work: &str, column: Column) -> String {
    let lines = lines(figures, work, column);
    let values = || lines.iter().flat_map(|line| &line.points).map(|(_, value)| *value);
    let scale = Scale::of(values().fold(f64::MAX, f64::min), values().fold(1.0, f64::max));
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" \
         font-size=\"13\" fill=\"{GREY}\">\n\
         <title>{title}, over depth</title>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"15\">{title}, over depth{}</text>\n",
        if scale.is_log { " (logarithmic)" } else { "" },
    );
    axes(&mut svg, &scale);
    for line in &lines {
        let points: Vec<_> = line
            .points
            .iter()
            .map(|(depth, value)| format!("{:.1},{:.1}", x(*depth), scale.y(*value)))
            .collect();
        add(
            &mut svg,
            &format!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\" stroke-dasharray=\"{}\"/>",
                points.join(" "),
                line.colour,
                line.dashes,
            ),
        );
    }
    names(&mut svg, &lines, &scale);
    svg + "</svg>\n"
}

fn lines(figures: &Figures, work: &str, column: Column) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for contender in figures.contenders(work) {
        let of_it = figures
            .iter()
            .filter(|figure| (figure.entry.contender, figure.entry.work) == (contender, work));
        #[allow(clippy::cast_precision_loss, reason = "a small number")]
        let points: Vec<_> =
            of_it.filter_map(|figure| Some((figure.entry.depth as f64, column(figure)?))).collect();
        if points.len() > 1 {
            let at = lines.len();
            let dashes = ["none", "6 3", "2 2", "9 3 2 3"][at / COLOURS.len() % 4];
            lines.push(Line {
                name: contender,
                colour: COLOURS[at % COLOURS.len()],
                dashes,
                points,
            });
        }
    }
    lines
}

/// From values to places.
struct Scale {
    is_log: bool,
    from: f64,
    to: f64,
}

impl Scale {
    /// Logarithmic if the values differ that much, and none of them is zero.
    fn of(least: f64, most: f64) -> Self {
        if least > 0.0 && most / least > 50.0 {
            Self { is_log: true, from: least.log10().floor(), to: most.log10().ceil() }
        } else {
            Self { is_log: false, from: 0.0, to: most }
        }
    }

    fn y(&self, value: f64) -> f64 {
        let value = if self.is_log { value.log10() } else { value };
        BOTTOM - (value - self.from) / (self.to - self.from) * (BOTTOM - TOP)
    }

    /// Where the axis has a number.
    fn marks(&self) -> Vec<f64> {
        if self.is_log {
            let decades = std::iter::successors(Some(self.from), |decade| Some(decade + 1.0));
            return decades
                .take_while(|decade| *decade <= self.to)
                .map(|decade| 10_f64.powf(decade))
                .collect();
        }
        // The step with one digit that makes for four to eleven marks.
        let decade = 10_f64.powf((self.to / 4.0).log10().floor());
        let step = decade
            * if self.to / decade > 20.0 {
                5.0
            } else if self.to / decade > 10.0 {
                2.0
            } else {
                1.0
            };
        std::iter::successors(Some(0.0), |mark| Some(mark + step))
            .take_while(|mark| *mark <= self.to)
            .collect()
    }
}

fn x(depth: f64) -> f64 {
    LEFT + depth / DEPTH * (RIGHT - LEFT)
}

fn axes(svg: &mut String, scale: &Scale) {
    for depth in [0.0, 1.0, 5.0, 10.0, 20.0, 50.0] {
        add(
            svg,
            &format!(
                "<text x=\"{:.1}\" y=\"{}\" text-anchor=\"middle\">{depth}</text>",
                x(depth),
                BOTTOM + 18.0,
            ),
        );
    }
    add(svg, &format!("<text x=\"{:.1}\" y=\"{}\">layers</text>", x(DEPTH) + 20.0, BOTTOM + 18.0));
    for mark in scale.marks() {
        let y = scale.y(mark);
        add(
            svg,
            &format!(
                "<line x1=\"{LEFT}\" x2=\"{RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"{GREY}\" stroke-opacity=\"0.35\"/>",
            ),
        );
        add(
            svg,
            &format!(
                "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{mark}</text>",
                LEFT - 8.0,
                y + 4.0,
            ),
        );
    }
}

/// Each name is next to the end of its line, or as near to it as the others leave room.
fn names(svg: &mut String, lines: &[Line], scale: &Scale) {
    let end = |line: &Line| {
        line.points.last().map_or((0.0, 0.0), |(depth, value)| (x(*depth), scale.y(*value)))
    };
    let mut lines: Vec<_> = lines.iter().collect();
    lines.sort_by(|one, other| end(one).1.total_cmp(&end(other).1));
    let mut places: Vec<f64> = lines.iter().map(|line| end(line).1).collect();
    for at in 1..places.len() {
        places[at] = places[at].max(places[at - 1] + LINE);
    }
    // What went out at the bottom comes up again, and pushes the others.
    let mut most = BOTTOM;
    for place in places.iter_mut().rev() {
        *place = place.min(most);
        most = *place - LINE;
    }
    for (line, place) in lines.iter().zip(places) {
        let (x, y) = end(line);
        let Line { name, colour, dashes, .. } = line;
        add(
            svg,
            &format!(
                "<path d=\"M{x:.1} {y:.1} L{} {place:.1}\" stroke=\"{colour}\" stroke-opacity=\"0.5\" stroke-dasharray=\"1 3\"/>\
             <path d=\"M{} {place:.1} h22\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"{dashes}\"/>\
             <text x=\"{}\" y=\"{:.1}\" fill=\"{colour}\">{}</text>",
                RIGHT + 20.0,
                RIGHT + 20.0,
                RIGHT + 48.0,
                place + 4.0,
                name.replace('<', "&lt;").replace('>', "&gt;"),
            ),
        );
    }
}

fn add(svg: &mut String, element: &str) {
    writeln!(svg, "{element}").expect("a string");
}
