//! [`Layout`]: where everything in the image is, in pixels.

use std::mem;

use super::width::{Font, fit};
use crate::{
    mode::{Capability, Mode},
    plan::{
        Cost, Crossing, Layer,
        pictures::{
            lanes::{Lane, Lanes, Row, inline_bridge},
            track::Stop,
        },
    },
};

/// Between the edge of the image, the lanes and the legend.
const MARGIN: usize = 16;
const LANE: usize = 376;
/// Between the edge of a lane and its parts.
const INDENT: usize = 16;
/// Between the edge of a part and the path of the request on its left, or of the response on its right.
const INSET: usize = 24;
/// The top of the lanes, below the heading.
const TOP: usize = 70;
/// Between the top of the lanes and the caller, for the names of the lanes.
const NAME: usize = 38;
const ROW: usize = 62;
const PART: usize = 42;
/// The view is higher than a layer, because the path turns around in it.
const VIEW: usize = 58;
/// What the note of a layer adds to its height.
const NOTE: usize = 16;
/// Between two rows of the legend.
const KEY_ROW: usize = 26;
const KEY_WIDTH: usize = 184;

#[derive(Clone, Copy)]
pub(super) struct Point {
    pub(super) x: usize,
    pub(super) y: usize,
}

/// A lane.
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// Modes, bridges and skipped layers differ in shape, not only in colour.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Square.
    Sync,
    /// Round.
    Async,
    /// A hexagon.
    Bridge,
    /// A dashed hexagon.
    NoBridge,
    /// Dotted, and beside the path.
    Skipped,
    /// Text alone.
    None,
}

/// A part of the chain, a bridge or a note.
pub(super) struct Item {
    pub(super) shape: Shape,
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) width: usize,
    pub(super) height: usize,
    /// The name, a detail, and a note, shortened so that they fit.
    pub(super) lines: Vec<String>,
    /// The item in words, with all names in full.
    pub(super) words: String,
}

/// An arrowhead with its tip at a point.
pub(super) enum Arrow {
    Down(Point),
    Up(Point),
    Right(Point),
    Left(Point),
}

/// An entry of the legend.
pub(super) enum Key {
    Shape { at: Point, shape: Shape, words: &'static str },
    Line { at: Point, class: &'static str, words: &'static str },
}

pub(super) struct Layout {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) headings: [String; 2],
    pub(super) columns: Vec<Column>,
    /// From the caller to the view.
    pub(super) items: Vec<Item>,
    /// The paths, in pieces, each with its class.
    pub(super) lines: Vec<(&'static str, Vec<Point>)>,
    pub(super) arrows: Vec<Arrow>,
    pub(super) keys: Vec<Key>,
}

/// The pieces of the paths that are not finished: they start where the last change of lanes was.
#[derive(Default)]
struct Paths {
    request: Vec<Point>,
    response: Vec<Point>,
}

impl Layout {
    pub(super) fn of(lanes: &Lanes<'_>) -> Self {
        let columns = if lanes.use_pool() { 2 } else { 1 };
        let width = columns * (LANE + MARGIN) + MARGIN;
        let notes: usize = lanes.rows.iter().map(|row| height_of_note(&row.stop)).sum();
        let lanes_height = NAME + (lanes.rows.len() - 1) * ROW + notes + VIEW + INDENT;
        let names = match lanes.caller {
            Mode::Async => ["runtime thread", "pool thread"],
            Mode::Sync => ["the caller's thread", "pool thread"],
        };
        let column = |(at, name)| Column {
            name,
            x: MARGIN + at * (LANE + MARGIN),
            y: TOP,
            width: LANE,
            height: lanes_height,
        };
        let mut layout = Self {
            width,
            height: 0,
            headings: lanes.summary.clone(),
            columns: names.into_iter().take(columns).enumerate().map(column).collect(),
            items: Vec::new(),
            lines: Vec::new(),
            arrows: Vec::new(),
            keys: Vec::new(),
        };
        let mut paths = Paths::default();
        let mut y = TOP + NAME;
        for row in &lanes.rows {
            layout.add(row, y, &mut paths);
            y += ROW + height_of_note(&row.stop);
        }
        let legend = TOP + lanes_height + MARGIN + 12;
        layout.height = legend + layout.add_legend(lanes, legend) + MARGIN;
        layout
    }

    /// Adds the row whose top is at `y`.
    fn add(&mut self, row: &Row<'_>, y: usize, paths: &mut Paths) {
        let x = left(row.lane);
        let (way_in, way_back) = (x + INSET, x + LANE - 2 * INDENT - INSET);
        match &row.stop {
            Stop::Caller(mode) => {
                self.item(shape(*mode), x, y, ["caller", &format!("{mode} code")]);
                paths.request.push(Point { x: way_in, y: y + PART });
                paths.response.push(Point { x: way_back, y: y + PART });
                self.arrows.push(Arrow::Up(Point { x: way_back, y: y + PART }));
            }
            Stop::Layer(layer) => {
                self.item(shape(layer.mode()), x, y, [layer.name(), &described(layer, row)]);
                self.add_note(layer.note());
                self.arrows.push(Arrow::Down(Point { x: way_in, y }));
                let bottom = y + PART + height_of_note(&row.stop);
                self.arrows.push(Arrow::Up(Point { x: way_back, y: bottom }));
                if row.hooks_in_pool {
                    self.add_hooks(layer, y);
                }
            }
            Stop::Crossing(crossing) if row.is_hop() => self.add_hop(crossing, y, paths),
            Stop::Crossing(crossing) => {
                let (shape, lines) = bridge(crossing);
                self.item(shape, x, y, lines.each_ref().map(String::as_str));
                self.last_words(crossing);
            }
            Stop::Skipped(skipped) => {
                // Narrow, so that it is between the paths, and not on them.
                let reason = format!("skipped: {}", skipped.reason());
                self.item(Shape::Skipped, x + INSET + 12, y, [skipped.name(), &reason]);
                self.narrow_last(2 * (INSET + 12));
            }
            Stop::View(view) => {
                let mode = view.mode();
                self.item(shape(mode), x, y, [view.name(), &format!("view, runs {mode}")]);
                if let Some(item) = self.items.last_mut() {
                    item.height = VIEW;
                }
                self.add_note(view.note());
                self.arrows.push(Arrow::Down(Point { x: way_in, y }));
                // Half of the way inside the view belongs to each path.
                let bottom = y + VIEW + height_of_note(&row.stop);
                let (turn, middle) = (bottom - 12, x + LANE / 2 - INDENT);
                paths.request.extend([way_in, middle].map(|x| Point { x, y: turn }));
                paths.response.extend([way_back, middle].map(|x| Point { x, y: turn }));
                self.finish(paths);
            }
        }
    }

    /// Adds a part as wide as its lane.
    fn item(&mut self, shape: Shape, x: usize, y: usize, lines: [&str; 2]) {
        let width = LANE - 2 * INDENT;
        let words = lines.map(str::to_owned).into_iter().filter(|line| !line.is_empty());
        let words = words.collect::<Vec<_>>().join(", ");
        // A skipped layer is narrower.
        let room = width - 2 * INSET - if shape == Shape::Skipped { 40 } else { 12 };
        let lines = [fit(lines[0], room, Font::Name), fit(lines[1], room, Font::Detail)];
        self.items.push(Item { shape, x, y, width, height: PART, lines: lines.into(), words });
    }

    fn narrow_last(&mut self, by: usize) {
        if let Some(item) = self.items.last_mut() {
            item.width -= by;
        }
    }

    fn last_words(&mut self, crossing: &Crossing<'_>) {
        if let Some(item) = self.items.last_mut() {
            let (bridge, reason, cost) = (crossing.bridge(), crossing.reason(), crossing.cost());
            item.words = format!("{bridge}, because {reason}: {cost}");
        }
    }

    /// Adds a note to the last part, below its other lines.
    fn add_note(&mut self, note: &str) {
        if let Some(item) = self.items.last_mut().filter(|_| !note.is_empty()) {
            item.height += NOTE;
            item.lines.push(fit(note, item.width - 2 * INSET - 4, Font::Note));
            item.words += ", ";
            item.words += note;
        }
    }

    /// Adds the change of lanes: the response is above the request, so that the paths do not cross.
    fn add_hop(&mut self, crossing: &Crossing<'_>, y: usize, paths: &mut Paths) {
        let reason = crossing.reason().to_string();
        let lines = ["async to sync: the hop", &reason];
        self.item(Shape::None, left(Lane::Caller), y, lines);
        self.last_words(crossing);
        let meanwhile = "Meanwhile, this thread runs other tasks";
        self.item(Shape::None, left(Lane::Caller), y + ROW - 6, ["", meanwhile]);

        let way_back = LANE - 2 * INDENT - INSET;
        let [caller, pool] = [Lane::Caller, Lane::Pool].map(left);
        let request = [caller + INSET, pool + INSET].map(|x| Point { x, y: y + PART - 2 });
        let response = [caller + way_back, pool + way_back].map(|x| Point { x, y: y + 8 });
        paths.request.push(request[0]);
        paths.response.push(response[0]);
        self.finish(paths);
        self.lines.push(("hop", request.into()));
        self.lines.push(("hop response-hop", response.into()));
        paths.request.push(request[1]);
        paths.response.push(response[1]);

        let between = MARGIN + LANE + MARGIN / 2;
        self.arrows.push(Arrow::Right(Point { x: between + 8, y: request[0].y }));
        self.arrows.push(Arrow::Left(Point { x: between - 8, y: response[0].y }));
    }

    fn finish(&mut self, paths: &mut Paths) {
        let Paths { request, response } = mem::take(paths);
        self.lines.push(("request", request));
        self.lines.push(("response", response));
    }

    /// Adds the blocking hooks of an async layer: a part in the other lane, and the way there.
    fn add_hooks(&mut self, layer: &Layer, y: usize) {
        let x = left(Lane::Pool);
        let hooks = layer.waiting_hooks().unwrap_or_default();
        self.item(Shape::Sync, x, y, [&hooks, &format!("of {}", layer.name())]);
        if let Some(item) = self.items.last_mut() {
            item.words += ", on a pool thread";
        }
        let middle = y + PART / 2;
        let way = [x - 2 * INDENT - MARGIN, x].map(|x| Point { x, y: middle });
        self.lines.push(("side", way.into()));
        self.arrows.push(Arrow::Left(way[0]));
        self.arrows.push(Arrow::Right(way[1]));
    }

    /// Adds the legend and returns its height.
    fn add_legend(&mut self, lanes: &Lanes<'_>, top: usize) -> usize {
        let origin = Point { x: 0, y: 0 };
        let shape = |shape, words| Key::Shape { at: origin, shape, words };
        let line = |class, words| Key::Line { at: origin, class, words };
        let mut keys = vec![
            line("request", "request"),
            line("response", "response"),
            shape(Shape::Sync, "runs sync"),
            shape(Shape::Async, "runs async"),
        ];
        if lanes.rows.iter().any(Row::is_hop) {
            keys.push(line("hop", "hop to the pool"));
        }
        if lanes.rows.iter().any(|row| row.hooks_in_pool) {
            keys.push(line("side", "hop for hooks only"));
        }
        if lanes.has_inline_bridge() {
            keys.push(shape(Shape::Bridge, "bridge, no hop"));
        }
        if lanes.has_skipped() {
            keys.push(shape(Shape::Skipped, "skipped layer"));
        }
        let in_row = (self.width - 2 * MARGIN) / KEY_WIDTH;
        for (nth, key) in keys.iter_mut().enumerate() {
            let (Key::Shape { at, .. } | Key::Line { at, .. }) = key;
            let x = MARGIN + INDENT + nth % in_row * KEY_WIDTH;
            *at = Point { x, y: top + nth / in_row * KEY_ROW };
        }
        let rows = keys.len().div_ceil(in_row);
        self.keys = keys;
        (rows - 1) * KEY_ROW
    }
}

/// What the note of a stop adds to the height of its row.
fn height_of_note(stop: &Stop<'_>) -> usize {
    let note = match stop {
        Stop::Layer(layer) => layer.note(),
        Stop::View(view) => view.note(),
        Stop::Caller(_) | Stop::Crossing(_) | Stop::Skipped(_) => "",
    };
    if note.is_empty() { 0 } else { NOTE }
}

/// The left edge of the parts in a lane.
const fn left(lane: Lane) -> usize {
    match lane {
        Lane::Caller => MARGIN + INDENT,
        Lane::Pool => MARGIN + LANE + MARGIN + INDENT,
    }
}

const fn shape(mode: Mode) -> Shape {
    match mode {
        Mode::Sync => Shape::Sync,
        Mode::Async => Shape::Async,
    }
}

/// Describes a layer: its capability, its mode if that is not clear, and its hooks.
fn described(layer: &Layer, row: &Row<'_>) -> String {
    let mut words = match layer.capability() {
        Capability::Both => format!("both, runs {}", layer.mode()),
        capability => capability.to_string(),
    };
    // Those in the other lane have a part of their own.
    if let Some(hooks) = row.hooks.as_ref().filter(|_| !row.hooks_in_pool) {
        words += ", ";
        words += hooks;
    }
    words
}

/// The shape and the text of a bridge that stays in its lane.
fn bridge(crossing: &Crossing<'_>) -> (Shape, [String; 2]) {
    match crossing.cost() {
        // Too long for one line.
        cost @ Cost::Unavailable => {
            (Shape::NoBridge, [crossing.bridge().to_string(), cost.to_string()])
        }
        _ => (Shape::Bridge, [inline_bridge(crossing), crossing.reason().to_string()]),
    }
}
