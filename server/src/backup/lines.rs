//! Rows as lines of JSON, and what they hash to.

use std::fmt::Write as _;
use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::manifest::{Listed, content_of, hex};
use crate::store::portable::{Column, Sink, Table, Value};

/// A row as one line. The same row gives the same bytes, whatever database it comes from.
pub(super) fn line(table: &Table, row: &[Value]) -> String {
    let mut line = String::from("{");
    for (column, value) in table.columns.iter().zip(row) {
        if line.len() > 1 {
            line.push(',');
        }
        let json = match value {
            Value::Null => Json::Null,
            Value::Text(text) => Json::from(text.as_str()),
            Value::Integer(number) => Json::from(*number),
            Value::Flag(flag) => Json::from(*flag),
            Value::Bytes(bytes) => Json::from(STANDARD.encode(bytes)),
        };
        let _ = write!(line, "\"{}\":{json}", column.name());
    }
    line.push_str("}\n");
    line
}

/// Reads a line: exactly the columns of the table, each of its type.
pub(super) fn row(table: &Table, line: &str) -> io::Result<Vec<Value>> {
    let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, format!("a row of {}: {what}", table.name));
    let mut fields: Map<String, Json> = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    if fields.len() != table.columns.len() {
        return Err(wrong(format!("{} columns instead of {}", fields.len(), table.columns.len())));
    }
    let value = |column: &Column| {
        let name = column.name();
        let json = fields.remove(name).ok_or_else(|| wrong(format!("no column {name}")))?;
        let value = match (column, json) {
            (_, Json::Null) => Some(Value::Null),
            (Column::Text(_), Json::String(text)) => Some(Value::Text(text)),
            (Column::Integer(_), Json::Number(number)) => number.as_i64().map(Value::Integer),
            (Column::Flag(_), Json::Bool(flag)) => Some(Value::Flag(flag)),
            (Column::Bytes(_), Json::String(text)) => STANDARD.decode(text).ok().map(Value::Bytes),
            _ => None,
        };
        value.ok_or_else(|| wrong(format!("column {name} is of another type")))
    };
    table.columns.iter().map(value).collect()
}

/// Counts and hashes the lines of each table.
#[derive(Default)]
pub(super) struct Tally {
    current: Option<(&'static Table, u64, Sha256)>,
    done: Vec<Listed>,
}

impl Tally {
    pub(super) fn begin(&mut self, table: &'static Table) {
        self.end();
        self.current = Some((table, 0, Sha256::new()));
    }

    /// Adds a row; gives its line.
    pub(super) fn add(&mut self, row: &[Value]) -> io::Result<String> {
        let (table, rows, hash) = self.current.as_mut().ok_or(io::ErrorKind::InvalidInput)?;
        let line = line(table, row);
        hash.update(line.as_bytes());
        *rows += 1;
        Ok(line)
    }

    /// Each table with its rows and hash.
    pub(super) fn tables(mut self) -> Vec<Listed> {
        self.end();
        self.done
    }

    /// The hash over all tables.
    pub(super) fn content(self) -> String {
        content_of(&self.tables())
    }

    fn end(&mut self) {
        if let Some((table, rows, hash)) = self.current.take() {
            self.done.push(Listed { name: table.name.to_owned(), rows, sha256: hex(&hash.finalize()) });
        }
    }
}

impl Sink for Tally {
    fn begin(&mut self, table: &'static Table) -> io::Result<()> {
        Tally::begin(self, table);
        Ok(())
    }

    fn row(&mut self, row: &[Value]) -> io::Result<()> {
        self.add(row).map(drop)
    }
}
