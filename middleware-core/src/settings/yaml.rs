//! Settings in YAML.

use saphyr::{LoadableYamlNode, MarkedYaml, Scalar, YamlData};

use super::{
    node::{Key, Node, Value},
    syntax::SyntaxError,
};

/// The tree of `text`, or what is wrong with its syntax.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let documents = MarkedYaml::load_from_str(text).map_err(|error| {
        let line = Some(error.marker().line());
        vec![SyntaxError { line, message: error.info().to_owned() }]
    })?;
    let [document] = &documents[..] else {
        let message = match documents.len() {
            0 => "it is empty".to_owned(),
            documents => format!("there are {documents} documents, and one is expected"),
        };
        return Err(vec![SyntaxError { line: None, message }]);
    };
    read(document).map_err(|error| vec![error])
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
                    let message = "a key is no string".to_owned();
                    return Err(SyntaxError { line: Some(key.span.start.line()), message });
                };
                Ok((Key { name, line }, read(value)?))
            });
            Value::Table(entries.collect::<Result<_, _>>()?)
        }
        YamlData::Tagged(..) => return refuse("a tag of one's own has no meaning here"),
        YamlData::Representation(..) | YamlData::Alias(_) | YamlData::BadValue => {
            return refuse("this value cannot be read");
        }
    };
    Ok(Node::new(line, value))
}
