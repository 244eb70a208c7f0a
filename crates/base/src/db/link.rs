//! What a connection can do for a transaction.

use super::row::Row;
use super::sql::RowsText;
use super::{Engine, Val};
use crate::error::DbError;

/// One statement with its parameters.
#[derive(Debug)]
pub(super) struct Request<'a> {
    /// As written, with `$1` and marks.
    pub(super) sql: &'a str,
    /// `$1` …
    pub(super) shared: &'a [Val],
    /// The rows of `{rows:…}`, if the statement has it.
    pub(super) rows: Option<(&'a RowsText<'a>, &'a [Vec<Val>])>,
}

/// A connection with an open transaction.
pub(super) trait Link {
    fn engine(&self) -> Engine;

    /// Runs the statement, hands every row to `each` and tells how many rows it wrote or returned.
    fn run(&self, request: &Request<'_>, each: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>)
    -> Result<u64, DbError>;

    /// Runs one statement without parameters that is used once.
    fn script(&self, sql: &str) -> Result<(), DbError>;

    /// The database's clock, milliseconds.
    fn now(&self) -> i64;
}

impl<'a> Request<'a> {
    pub(super) fn one(sql: &'a str, params: &'a [Val]) -> Self {
        Self { sql, shared: params, rows: None }
    }

    pub(super) fn check(&self) -> Result<(), DbError> {
        self.shared.iter().try_for_each(Val::check)?;
        self.rows.iter().flat_map(|(_, rows)| rows.iter().flatten()).try_for_each(Val::check)
    }

    pub(super) fn text(&self, engine: Engine, rows: usize) -> Result<String, DbError> {
        match &self.rows {
            None => super::sql::for_engine(engine, self.sql),
            Some((text, _)) => text.text(engine, self.shared.len(), rows),
        }
    }
}
