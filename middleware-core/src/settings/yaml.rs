//! Reads settings in YAML.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};
use saphyr_parser::{Event, Parser};

use super::{
    node::{Key, Node, Value},
    syntax::SyntaxError,
};

/// The maximum nesting of values, as in JSON.
const DEEPEST: usize = 128;

/// Parses `text`, or returns its syntax error.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SyntaxError>> {
    check(text).map_err(|error| vec![error])?;
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let line = Some(error.marker().line());
        vec![SyntaxError { line, message: error.info().to_owned() }]
    })?;
    let [document] = &documents[..] else {
        let message = match documents.len() {
            0 => "it is empty".to_owned(),
            documents => format!("there are {documents} documents, but one is expected"),
        };
        return Err(vec![SyntaxError { line: None, message }]);
    };
    read(document).map_err(|error| vec![error])
}

/// Rejects input on which the loader would run without end or overflow the stack, because it builds the whole tree first.
fn check(text: &str) -> Result<(), SyntaxError> {
    /// Whether a collection is a mapping whose next node is a key.
    struct Open {
        is_mapping: bool,
        at_key: bool,
    }
    let mut open: Vec<Open> = Vec::new();
    // The loader reports syntax errors.
    for (event, span) in Parser::new_from_str(text).map_while(Result::ok) {
        let refuse = |message: &str| {
            Err(SyntaxError { line: Some(span.start.line()), message: message.to_owned() })
        };
        let is_node = matches!(
            event,
            Event::Alias(_)
                | Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::MappingStart(..)
        );
        if let Some(parent) = open.last_mut().filter(|parent| is_node && parent.is_mapping) {
            if parent.at_key && !matches!(event, Event::Scalar(..)) {
                return refuse("a key is not a string");
            }
            parent.at_key = !parent.at_key;
        }
        match event {
            Event::SequenceStart(..) => open.push(Open { is_mapping: false, at_key: false }),
            Event::MappingStart(..) => open.push(Open { is_mapping: true, at_key: true }),
            Event::SequenceEnd | Event::MappingEnd => drop(open.pop()),
            _ => (),
        }
        if open.len() > DEEPEST {
            return refuse("values are nested too deeply");
        }
    }
    Ok(())
}

fn read(yaml: &MarkedYaml<'_>) -> Result<Node, SyntaxError> {
    let line = Some(yaml.span.start.line());
    let refuse = |message: &str| Err(SyntaxError { line, message: message.to_owned() });
    let value = match &yaml.data {
        YamlData::Value(Scalar::Null) => Value::Null,
        YamlData::Value(Scalar::Boolean(value)) => Value::Bool(*value),
        YamlData::Value(Scalar::Integer(value)) => Value::Integer(*value),
        YamlData::Value(Scalar::FloatingPoint(value)) => Value::Float(value.into_inner()),
        YamlData::Value(Scalar::String(text)) => Value::Text(text.to_string()),
        YamlData::Sequence(list) => Value::List(list.iter().map(read).collect::<Result<_, _>>()?),
        YamlData::Mapping(mapping) => {
            let entries = mapping.iter().map(|(key, value)| {
                let Node { line, value: Value::Text(name) } = read(key)? else {
                    let message = "a key is not a string".to_owned();
                    return Err(SyntaxError { line: Some(key.span.start.line()), message });
                };
                Ok((Key { name, line }, read(value)?))
            });
            Value::Table(entries.collect::<Result<_, _>>()?)
        }
        YamlData::Tagged(..) => return refuse("custom tags are not supported"),
        YamlData::Representation(..) | YamlData::Alias(_) | YamlData::BadValue => {
            return refuse("this value cannot be read");
        }
    };
    Ok(Node::new(line, value))
}
