//! [`Format`]: the formats of settings.

use std::{fmt, path::Path};

use super::{node::Node, syntax::SyntaxError};

/// A format of settings.
///
/// ```
/// use middleware_core::settings::Format;
///
/// assert_eq!(Format::of_file("shop/settings.toml"), Some(Format::Toml));
/// assert_eq!(Format::of_file("shop/settings.ini"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// `.toml`
    Toml,
    /// `.json`
    #[cfg(feature = "settings-json")]
    Json,
    /// `.yaml` or `.yml`
    #[cfg(feature = "settings-yaml")]
    Yaml,
}

impl Format {
    /// Returns the format that belongs to the extension of a file's name, if it is supported.
    #[must_use]
    pub fn of_file(path: impl AsRef<Path>) -> Option<Self> {
        let extension = path.as_ref().extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "toml" => Some(Self::Toml),
            #[cfg(feature = "settings-json")]
            "json" => Some(Self::Json),
            #[cfg(feature = "settings-yaml")]
            "yaml" | "yml" => Some(Self::Yaml),
            _ => None,
        }
    }

    pub(super) fn parse(self, text: &str) -> Result<Node, Vec<SyntaxError>> {
        match self {
            Self::Toml => super::toml::parse(text),
            #[cfg(feature = "settings-json")]
            Self::Json => super::json::parse(text),
            #[cfg(feature = "settings-yaml")]
            Self::Yaml => super::yaml::parse(text),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Toml => "TOML",
            #[cfg(feature = "settings-json")]
            Self::Json => "JSON",
            #[cfg(feature = "settings-yaml")]
            Self::Yaml => "YAML",
        })
    }
}
