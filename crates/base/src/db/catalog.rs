//! Which tables there are, for tools that carry every row of every room: backup, restore, verify.
//!
//! Kinds of columns are named the same for both engines, so that rows of one can be written into the other.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::migrate::{LOCK_TABLE, TABLE};
use super::{Engine, Row, Tx, Val, params};
use crate::error::{DbError, Error, Result};

/// A table and what is needed to copy it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Name.
    pub name: String,
    /// Columns in the order of the table.
    pub columns: Vec<Column>,
    /// Columns of the primary key.
    pub key: Vec<String>,
    /// Tables that must be filled before this one.
    pub needs: Vec<String>,
    /// Its ids are counted by the database and never come back.
    pub counted: bool,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

/// What a column holds, on either engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ColumnKind {
    Int,
    Bool,
    Float,
    Text,
    Bytes,
}

impl ColumnKind {
    /// From the type in the database's own words.
    fn of(declared: &str) -> Option<Self> {
        Some(match declared.to_ascii_lowercase().as_str() {
            "bigint" | "integer" | "smallint" => Self::Int,
            "boolean" => Self::Bool,
            "double precision" => Self::Float,
            "text" => Self::Text,
            "blob" | "bytea" => Self::Bytes,
            _ => return None,
        })
    }

    /// The word for `{rows:…}`.
    #[must_use]
    pub fn rows_type(self) -> &'static str {
        match self {
            Self::Int => "bigint",
            Self::Bool => "boolean",
            Self::Float => "double",
            Self::Text => "text",
            Self::Bytes => "blob",
        }
    }

    /// The value of a column of this kind.
    pub fn read(self, row: &Row<'_>, index: usize) -> Result<Val, DbError> {
        Ok(match self {
            Self::Int => row.get::<Option<i64>>(index)?.map_or(Val::Null, Val::Int),
            Self::Bool => row.get::<Option<bool>>(index)?.map_or(Val::Null, Val::Bool),
            Self::Float => row.get::<Option<f64>>(index)?.map_or(Val::Null, Val::Float),
            Self::Text => row.get::<Option<String>>(index)?.map_or(Val::Null, Val::Text),
            Self::Bytes => row.get::<Option<Vec<u8>>>(index)?.map_or(Val::Null, Val::Bytes),
        })
    }
}

impl Table {
    /// The columns for a `select` or an `insert`.
    #[must_use]
    pub fn column_list(&self) -> String {
        self.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ")
    }

    /// Position of a column.
    #[must_use]
    pub fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|known| known.name == column)
    }
}

/// Tables of this ending can be made again from the others. They are not copied; whoever copies those says so to their room.
const DERIVED: &str = "_search";

/// A derived table, or one that the engine keeps behind it.
fn is_derived(name: &str) -> bool {
    name.ends_with(DERIVED) || name.contains("_search_")
}

/// The rooms' tables, each after those it needs. The seam's own (`migrations` …) and the derived ones are left out.
pub fn tables(tx: &Tx<'_>) -> Result<Vec<Table>> {
    let found = if tx.engine() == Engine::Sqlite { lite_tables(tx)? } else { pg_tables(tx)? };
    in_order(found.into_iter().filter(|table| table.name != TABLE && table.name != LOCK_TABLE).collect())
}

fn derived_tables(tx: &Tx<'_>) -> Result<Vec<String>> {
    let sql = if tx.engine() == Engine::Sqlite {
        "select name from sqlite_master where type = 'table' and name like '%~_search' escape '~'"
    } else {
        "select cast(table_name as text) from information_schema.tables
         where table_schema = current_schema() and table_type = 'BASE TABLE' and table_name like '%~_search' escape '~'"
    };
    tx.query(sql, &[])
}

/// Whether this database has been migrated at all.
pub fn is_ours(tx: &Tx<'_>) -> Result<bool> {
    let sql = if tx.engine() == Engine::Sqlite {
        "select count(*) from sqlite_master where type = 'table' and name = $1"
    } else {
        "select count(*) from information_schema.tables where table_schema = current_schema() and table_name = $1"
    };
    Ok(tx.one::<i64>(sql, params![TABLE])? > 0)
}

/// The highest id that the table has ever given out, 0 before the first.
pub fn last_id(tx: &Tx<'_>, table: &Table) -> Result<i64> {
    let name = checked(&table.name)?;
    if tx.engine() == Engine::Sqlite {
        return Ok(tx.optional("select seq from sqlite_sequence where name = $1", params![name])?.unwrap_or(0));
    }
    let sequence: String = tx.one("select pg_get_serial_sequence($1, 'id')", params![name])?;
    let (last, called): (i64, bool) = tx.one(&format!("select last_value, is_called from {sequence}"), &[])?;
    Ok(if called { last } else { 0 })
}

/// Makes the table give out ids above `last` only.
pub fn set_last_id(tx: &Tx<'_>, table: &Table, last: i64) -> Result<()> {
    let name = checked(&table.name)?;
    if last <= 0 {
        return Ok(());
    }
    if tx.engine() == Engine::Sqlite {
        // The table has no unique key, so this is not an upsert.
        let known = tx.execute("update sqlite_sequence set seq = max(seq, $2) where name = $1", params![name, last])?;
        if known == 0 {
            tx.execute("insert into sqlite_sequence (name, seq) values ($1, $2)", params![name, last])?;
        }
        return Ok(());
    }
    let sequence: String = tx.one("select pg_get_serial_sequence($1, 'id')", params![name])?;
    let given = last_id(tx, table)?;
    // Rows: `setval` answers, and its regclass is named by text.
    tx.execute("select setval(cast($1 as text)::regclass, $2)", params![sequence, last.max(given)]).map(drop)
}

/// Deletes every table of ours with all rows. Only for a database that is being filled anew in the same transaction.
pub fn drop_all(tx: &Tx<'_>) -> Result<()> {
    let mut tables = tables(tx)?;
    tables.reverse();
    let derived = derived_tables(tx)?;
    let others = tables.iter().map(|table| table.name.as_str()).chain([TABLE, LOCK_TABLE]);
    for name in derived.iter().map(String::as_str).chain(others) {
        tx.script(&format!("drop table if exists {}", checked(name)?))?;
    }
    Ok(())
}

/// Names come from the database or from an archive and become part of a statement.
fn checked(name: &str) -> Result<&str> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if !name.is_empty() && name.len() <= 63 && name.bytes().all(fits) && !name.as_bytes()[0].is_ascii_digit() {
        Ok(name)
    } else {
        Err(Error::internal("a table or column has a name that this program would not give"))
    }
}

fn lite_tables(tx: &Tx<'_>) -> Result<Vec<Table>> {
    let names: Vec<(String, String)> = tx.query(
        "select name, lower(sql) from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'
         order by name",
        &[],
    )?;
    let mut tables = Vec::with_capacity(names.len());
    for (name, sql) in names.into_iter().filter(|(name, _)| !is_derived(name)) {
        let columns: Vec<(String, String, i64)> =
            tx.query("select name, type, pk from pragma_table_info($1) order by cid", params![&name])?;
        let mut key: Vec<(i64, String)> =
            columns.iter().filter(|(.., pk)| *pk > 0).map(|(name, _, pk)| (*pk, name.clone())).collect();
        key.sort();
        let needs: Vec<String> =
            tx.query(r#"select distinct "table" from pragma_foreign_key_list($1)"#, params![&name])?;
        tables.push(Table {
            columns: columns.into_iter().map(|(column, ty, _)| column_of(&name, column, &ty)).collect::<Result<_>>()?,
            key: key.into_iter().map(|(_, name)| name).collect(),
            needs: needs.into_iter().filter(|other| *other != name).collect(),
            counted: sql.contains("autoincrement"),
            name,
        });
    }
    Ok(tables)
}

const PG_COLUMNS: &str = "select cast(c.table_name as text), cast(c.column_name as text), cast(c.data_type as text),
      c.is_identity = 'YES'
    from information_schema.columns c
    join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE'
    order by c.table_name, c.ordinal_position";

const PG_KEYS: &str = "select cast(k.table_name as text), cast(k.column_name as text)
    from information_schema.table_constraints c
    join information_schema.key_column_usage k on k.constraint_schema = c.constraint_schema
      and k.constraint_name = c.constraint_name and k.table_name = c.table_name
    where c.table_schema = current_schema() and c.constraint_type = 'PRIMARY KEY'
    order by k.table_name, k.ordinal_position";

const PG_NEEDS: &str = "select distinct cast(c.table_name as text), cast(u.table_name as text)
    from information_schema.table_constraints c
    join information_schema.constraint_column_usage u on u.constraint_schema = c.constraint_schema
      and u.constraint_name = c.constraint_name
    where c.table_schema = current_schema() and c.constraint_type = 'FOREIGN KEY'";

fn pg_tables(tx: &Tx<'_>) -> Result<Vec<Table>> {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    for (name, column, ty, identity) in tx.query::<(String, String, String, bool)>(PG_COLUMNS, &[])? {
        if is_derived(&name) {
            continue;
        }
        let column = column_of(&name, column, &ty)?;
        let table = tables.entry(name.clone()).or_insert_with(|| Table {
            name,
            columns: Vec::new(),
            key: Vec::new(),
            needs: Vec::new(),
            counted: false,
        });
        table.counted |= identity;
        table.columns.push(column);
    }
    for (name, column) in tx.query::<(String, String)>(PG_KEYS, &[])? {
        if let Some(table) = tables.get_mut(&name) {
            table.key.push(column);
        }
    }
    for (name, other) in tx.query::<(String, String)>(PG_NEEDS, &[])? {
        if let Some(table) = tables.get_mut(&name).filter(|_| name != other) {
            table.needs.push(other);
        }
    }
    Ok(tables.into_values().collect())
}

fn column_of(table: &str, name: String, declared: &str) -> Result<Column> {
    checked(table)?;
    checked(&name)?;
    let kind = ColumnKind::of(declared)
        .ok_or_else(|| Error::internal(format!("{table}.{name} is of the type {declared}, which no migration uses")))?;
    Ok(Column { name, kind })
}

/// Those that need nothing first, then those whose needs are there; within that by name.
fn in_order(mut left: Vec<Table>) -> Result<Vec<Table>> {
    left.sort_by(|a, b| a.name.cmp(&b.name));
    let (mut placed, mut ordered) = (BTreeSet::new(), Vec::with_capacity(left.len()));
    while !left.is_empty() {
        let (ready, waiting): (Vec<Table>, Vec<Table>) =
            left.into_iter().partition(|table| table.needs.iter().all(|other| placed.contains(other)));
        if ready.is_empty() {
            return Err(Error::internal(format!("the table {} needs itself over others", waiting[0].name)));
        }
        placed.extend(ready.iter().map(|table| table.name.clone()));
        ordered.extend(ready);
        left = waiting;
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(name: &str, needs: &[&str]) -> Table {
        let needs = needs.iter().map(|name| (*name).to_owned()).collect();
        Table { name: name.to_owned(), columns: Vec::new(), key: Vec::new(), needs, counted: false }
    }

    #[test]
    fn tables_come_after_what_they_need() {
        let given = vec![table("a", &["c"]), table("b", &[]), table("c", &["b"]), table("d", &["a", "b"])];
        let names: Vec<String> = in_order(given).unwrap().into_iter().map(|table| table.name).collect();
        assert_eq!(names, ["b", "c", "a", "d"]);
        assert!(in_order(vec![table("a", &["b"]), table("b", &["a"])]).is_err());
    }

    #[test]
    fn only_names_of_ours_get_into_statements() {
        assert!(checked("client_keys2").is_ok());
        for odd in ["", "a b", "a;drop", "A", "2a", "ü"] {
            assert!(checked(odd).is_err(), "{odd}");
        }
    }
}
