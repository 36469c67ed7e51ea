//! [`Entry`]: an entry of the list of layers.

use super::{
    near::{is_near, nearest},
    node::{Node, Value},
};

/// An entry of the list of layers.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Counted from 1.
    pub(crate) number: usize,
    pub(crate) name: String,
    pub(crate) options: Option<Node>,
    pub(crate) line: Option<usize>,
}

/// An element of a list that is not an entry, or is an entry with an error.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) number: usize,
    pub(super) name: Option<String>,
    pub(super) line: Option<usize>,
    pub(super) why: NotAnEntry,
}

/// Why an element of a list is not the entry of a layer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAnEntry {
    /// It is neither a name nor a table.
    #[error("this is {0}, not a layer")]
    OfAnotherType(&'static str),
    /// It is a table without a name.
    #[error("it has no `name`")]
    NoName,
    /// It is a table whose `name` is not a string.
    #[error("its `name` is {0}, not a string")]
    NameIsNoString(&'static str),
    /// It is a table with a key other than `name` and `options`.
    #[error("unknown key `{0}`")]
    UnknownKey(String),
}

impl NotAnEntry {
    pub(super) fn help(&self) -> String {
        match self {
            Self::OfAnotherType(_) | Self::NoName | Self::NameIsNoString(_) => {
                "write the name of a layer, or a table of its `name` and its `options`".to_owned()
            }
            Self::UnknownKey(key) => match nearest(key, ["name", "options"]).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("options of the layer belong in `options`: `options.{key}`"),
            },
        }
    }
}

/// Reads an entry. Returns it as far as it can be read, with all its errors.
pub(super) fn read(number: usize, node: Node) -> (Option<Entry>, Vec<Broken>) {
    let (line, kind) = (node.line, node.kind());
    let table = match node.value {
        Value::Text(name) => {
            return (Some(Entry { number, name, options: None, line }), Vec::new());
        }
        Value::Table(table) => table,
        _ => {
            let why = NotAnEntry::OfAnotherType(kind);
            return (None, vec![Broken { number, name: None, line, why }]);
        }
    };
    let (mut name, mut options, mut wrong) = (Err(NotAnEntry::NoName), None, Vec::new());
    for (key, node) in table {
        let kind = node.kind();
        match (key.name.as_str(), node.value) {
            ("name", Value::Text(text)) => name = Ok(text),
            ("name", _) => name = Err(NotAnEntry::NameIsNoString(kind)),
            // An empty `options:` in YAML.
            ("options", Value::Null) => {}
            ("options", value) => options = Some(Node::new(node.line, value)),
            _ => wrong.push((key.line, NotAnEntry::UnknownKey(key.name))),
        }
    }
    let name = name.map_err(|why| {
        // If `name` is misspelt, that is reported as an unknown key.
        let is_misspelt = wrong
            .iter()
            .any(|(_, why)| matches!(why, NotAnEntry::UnknownKey(key) if is_near("name", key)));
        if !is_misspelt {
            wrong.push((line, why));
        }
    });
    let name = name.ok();
    let broken =
        wrong.into_iter().map(|(line, why)| Broken { number, name: name.clone(), line, why });
    let broken = broken.collect();
    (name.map(|name| Entry { number, name, options, line }), broken)
}
