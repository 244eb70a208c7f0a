//! Rows as lines of JSON: a list in the order of the columns, bytes as base64. The same line whatever the engine.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use beseda_base::db::catalog::{ColumnKind, Table};
use beseda_base::db::{Row, Val};
use beseda_base::error::{DbError, Error, Result};
use serde_json::Value;

/// Reads one row of the table, all columns in order.
pub(super) fn read(table: &Table, row: &Row<'_>) -> Result<Vec<Val>, DbError> {
    table.columns.iter().enumerate().map(|(index, column)| column.kind.read(row, index)).collect()
}

/// Appends the row with a line end.
pub(super) fn write(row: &[Val], out: &mut Vec<u8>) -> Result<()> {
    let cells: Vec<Value> = row.iter().map(cell).collect();
    serde_json::to_writer(&mut *out, &cells).map_err(Error::internal)?;
    out.push(b'\n');
    Ok(())
}

/// The values of a line, by the kinds of the columns.
pub(super) fn parse(table: &Table, line: &str) -> Result<Vec<Val>> {
    let cells: Vec<Value> = serde_json::from_str(line).map_err(|_| damaged(table))?;
    if cells.len() != table.columns.len() {
        return Err(damaged(table));
    }
    let value = |(cell, kind): (Value, ColumnKind)| value(cell, kind).ok_or_else(|| damaged(table));
    cells.into_iter().zip(table.columns.iter().map(|column| column.kind)).map(value).collect()
}

fn cell(value: &Val) -> Value {
    match value {
        Val::Null => Value::Null,
        Val::Int(number) => (*number).into(),
        Val::Bool(flag) => (*flag).into(),
        Val::Float(number) => (*number).into(),
        Val::Text(text) => text.as_str().into(),
        Val::Bytes(bytes) => STANDARD.encode(bytes).into(),
    }
}

fn value(cell: Value, kind: ColumnKind) -> Option<Val> {
    Some(match (cell, kind) {
        (Value::Null, _) => Val::Null,
        (Value::Number(number), ColumnKind::Int) => Val::Int(number.as_i64()?),
        (Value::Number(number), ColumnKind::Float) => Val::Float(number.as_f64()?),
        (Value::Bool(flag), ColumnKind::Bool) => Val::Bool(flag),
        (Value::String(text), ColumnKind::Text) => Val::Text(text),
        (Value::String(text), ColumnKind::Bytes) => Val::Bytes(STANDARD.decode(text).ok()?),
        _ => return None,
    })
}

fn damaged(table: &Table) -> Error {
    Error::internal(format!("a row of the table {} does not have the form its head promises", table.name))
}

#[cfg(test)]
mod tests {
    use beseda_base::db::catalog::Column;

    use super::*;

    #[test]
    fn every_kind_of_value_comes_back() {
        let kinds = [ColumnKind::Int, ColumnKind::Bool, ColumnKind::Float, ColumnKind::Text, ColumnKind::Bytes];
        let columns = kinds.map(|kind| Column { name: "x".to_owned(), kind }).to_vec();
        let table = Table { name: "t".to_owned(), columns, key: Vec::new(), needs: Vec::new(), counted: false };
        let full = vec![
            Val::Int(i64::MIN),
            Val::Bool(true),
            Val::Float(-0.1),
            Val::Text("строка \"с\"\n\u{1}".to_owned()),
            Val::Bytes(vec![0, 255, 10]),
        ];
        for row in [full, vec![Val::Null; 5]] {
            let mut line = Vec::new();
            write(&row, &mut line).unwrap();
            assert_eq!(line.iter().filter(|byte| **byte == b'\n').count(), 1, "a row is one line");
            assert_eq!(
                format!("{:?}", parse(&table, std::str::from_utf8(&line).unwrap()).unwrap()),
                format!("{row:?}")
            );
        }
        for odd in ["[1]", "{}", "[\"1\",true,0.5,\"\",\"\"]", "[1,true,0.5,\"\",\"*\"]", "[1.5,true,0.5,\"\",\"\"]"] {
            assert!(parse(&table, odd).is_err(), "{odd}");
        }
    }
}
