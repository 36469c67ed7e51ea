//! Reads settings in TOML.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    lines::Lines,
    node::{Key, Node, Value},
    syntax::SyntaxError,
};

/// Parses `text`, or returns all its syntax errors.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SyntaxError>> {
    let lines = Lines::of(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let errors = errors.into_iter().map(|error| SyntaxError {
            line: error.span().map(|span| lines.line(span.start)),
            message: error.message().to_owned(),
        });
        let mut errors: Vec<_> = errors.collect();
        errors.sort_by_key(|error| error.line);
        return Err(errors);
    }
    let line = lines.line(table.span().start);
    Ok(Node::new(Some(line), Value::Table(read_table(table.get_ref(), &lines))))
}

fn read_table(table: &DeTable<'_>, lines: &Lines) -> Vec<(Key, Node)> {
    // The parser sorts the entries by name; this restores the order of the file.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries = entries.into_iter().map(|(key, value)| {
        let line = Some(lines.line(key.span().start));
        (Key { name: key.get_ref().to_string(), line }, read(value, lines))
    });
    entries.collect()
}

fn read(value: &Spanned<DeValue<'_>>, lines: &Lines) -> Node {
    let line = lines.line(value.span().start);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(integer) => read_integer(integer.as_str(), integer.radix()),
        // The parser has validated it.
        DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Bool(*value),
        DeValue::Datetime(datetime) => Value::Text(datetime.to_string()),
        DeValue::Array(array) => {
            Value::List(array.iter().map(|value| read(value, lines)).collect())
        }
        DeValue::Table(table) => Value::Table(read_table(table, lines)),
    };
    Node::new(Some(line), value)
}

/// Reads an integer. One that fits no integer type becomes text, so that the message shows it.
fn read_integer(digits: &str, radix: u32) -> Value {
    match (i64::from_str_radix(digits, radix), u64::from_str_radix(digits, radix)) {
        (Ok(value), _) => Value::Integer(value),
        (_, Ok(value)) => Value::Unsigned(value),
        _ => Value::Text(digits.to_owned()),
    }
}
