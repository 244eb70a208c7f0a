//! A transaction as storage functions see it, the same on both engines.
//!
//! A failed statement ends the transaction: PostgreSQL would refuse every further one, so the seam does too, on SQLite as
//! well, and an error that a storage function swallows still rolls back. Use `on conflict` where a conflict is expected.

use std::cell::RefCell;

use super::link::{Link, Request};
use super::row::{FromRow, Row};
use super::sql::RowsText;
use super::{Engine, Val};
use crate::bus::Topic;
use crate::error::{DbError, Error, Result};
use crate::events::{self, NewEvent};

/// Most parameters of one statement; SQLite's own bound is 32,766.
const MAX_PARAMETERS: usize = 30_000;

/// An open transaction.
pub struct Tx<'c> {
    link: &'c dyn Link,
    /// Time of the events that this transaction appends.
    now: i64,
    mode: Mode,
    state: RefCell<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Read,
    Write,
}

#[derive(Default)]
struct State {
    failed: Option<DbError>,
    events: Vec<NewEvent>,
    topics: Vec<Topic>,
}

impl std::fmt::Debug for Tx<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("engine", &self.engine()).field("mode", &self.mode).finish_non_exhaustive()
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(link: &'c dyn Link, mode: Mode, now: i64) -> Self {
        Self { link, now, mode, state: RefCell::default() }
    }

    /// All rows.
    pub fn query<R: FromRow>(&self, sql: &str, params: &[Val]) -> Result<Vec<R>> {
        let mut found = Vec::new();
        self.run(&Request::one(sql, params), &mut found)?;
        Ok(found)
    }

    /// The first row, if there is one.
    pub fn optional<R: FromRow>(&self, sql: &str, params: &[Val]) -> Result<Option<R>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row, or [`Error::NotFound`].
    pub fn one<R: FromRow>(&self, sql: &str, params: &[Val]) -> Result<R> {
        self.optional(sql, params)?.ok_or(Error::NotFound)
    }

    /// Hands every row to `each` while it is read, so that a table of any size fits into memory. The first error ends it.
    pub fn each(&self, sql: &str, params: &[Val], each: &mut dyn FnMut(&Row<'_>) -> Result<()>) -> Result<()> {
        self.refuse_after_failure()?;
        let request = Request::one(sql, params);
        let mut refused = None;
        let ran = request.check().and_then(|()| {
            self.link.run(&request, &mut |row| {
                each(row).map_err(|error| {
                    refused = Some(error);
                    DbError::Other("the reader of the rows gave up".to_owned())
                })
            })
        });
        match (ran, refused) {
            (_, Some(error)) => {
                self.fail(DbError::Other("the reader of the rows gave up".to_owned()));
                Err(error)
            }
            (Err(error), None) => Err(self.fail(error)),
            (Ok(_), None) => Ok(()),
        }
    }

    /// How many rows were written, or returned by a statement that returns rows.
    pub fn execute(&self, sql: &str, params: &[Val]) -> Result<u64> {
        self.run::<()>(&Request::one(sql, params), &mut Vec::new())
    }

    /// Runs a statement with one `values {rows:bigint,text,…}` for all `rows`; `shared` are `$1` … before them.
    ///
    /// Many rows are cut into several statements, so it must not matter to the statement which rows come together, and the
    /// answers of one statement stand before those of the next, whatever `order by` says. Columns of
    /// such a list get names in a common table expression, the one place where both engines take them:
    /// `with given(id, name) as (values {rows:bigint,text}) …`.
    pub fn query_rows<R: FromRow>(&self, sql: &str, shared: &[Val], rows: &[Vec<Val>]) -> Result<Vec<R>> {
        let mut found = Vec::new();
        self.run_rows(sql, shared, rows, &mut found)?;
        Ok(found)
    }

    /// [`Tx::query_rows`] that only counts.
    pub fn execute_rows(&self, sql: &str, shared: &[Val], rows: &[Vec<Val>]) -> Result<u64> {
        self.run_rows::<()>(sql, shared, rows, &mut Vec::new())
    }

    /// Ids for `count` rows to be of a table with a `{pk}`, ascending; nobody else gets them. Rows written with ids of their own
    /// need no `returning`, which costs SQLite a temporary table for each of them, and their order is certain on both engines.
    pub fn new_ids(&self, table: &str, count: usize) -> Result<Vec<i64>> {
        let count = i64::try_from(count).map_err(Error::internal)?;
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.engine() == Engine::Sqlite {
            // The one writer is alone, and a row with its own id moves the sequence.
            let last: Option<i64> =
                self.optional("select seq from sqlite_sequence where name = $1", &[table.into()])?;
            let last = last.unwrap_or(0);
            return Ok((last + 1..=last + count).collect());
        }
        let sql = "select nextval(pg_get_serial_sequence($1, 'id')) from generate_series(1, $2)";
        let mut ids: Vec<i64> = self.query(sql, &[table.into(), count.into()])?;
        ids.sort_unstable();
        Ok(ids)
    }

    /// The database's clock, milliseconds since 1970: for leases, which several nodes compare. Other times come from the
    /// injected clock.
    #[must_use]
    pub fn db_now(&self) -> i64 {
        self.link.now()
    }

    /// Which engine runs this; almost nothing should ask.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.link.engine()
    }

    /// Appends to the log of the project. Numbered and written as the last statements of the transaction; the bus is woken
    /// after the commit.
    pub fn event(&self, event: NewEvent) {
        self.state.borrow_mut().events.push(event);
    }

    /// Wakes listeners after the commit, and only then.
    pub fn wake(&self, topic: Topic) {
        self.state.borrow_mut().topics.push(topic);
    }

    /// Statements without parameters, for migrations.
    pub(super) fn script(&self, sql: &str) -> Result<()> {
        self.refuse_after_failure()?;
        self.link.script(sql).map_err(|error| self.fail(error))
    }

    /// Writes the events down. The first error of any statement wins over an `Ok` that swallowed it.
    pub(super) fn complete(&self) -> Result<()> {
        self.refuse_after_failure()?;
        let events = std::mem::take(&mut self.state.borrow_mut().events);
        if events.is_empty() {
            return Ok(());
        }
        if self.mode == Mode::Read {
            return Err(Error::internal("an event was appended in a read transaction"));
        }
        let projects = events::append(self, self.now, events)?;
        self.state.borrow_mut().topics.extend(projects.into_iter().map(Topic::Events));
        Ok(())
    }

    /// What to wake once the commit is done.
    pub(super) fn into_topics(self) -> Vec<Topic> {
        self.state.into_inner().topics
    }

    /// The error of a statement, if one failed.
    pub(super) fn failure(&self) -> Option<DbError> {
        self.state.borrow().failed.clone()
    }

    fn run<R: FromRow>(&self, request: &Request<'_>, found: &mut Vec<R>) -> Result<u64> {
        self.refuse_after_failure()?;
        let mut run = || {
            request.check()?;
            self.link.run(request, &mut |row| {
                found.push(R::from_row(row)?);
                Ok(())
            })
        };
        run().map_err(|error| self.fail(error))
    }

    fn run_rows<R: FromRow>(&self, sql: &str, shared: &[Val], rows: &[Vec<Val>], found: &mut Vec<R>) -> Result<u64> {
        if rows.is_empty() {
            return Ok(0);
        }
        let text = RowsText::parse(sql).map_err(|error| self.fail(error))?;
        let columns = text.columns();
        if let Some(row) = rows.iter().find(|row| row.len() != columns) {
            let message = format!("a row of {} values for {columns} columns", row.len());
            return Err(self.fail(DbError::Other(message)));
        }
        let at_once = (MAX_PARAMETERS.saturating_sub(shared.len()) / columns).max(1);
        let mut count = 0;
        for chunk in rows.chunks(at_once) {
            count += self.run(&Request { sql, shared, rows: Some((&text, chunk)) }, found)?;
        }
        Ok(count)
    }

    fn refuse_after_failure(&self) -> Result<()> {
        match &self.state.borrow().failed {
            Some(error) => Err(Error::Db(error.clone())),
            None => Ok(()),
        }
    }

    fn fail(&self, error: DbError) -> Error {
        self.state.borrow_mut().failed = Some(error.clone());
        Error::Db(error)
    }
}
