//! [`Problem`]: what is wrong with a list of layers, and what to do about it.

use std::{error::Error, fmt, io};

use super::{Format, entry::NotAnEntry, near::nearest};

/// What is wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(#[source] io::Error),
    /// The file's name does not end in a known format.
    #[error("its name does not end in a format that is known")]
    UnknownFormat,
    /// The text is not of its format.
    #[error("is no valid {format}: {message}")]
    Syntax {
        /// The format.
        format: Format,
        /// What is told of it.
        message: String,
    },
    /// The text holds no list.
    #[error("there is no `middleware`")]
    NoList {
        /// What is there and may be meant.
        instead: Option<String>,
    },
    /// `middleware` is something else.
    #[error("`middleware` is {found}, and not a list of layers")]
    NotAList {
        /// What it is.
        found: &'static str,
    },
    /// Something in the list is not the entry of a layer.
    #[error(transparent)]
    NotAnEntry(#[from] NotAnEntry),
    /// No layer of this name is registered.
    #[error("no layer of this name is registered")]
    UnknownName {
        /// The nearest names that are.
        near: Vec<String>,
        /// All names that are.
        known: Vec<String>,
    },
    /// Two layers are registered under this name.
    #[error("two layers are registered under this name")]
    RegisteredTwice,
    /// The layer has no option of this name.
    #[error("there is no option `{option}`")]
    UnknownOption {
        /// The option, `limits.burst` if it is one of an option.
        option: String,
        /// The options that there are, if that is known.
        known: Vec<String>,
    },
    /// An option that has no default is missing.
    #[error("the option `{option}` is missing")]
    MissingOption {
        /// The option, `limits.burst` if it is one of an option; empty for all of them.
        option: String,
    },
    /// An option is of another type, or out of its range.
    #[error("{} should be {expected}, and is {found}", Subject(option))]
    WrongType {
        /// The option, `limits.burst` if it is one of an option; empty for all of them.
        option: String,
        /// What it should be.
        expected: String,
        /// What it is.
        found: String,
    },
    /// An option is refused by its own type.
    #[error("{} is refused: {message}", Subject(option))]
    BadOption {
        /// The option, `limits.burst` if it is one of an option; empty for all of them.
        option: String,
        /// What is told of it.
        message: String,
    },
    /// The layer's constructor has failed.
    #[error("it cannot be made: {0}")]
    Constructor(#[source] Box<dyn Error + Send + Sync>),
    /// The layer is unique, and listed before.
    #[error("it is listed already, as entry {first}, and can be there only once")]
    Duplicate {
        /// The number of the first such entry.
        first: usize,
    },
    /// The layer must be outside of all others.
    #[error("it must be outermost, and `{other}` is outside of it")]
    NotOutermost {
        /// The outermost one.
        other: String,
    },
    /// The layer must be inside of all others.
    #[error("it must be innermost, and `{other}` is inside of it")]
    NotInnermost {
        /// The innermost one.
        other: String,
    },
    /// The layer must be outside of another.
    #[error("it must be outside of `{other}`, entry {entry}")]
    NotOutside {
        /// The other layer.
        other: String,
        /// The number of its entry.
        entry: usize,
    },
    /// The layer must be inside of another.
    #[error("it must be inside of `{other}`, entry {entry}")]
    NotInside {
        /// The other layer.
        other: String,
        /// The number of its entry.
        entry: usize,
    },
    /// The layer needs another, outside or inside of it, which is not there.
    #[error("it needs `{other}` {side} of it, which {}", Absent(skipped.as_deref()))]
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
    /// What to do. `name` is that of the entry.
    pub(super) fn help(&self, name: &str) -> Option<String> {
        Some(match self {
            Self::UnknownFormat => {
                "name it `.toml`, `.json` (feature `settings-json`) or `.yaml` (feature `settings-yaml`)"
                    .to_owned()
            }
            Self::NoList { instead: Some(instead) } => {
                format!("did you mean it by `{instead}`?")
            }
            Self::NoList { instead: None } => {
                "list the layers in it, outermost first; the list may be empty".to_owned()
            }
            Self::NotAList { .. } => "write `[..]`, which may be empty".to_owned(),
            Self::NotAnEntry(why) => why.help(),
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
            Self::Needs { skipped: Some(_), .. } => format!("remove `{name}`, or have the other not decline"),
            Self::Needs { other, side, .. } => {
                let place = match side {
                    Side::Outside => "above",
                    Side::Inside => "below",
                };
                format!("list `{other}` {place} `{name}`")
            }
            Self::Read(_) | Self::Syntax { .. } | Self::WrongType { .. } | Self::BadOption { .. }
            | Self::Constructor(_) => return None,
        })
    }
}

/// `` there are `a` and `b` ``, or what to say if there is none.
fn one_of(names: &[String], none: &str) -> String {
    match names {
        [] => none.to_owned(),
        [only] => format!("there is only `{only}`"),
        names => format!("there are {}", listed(names, "and")),
    }
}

/// `` `a`, `b` or `c` ``.
fn listed(names: &[String], last: &str) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match &quoted[..] {
        [names @ .., end] if !names.is_empty() => format!("{} {last} {end}", names.join(", ")),
        _ => quoted.join(", "),
    }
}

/// On which side of a layer another one lies.
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

/// What a message about options is about.
struct Subject<'a>(&'a str);

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            "" => write!(f, "`options`"),
            option => write!(f, "the option `{option}`"),
        }
    }
}

/// Why a layer is not there.
struct Absent<'a>(Option<&'a str>);

impl fmt::Display for Absent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(reason) => write!(f, "is skipped: {reason}"),
            None => write!(f, "is not listed"),
        }
    }
}
