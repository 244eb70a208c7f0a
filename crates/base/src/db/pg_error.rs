//! What PostgreSQL says, in the words both engines share. Values of rows never get into the text.

use std::error::Error as _;

use tokio_postgres::error::{Severity, SqlState};

use crate::error::DbError;

pub(super) fn translate(error: &tokio_postgres::Error) -> DbError {
    let Some(said) = error.as_db_error() else {
        let text = text("postgres", error);
        return if is_of_the_connection(error) { DbError::Unavailable(text) } else { DbError::Other(text) };
    };
    let code = said.code();
    let text = format!("{}: {}", code.code(), said.message());
    match &code.code()[..2] {
        _ if *code == SqlState::UNIQUE_VIOLATION => DbError::Unique(unique_columns(said)),
        _ if *code == SqlState::FOREIGN_KEY_VIOLATION => DbError::Foreign(said.constraint().unwrap_or("").to_owned()),
        // Class 40: serialization failure, deadlock. 55P03: a lock did not come in time.
        "40" => DbError::Contended(text),
        _ if *code == SqlState::LOCK_NOT_AVAILABLE => DbError::Contended(text),
        // 08 connection, 53 resources, 57 the operator or a time limit, 58 system, XX corruption; 25006 a read-only standby.
        "08" | "53" | "57" | "58" | "XX" | "28" => DbError::Unavailable(text),
        _ if *code == SqlState::READ_ONLY_SQL_TRANSACTION => DbError::Unavailable(text),
        // Data exceptions quote the value.
        "22" => DbError::Other(format!("{}: a value does not fit", code.code())),
        _ => DbError::Other(text),
    }
}

/// Whether the connection is over with this error.
pub(super) fn is_of_the_connection(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        Some(said) => matches!(said.parsed_severity(), Some(Severity::Fatal | Severity::Panic)),
        None => error.is_closed() || error.source().is_some_and(|cause| cause.is::<std::io::Error>()),
    }
}

/// The error with its cause.
pub(super) fn text(what: &str, error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => format!("{what}: {}: {}", said.code().code(), said.message()),
        (None, Some(cause)) => format!("{what}: {error}: {cause}"),
        (None, None) => format!("{what}: {error}"),
    }
}

/// `table.a,table.b`, as SQLite names it. The detail has the columns in every language of the server: `… (a, b)=(1, 2) …`;
/// without it the constraint's name must do, which for a key on `a` and `b` is `table__a__b`.
fn unique_columns(said: &tokio_postgres::error::DbError) -> String {
    let (table, constraint) = (said.table().unwrap_or(""), said.constraint().unwrap_or(""));
    let from_detail = said.detail().and_then(|detail| {
        let (_, rest) = detail.split_once('(')?;
        let (columns, _) = rest.split_once(")=(")?;
        Some(columns.split(", ").map(|column| column.trim_matches('"')).collect::<Vec<_>>())
    });
    let from_name = || constraint.strip_prefix(table)?.strip_prefix("__").map(|rest| rest.split("__").collect());
    match from_detail.or_else(from_name) {
        Some(columns) => columns.iter().map(|column| format!("{table}.{column}")).collect::<Vec<_>>().join(","),
        None => constraint.to_owned(),
    }
}
