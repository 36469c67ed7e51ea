//! [`SettingsErrors`]: all errors in a list of layers.

use std::{
    error::Error,
    fmt,
    path::{Path, PathBuf},
};

use super::problem::Problem;

/// All errors in a list of layers, in its order. Never empty.
///
/// The text has a line for each error, followed by a line that says what to do:
///
/// ```
/// use middleware_core::{chain::layer_fn, settings::{Registry, Settings}};
///
/// let mut registry = Registry::<u32, u32>::new();
/// registry.add("shop.Double", || layer_fn(|get_response| Double { get_response }));
/// # use middleware_core::{BoxHandler, Capability, GetResponse, Handler, Mode, Plan, SyncMiddleware, mode};
/// # struct Double { get_response: GetResponse<BoxHandler<u32, u32>> }
/// # impl Handler<u32> for Double {
/// #     type Response = u32;
/// #     type Mode = mode::SyncMode;
/// #     fn mode(&self) -> Mode { Mode::Sync }
/// # }
/// # impl SyncMiddleware<u32> for Double {
/// #     fn call(&self, request: u32) -> u32 { request }
/// # }
///
/// let settings: Settings = ["shop.Doubel"].into_iter().collect();
/// let errors = registry.build(&settings, |n: u32| n).unwrap_err();
/// assert_eq!(errors.to_string(), "\
/// entry 1, `shop.Doubel`: no layer of this name is registered
///   help: did you mean `shop.Double`?");
/// ```
pub struct SettingsErrors {
    pub(super) errors: Vec<SettingsError>,
}

impl SettingsErrors {
    /// Returns `Ok` if there are no errors.
    pub(crate) fn of(mut errors: Vec<SettingsError>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        errors.sort_by_key(|error| (error.entry, error.line));
        Err(Self { errors })
    }

    /// Returns the errors, in the order of the list.
    pub fn iter(&self) -> std::slice::Iter<'_, SettingsError> {
        self.errors.iter()
    }
}

impl From<SettingsError> for SettingsErrors {
    fn from(error: SettingsError) -> Self {
        Self { errors: vec![error] }
    }
}

impl IntoIterator for SettingsErrors {
    type Item = SettingsError;
    type IntoIter = std::vec::IntoIter<SettingsError>;

    fn into_iter(self) -> Self::IntoIter {
        self.errors.into_iter()
    }
}

impl<'a> IntoIterator for &'a SettingsErrors {
    type Item = &'a SettingsError;
    type IntoIter = std::slice::Iter<'a, SettingsError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            if at > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

// `main` prints the `Debug` form of the error that it returns.
impl fmt::Debug for SettingsErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Error for SettingsErrors {
    /// Returns the source of the first error that has one.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.errors.iter().find_map(Error::source)
    }
}

/// One error, with its position as far as it is known.
#[derive(Debug, thiserror::Error)]
pub struct SettingsError {
    pub(crate) file: Option<PathBuf>,
    pub(crate) line: Option<usize>,
    /// Counted from 1.
    pub(crate) entry: Option<usize>,
    pub(crate) name: Option<String>,
    #[source]
    pub(crate) problem: Problem,
}

impl SettingsError {
    /// Returns the file.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Returns the line of the file, counted from 1.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
    }

    /// Returns the number of the entry in the list, counted from 1.
    #[must_use]
    pub const fn entry(&self) -> Option<usize> {
        self.entry
    }

    /// Returns the name of the layer.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns what is wrong.
    #[must_use]
    pub const fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => write!(f, "{}:{line}: ", file.display())?,
            (Some(file), None) => write!(f, "{}: ", file.display())?,
            (None, Some(line)) => write!(f, "line {line}: ")?,
            (None, None) => {}
        }
        // Escaped, so that text from a file cannot forge lines on a terminal.
        let name = self.name.as_ref().map(|name| name.escape_debug());
        match (self.entry, name) {
            (Some(entry), Some(name)) => write!(f, "entry {entry}, `{name}`: ")?,
            (Some(entry), None) => write!(f, "entry {entry}: ")?,
            (None, Some(name)) => write!(f, "`{name}`: ")?,
            (None, None) => {}
        }
        write!(f, "{}", self.problem)?;
        match self.problem.help(self.name.as_deref().unwrap_or_default()) {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}
