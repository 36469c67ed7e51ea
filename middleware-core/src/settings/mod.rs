//! Settings: a list of layers by their names, outermost first, as in Django's `MIDDLEWARE`.
//!
//! An entry is a name, or a table of a name and options:
//!
//! ```toml
//! middleware = [
//!     "shop.Timing",
//!     { name = "shop.RateLimit", options = { limit = 100 } },
//! ]
//! ```
//!
//! The same, written differently:
//!
//! ```toml
//! [[middleware]]
//! name = "shop.Timing"
//!
//! [[middleware]]
//! name = "shop.RateLimit"
//! options.limit = 100
//! ```
//!
//! JSON (feature `settings-json`) and YAML (feature `settings-yaml`) have the same structure. The rest of the file is the
//! program's own: it must parse, without duplicate keys; everything else in it is ignored. The available layers come from
//! a [`Registry`], which builds a chain from the list.

mod entry;
mod error;
mod format;
#[cfg(feature = "settings-json")]
mod json;
mod lines;
mod near;
mod node;
mod options;
mod problem;
mod registry;
mod syntax;
mod toml;
#[cfg(feature = "settings-yaml")]
mod yaml;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use serde_core::de::{Deserialize, Deserializer};

use entry::Broken;
pub(crate) use entry::Entry;
pub use entry::NotAnEntry;
pub use error::{SettingsError, SettingsErrors};
pub use format::Format;
use near::is_near;
pub(crate) use near::nearest;
pub(crate) use node::Node;
use node::Value;
#[doc(hidden)]
pub use options::Arguments;
pub(crate) use options::{OptionError, read, read_arguments, refuse_all};
pub use problem::{Problem, Side};
pub use registry::{Built, Registered, Registry, Rules};
#[doc(hidden)]
pub use registry::{Construction, RegisteredLayer, kind};
use syntax::SyntaxError;

/// A list of layers by their names, with their options, outermost first.
///
/// Read it from a [file](Self::from_file) or a [text](Self::parse), or collect it from names. By [`Deserialize`], it can
/// also be a field of the program's own settings. The field then has the list itself, and errors have no line numbers.
///
/// ```
/// use middleware_core::settings::{Format, Settings};
///
/// let listed: Settings = ["shop.Timing", "shop.Audit"].into_iter().collect();
/// let read = Settings::parse(r#"middleware = ["shop.Timing", "shop.Audit"]"#, Format::Toml)?;
/// assert!(read.names().eq(listed.names()));
/// # Ok::<(), middleware_core::settings::SettingsErrors>(())
/// ```
#[derive(Default)]
pub struct Settings {
    file: Option<PathBuf>,
    entries: Vec<Entry>,
    /// Invalid entries. They are reported with all other errors, when a chain is built.
    broken: Vec<Broken>,
}

// Without the options, because they may contain passwords.
impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.names().collect();
        f.debug_struct("Settings")
            .field("file", &self.file)
            .field("names", &names)
            .finish_non_exhaustive()
    }
}

impl Settings {
    /// Reads the list `middleware` of a file. The [extension](Format::of_file) of the file's name decides the format.
    ///
    /// ```no_run
    /// use middleware_core::settings::Settings;
    ///
    /// let settings = Settings::from_file("settings.toml")?;
    /// # Ok::<(), middleware_core::settings::SettingsErrors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not of its format, or has no list `middleware`. Errors in an entry are reported when a
    /// chain is [built](crate::settings::Registry::build), together with those that only the registry can find.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, SettingsErrors> {
        let path = path.as_ref();
        let file = Some(path.to_owned());
        let whole = |problem| {
            SettingsErrors::from(SettingsError {
                file: file.clone(),
                line: None,
                entry: None,
                name: None,
                problem,
            })
        };
        let format = Format::of_file(path).ok_or_else(|| whole(Problem::UnknownFormat))?;
        let text = fs::read_to_string(path).map_err(|error| whole(Problem::Read(error)))?;
        Self::read(&text, format, file)
    }

    /// Reads the list `middleware` of a text.
    ///
    /// ```
    /// use middleware_core::settings::{Format, Settings};
    ///
    /// let text = "middlewares = []";
    /// let errors = Settings::parse(text, Format::Toml).unwrap_err();
    /// assert_eq!(errors.to_string(), "\
    /// line 1: there is no `middleware`
    ///   help: did you mean `middlewares`?");
    /// ```
    ///
    /// # Errors
    ///
    /// If the text is not of its format, or has no list `middleware`.
    pub fn parse(text: &str, format: Format) -> Result<Self, SettingsErrors> {
        Self::read(text, format, None)
    }

    fn read(text: &str, format: Format, file: Option<PathBuf>) -> Result<Self, SettingsErrors> {
        let error = |line, problem| SettingsError {
            file: file.clone(),
            line,
            entry: None,
            name: None,
            problem,
        };
        let tree = match format.parse(text) {
            Ok(tree) => tree,
            Err(errors) => {
                let errors = errors.into_iter().map(|SyntaxError { line, message }| {
                    error(line, Problem::Syntax { format, message })
                });
                return Err(SettingsErrors { errors: errors.collect() });
            }
        };
        let mut entries = match tree.value {
            Value::Table(entries) => entries,
            _ => Vec::new(),
        };
        let Some(at) = entries.iter().position(|(key, _)| key.name == "middleware") else {
            let keys = entries.iter().filter(|(key, _)| is_near("middleware", &key.name));
            let near = keys.map(|(key, _)| key).next();
            let instead = near.map(|key| key.name.clone());
            return Err(error(near.and_then(|key| key.line), Problem::NoList { instead }).into());
        };
        let (_, list) = entries.swap_remove(at);
        let line = list.line;
        let mut settings =
            Self::of_list(list).map_err(|found| error(line, Problem::NotAList { found }))?;
        settings.file = file;
        Ok(settings)
    }

    /// Reads a list. Otherwise, returns the kind of the value.
    fn of_list(list: Node) -> Result<Self, &'static str> {
        let kind = list.kind();
        let Value::List(list) = list.value else { return Err(kind) };
        let mut settings = Self::default();
        for (at, node) in list.into_iter().enumerate() {
            let (entry, broken) = entry::read(at + 1, node);
            settings.entries.extend(entry);
            settings.broken.extend(broken);
        }
        Ok(settings)
    }

    /// Returns the names, outermost first.
    pub fn names(&self) -> impl Iterator<Item = &str> + '_ {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Returns the errors of invalid entries.
    pub(crate) fn broken(&self) -> impl Iterator<Item = SettingsError> + '_ {
        self.broken.iter().map(|broken| SettingsError {
            file: self.file.clone(),
            line: broken.line,
            entry: Some(broken.number),
            name: broken.name.clone(),
            problem: broken.why.clone().into(),
        })
    }

    /// Creates an error of the whole list.
    pub(crate) fn error_of_list(&self, problem: Problem) -> SettingsError {
        SettingsError { file: self.file.clone(), line: None, entry: None, name: None, problem }
    }

    /// Creates the error of an entry. The line is that of the entry, unless `line` is known.
    pub(crate) fn error(
        &self,
        entry: &Entry,
        line: Option<usize>,
        problem: Problem,
    ) -> SettingsError {
        SettingsError {
            file: self.file.clone(),
            line: line.or(entry.line),
            entry: Some(entry.number),
            name: Some(entry.name.clone()),
            problem,
        }
    }
}

impl<N: Into<String>> FromIterator<N> for Settings {
    fn from_iter<I: IntoIterator<Item = N>>(names: I) -> Self {
        let entry = |(at, name): (usize, N)| Entry {
            number: at + 1,
            name: name.into(),
            options: None,
            line: None,
        };
        let entries = names.into_iter().enumerate().map(entry).collect();
        Self { file: None, entries, broken: Vec::new() }
    }
}

impl<'de> Deserialize<'de> for Settings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Node::deserialize(deserializer)?;
        Self::of_list(list)
            .map_err(|found| serde_core::de::Error::custom(Problem::NotAList { found }))
    }
}
