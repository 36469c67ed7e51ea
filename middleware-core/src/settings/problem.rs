//! [`Problem`]: an error in a list of layers, and how to fix it.

use std::{error::Error, fmt, io};

use super::{Format, entry::NotAnEntry, near::nearest};

/// An error in a list of layers.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The extension of the file's name is not supported.
    #[error("unsupported file extension")]
    UnknownFormat,
    /// The text is not of its format.
    #[error("is not valid {format}: {message}")]
    Syntax {
        /// The format.
        format: Format,
        /// The message of the parser.
        message: String,
    },
    /// The text has no list `middleware`.
    #[error("there is no `middleware`")]
    NoList {
        /// A similar key that is present.
        instead: Option<String>,
    },
    /// `middleware` is not a list.
    #[error("`middleware` is {found}, not a list of layers")]
    NotAList {
        /// The kind of value.
        found: &'static str,
    },
    /// An element of the list is not the entry of a layer.
    #[error(transparent)]
    NotAnEntry(#[from] NotAnEntry),
    /// The chain has more than [`Plan::MAX_LAYERS`](crate::Plan::MAX_LAYERS) layers, those of the view included.
    #[error("the chain has {layers} layers, and at most {limit} are allowed")]
    TooManyLayers {
        /// The number of layers.
        layers: usize,
        /// The maximum number.
        limit: usize,
    },
    /// No layer of this name is registered.
    #[error("no layer of this name is registered")]
    UnknownName {
        /// The nearest registered names.
        near: Vec<String>,
        /// All registered names.
        known: Vec<String>,
    },
    /// Two layers are registered under this name.
    #[error("two layers are registered under this name")]
    RegisteredTwice,
    /// The layer has no option of this name.
    #[error("unknown option `{option}`")]
    UnknownOption {
        /// The option, `limits.burst` if it is part of an option.
        option: String,
        /// The available options, if they are known.
        known: Vec<String>,
    },
    /// A required option is missing.
    #[error("the option `{option}` is missing")]
    MissingOption {
        /// The option, `limits.burst` if it is part of an option; empty for all options.
        option: String,
    },
    /// An option has the wrong type, or is out of range.
    #[error("{} should be {expected}, but is {found}", Subject(option))]
    WrongType {
        /// The option, `limits.burst` if it is part of an option; empty for all options.
        option: String,
        /// The expected type or range.
        expected: String,
        /// The value.
        found: String,
    },
    /// An option is rejected by its own type.
    #[error("{} is refused: {message}", Subject(option))]
    BadOption {
        /// The option, `limits.burst` if it is part of an option; empty for all options.
        option: String,
        /// The message of the type.
        message: String,
    },
    /// The layer's constructor returned an error.
    #[error("its constructor failed: {0}")]
    Constructor(#[source] Box<dyn Error + Send + Sync>),
    /// The layer is unique and already listed.
    #[error("it is already listed as entry {first}, and can be listed only once")]
    Duplicate {
        /// The number of the first such entry.
        first: usize,
    },
    /// The layer must be outside all others.
    #[error("it must be outermost, but `{other}` is outside it")]
    NotOutermost {
        /// The outermost layer.
        other: String,
    },
    /// The layer must be inside all others.
    #[error("it must be innermost, but `{other}` is inside it")]
    NotInnermost {
        /// The innermost layer.
        other: String,
    },
    /// The layer must be outside another one.
    #[error("it must be outside `{other}`, entry {entry}")]
    NotOutside {
        /// The other layer.
        other: String,
        /// The number of its entry.
        entry: usize,
    },
    /// The layer must be inside another one.
    #[error("it must be inside `{other}`, entry {entry}")]
    NotInside {
        /// The other layer.
        other: String,
        /// The number of its entry.
        entry: usize,
    },
    /// The layer needs another one, outside or inside it, which is absent.
    #[error("it needs `{other}` {side} it, but `{other}` {}", Absent(skipped.as_deref()))]
    Needs {
        /// The other layer.
        other: String,
        /// On which side.
        side: Side,
        /// Why it is skipped, if it is listed.
        skipped: Option<String>,
    },
}

impl Problem {
    /// Returns how to fix it. `name` is that of the entry.
    pub(super) fn help(&self, name: &str) -> Option<String> {
        Some(match self {
            Self::UnknownFormat => {
                "name it `.toml`, `.json` (feature `settings-json`) or `.yaml` (feature `settings-yaml`)"
                    .to_owned()
            }
            Self::NoList { instead: Some(instead) } => {
                format!("did you mean `{instead}`?")
            }
            Self::NoList { instead: None } => {
                "list the layers in it, outermost first; the list may be empty".to_owned()
            }
            Self::NotAList { .. } => "write `[..]`, which may be empty".to_owned(),
            Self::NotAnEntry(why) => why.help(),
            Self::TooManyLayers { .. } => {
                "shorten the list: a deeper chain could overflow a thread's stack".to_owned()
            }
            Self::UnknownName { near, known } if near.is_empty() => one_of(known, "no layer is registered"),
            Self::UnknownName { near, .. } => format!("did you mean {}?", listed(near, "or")),
            Self::RegisteredTwice => "give one of them another name".to_owned(),
            Self::UnknownOption { option, known } => {
                let last = option.rsplit('.').next().unwrap_or_default();
                match &nearest(last, known.iter().map(String::as_str))[..] {
                    [] => one_of(known, "it has none; remove it"),
                    near => format!("did you mean {}?", listed(near, "or")),
                }
            }
            Self::MissingOption { option } => format!("add it to the entry's `options`: `{option}`"),
            Self::Duplicate { .. } => "remove one of the two".to_owned(),
            Self::NotOutermost { other } | Self::NotOutside { other, .. } => {
                format!("move `{name}` above `{other}`")
            }
            Self::NotInnermost { other } | Self::NotInside { other, .. } => {
                format!("move `{name}` below `{other}`")
            }
            Self::Needs { other, skipped: Some(_), .. } => {
                format!("remove `{name}`, or make sure that `{other}` is not skipped")
            }
            Self::Needs { other, side, .. } => {
                let direction = match side {
                    Side::Outside => "above",
                    Side::Inside => "below",
                };
                format!("list `{other}` {direction} `{name}`")
            }
            Self::Read(_) | Self::Syntax { .. } | Self::WrongType { .. } | Self::BadOption { .. }
            | Self::Constructor(_) => return None,
        })
    }
}

/// Returns `` there are `a` and `b` ``, or `none` if there are no names.
fn one_of(names: &[String], none: &str) -> String {
    match names {
        [] => none.to_owned(),
        [only] => format!("there is only `{only}`"),
        names => format!("there are {}", listed(names, "and")),
    }
}

/// Returns `` `a`, `b` or `c` ``.
fn listed(names: &[String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match &quoted[..] {
        [names @ .., end] if !names.is_empty() => format!("{} {last} {end}", names.join(", ")),
        _ => quoted.join(", "),
    }
}

/// The side of a layer on which another one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// Nearer to the caller: further up in the list.
    Outside,
    /// Nearer to the view: further down in the list.
    Inside,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Outside => "outside",
            Self::Inside => "inside",
        })
    }
}

/// The subject of a message about options.
struct Subject<'a>(&'a str);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => write!(f, "`options`"),
            option => write!(f, "the option `{option}`"),
        }
    }
}

/// Why a layer is absent.
struct Absent<'a>(Option<&'a str>);

impl fmt::Display for Absent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(reason) => write!(f, "is skipped: {reason}"),
            None => write!(f, "is not listed"),
        }
    }
}
