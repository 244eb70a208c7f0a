//! Words that one of the engines keeps for itself, and whether a table or column is called like one.

use super::{Engine, Tx};
use crate::error::Result;

/// Reserved in PostgreSQL (also as a column only after `as`) or in SQLite, lower case, in order.
const RESERVED: [&str; 117] = [
    "add", "all", "alter", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
    "autoincrement", "between", "binary", "both", "case", "cast", "check", "collate", "collation", "column", "commit",
    "concurrently", "constraint", "create", "cross", "current_catalog", "current_date", "current_role",
    "current_schema", "current_time", "current_timestamp", "current_user", "default", "deferrable", "delete", "desc",
    "distinct", "do", "drop", "else", "end", "escape", "except", "exists", "false", "fetch", "for", "foreign", "freeze",
    "from", "full", "grant", "group", "groups", "having", "ilike", "in", "index", "initially", "inner", "insert",
    "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left", "like", "limit", "localtime",
    "localtimestamp", "natural", "not", "nothing", "notnull", "null", "offset", "on", "only", "or", "order", "outer",
    "overlaps", "placing", "primary", "references", "returning", "right", "select", "session_user", "set", "similar",
    "some", "symmetric", "table", "tablesample", "then", "to", "trailing", "transaction", "true", "union", "unique",
    "update", "user", "using", "values", "variadic", "verbose", "when", "where", "window", "with",
];

/// Whether the word is reserved in either engine.
#[must_use]
pub fn reserved(word: &str) -> bool {
    RESERVED.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

const SQLITE_NAMES: &str = "select t.name, c.name from sqlite_master t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite~_%' escape '~'";

const POSTGRES_NAMES: &str = "select cast(table_name as text), cast(column_name as text)
    from information_schema.columns where table_schema = current_schema()";

/// Tables and columns of this database that are called like a reserved word; a test of the migrations wants none.
pub fn reserved_names(tx: &Tx<'_>) -> Result<Vec<String>> {
    let sql = if tx.engine() == Engine::Sqlite { SQLITE_NAMES } else { POSTGRES_NAMES };
    let names: Vec<(String, String)> = tx.query(sql, &[])?;
    let clash = |(table, column): &(String, String)| reserved(table) || reserved(column);
    Ok(names.into_iter().filter(clash).map(|(table, column)| format!("{table}.{column}")).collect())
}
