//! [`Picture`]: a plan as text, JSON, Mermaid, Graphviz DOT or SVG.

mod dot;
mod json;
mod lanes;
mod mermaid;
mod svg;
mod text;
mod track;

use std::{fmt, str::FromStr};

use crate::{
    mode::Mode,
    plan::{self, Plan},
};

/// A picture of a plan for callers of one mode: the path of a request from the caller to the view.
///
/// Created by [`Plan::picture`]. [`Display`](fmt::Display) writes it. The same plan results in the same picture, letter by
/// letter, so a test can compare it with a file. Sync and async parts differ in shape and in words, not only in colour.
///
/// The text and the SVG image have a lane for each thread. The path changes lanes at the hop:
///
/// ```
/// use middleware_core::{Capability, Mode, Plan, plan::Format};
///
/// let plan = Plan::of_view("hello", Mode::Async)
///     .wrapped_in("Audit", Capability::SyncOnly)
///     .wrapped_in("Timing", Capability::Both)
///     .wrapped_in("Fetch", Capability::AsyncOnly);
/// assert_eq!(plan.picture(Mode::Async, Format::Text).to_string(), "\
/// Called from async code: one hop to a pool thread
///
///  runtime   pool
///  thread    thread   layer    capability   mode
///     ○               caller                async
///     ○               Fetch    async only   async
///     ╰────────╮      the hop, because `Fetch` has no `call`
///              ■      Timing   both         sync
///              ■      Audit    sync only    sync
///              ╪      sync to async: the thread blocks, because `Audit` has no `acall`
///              ○      hello    view         async
///
///  ○ async   ■ sync   ╪ bridge   The response takes the same path back.
/// ");
/// ```
///
/// ```
/// use middleware_core::{Chain, Mode, plan::Format};
///
/// let app = Chain::<u32, u32>::new().view(|n: u32| n);
/// let picture = app.plan().picture(Mode::Async, Format::Mermaid).to_string();
/// assert!(picture.starts_with("flowchart TB\n"));
/// ```
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    plan: &'a Plan,
    caller: Mode,
    format: Format,
}

/// The format of a [`Picture`].
///
/// ```
/// use middleware_core::plan::Format;
///
/// assert_eq!("svg".parse(), Ok(Format::Svg));
/// assert_eq!(Format::Dot.to_string(), "dot");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Format {
    /// A lane per thread, and a table beside them. [`Display`](std::fmt::Display) of [`Plan`] is the form without lanes,
    /// which is the same for callers of both modes.
    #[default]
    Text,
    /// An array of the stops of a request, each an object. Without the feature `tokio`, a bridge has `"available": false`.
    Json,
    /// A [Mermaid](https://mermaid.js.org) flowchart, which many Markdown viewers draw.
    Mermaid,
    /// The DOT language of [Graphviz](https://graphviz.org).
    Dot,
    /// An SVG image with a lane per thread, for light and for dark pages. It is 800 pixels wide, and 408 if the request
    /// stays on one thread.
    Svg,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Text, Self::Json, Self::Mermaid, Self::Dot, Self::Svg];
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Mermaid => "mermaid",
            Self::Dot => "dot",
            Self::Svg => "svg",
        })
    }
}

/// The error of parsing a [`Format`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown format `{}`: use ", self.0)?;
        for (at, format) in Format::ALL.iter().enumerate() {
            let before = match at {
                0 => "",
                _ if at + 1 == Format::ALL.len() => " or ",
                _ => ", ",
            };
            write!(f, "{before}`{format}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFormat {}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Self::ALL.into_iter().find(|format| format.to_string() == name);
        known.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

impl Plan {
    /// Draws the plan for callers of mode `caller`.
    #[must_use]
    pub const fn picture(&self, caller: Mode, format: Format) -> Picture<'_> {
        Picture { plan: self, caller, format }
    }
}

impl Picture<'_> {
    /// Describes the picture in words.
    fn title(&self) -> String {
        let Self { plan, caller, .. } = self;
        let view = plan.view().name();
        match plan.layers().map(plan::Layer::name).collect::<Vec<_>>()[..] {
            [] => format!("`{view}` alone, called from {caller} code"),
            [layer] => format!("`{layer}` around `{view}`, called from {caller} code"),
            [first, .., last] => {
                format!(
                    "{} layers, `{first}` to `{last}`, around `{view}`, called from {caller} code",
                    plan.layers().len()
                )
            }
        }
    }
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { plan, caller, format } = *self;
        match format {
            Format::Text => text::write(f, &plan.lanes(caller)),
            Format::Json => json::write(f, &plan.track(caller)),
            Format::Mermaid => mermaid::write(f, &plan.track(caller)),
            Format::Dot => dot::write(f, &plan.track(caller)),
            Format::Svg => svg::write(f, &self.title(), &plan.lanes(caller)),
        }
    }
}
