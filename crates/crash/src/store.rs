//! Looks into the tables directly, past the server. Every cell comes as text, so that one SQL text serves both engines.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::Outcome;

/// Longest until the database lets go of what a killed server had begun.
const SETTLED: Duration = Duration::from_secs(20);
/// What the server calls itself towards PostgreSQL.
const SERVER: &str = "application_name = 'beseda'";

/// A row; an absent value is an empty text.
pub(crate) type Row = Vec<String>;

/// The tables of the server under test.
#[derive(Debug, Clone)]
pub(crate) enum Store {
    /// The file.
    Sqlite(PathBuf),
    /// The address.
    Postgres(String),
}

impl Store {
    /// Rows of a query while the server runs.
    pub(crate) async fn rows(&self, sql: &str) -> Outcome<Vec<Row>> {
        match self {
            Store::Sqlite(path) => read(path, sql),
            Store::Postgres(url) => ask(url, sql).await,
        }
    }

    /// The one number a query gives.
    pub(crate) async fn number(&self, sql: &str) -> Outcome<i64> {
        let rows = self.rows(sql).await?;
        let cell = rows.first().and_then(|row| row.first()).ok_or_else(|| format!("no row: {sql}"))?;
        Ok(cell.parse().unwrap_or(0))
    }

    /// Rows as a killed server left them. Of SQLite's files a copy is read: to mend them is the next life's work.
    pub(crate) async fn rows_left(&self, sql: &str, scratch: &Path) -> Outcome<Vec<Row>> {
        let Store::Sqlite(path) = self else { return self.rows(sql).await };
        let folder = tempfile::tempdir_in(scratch)?;
        let copy = folder.path().join("copy.db");
        for end in ["", "-wal"] {
            let from = with_end(path, end);
            if from.exists() {
                std::fs::copy(&from, with_end(&copy, end))?;
            }
        }
        if !copy.exists() || read(&copy, "select name from sqlite_master where name = 'outbox'")?.is_empty() {
            return Ok(Vec::new());
        }
        read(&copy, sql)
    }

    /// Waits until PostgreSQL has ended what the killed server had begun: it notices the loss when it next looks at the wire.
    pub(crate) async fn settle(&self) -> Outcome {
        if matches!(self, Store::Sqlite(_)) {
            return Ok(());
        }
        let began = Instant::now();
        while self.number(&format!("select count(*) from pg_stat_activity where {SERVER}")).await? > 0 {
            if began.elapsed() > SETTLED {
                return Err("PostgreSQL still works for the killed server".into());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Ok(())
    }

    /// Ends the server's connections under it.
    pub(crate) async fn cut_connections(&self) -> Outcome {
        self.rows(&format!("select count(pg_terminate_backend(pid)) from pg_stat_activity where {SERVER}")).await?;
        Ok(())
    }

    /// Lets time pass for the leases of a killed server: they run by the database's clock and up to three minutes, which no
    /// test waits. Only while no server runs. On SQLite the server does the same at its start, being the only one.
    pub(crate) async fn run_out_leases(&self) -> Outcome {
        if matches!(self, Store::Sqlite(_))
            || self.number("select count(*) from pg_tables where tablename = 'outbox'").await? == 0
        {
            return Ok(());
        }
        for table in ["outbox", "channels"] {
            self.rows(&format!("update {table} set lease_until = 0 where lease_until > 0")).await?;
        }
        Ok(())
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn read(path: &Path, sql: &str) -> Outcome<Vec<Row>> {
    // Writable where it is a copy or a live database: a WAL can be read by nobody who may not write its index.
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "query_only", true)?;
    let mut statement = connection.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| {
        (0..columns)
            .map(|column| {
                Ok(match row.get_ref(column)? {
                    ValueRef::Null => String::new(),
                    ValueRef::Integer(number) => number.to_string(),
                    ValueRef::Real(number) => number.to_string(),
                    ValueRef::Text(text) | ValueRef::Blob(text) => String::from_utf8_lossy(text).into_owned(),
                })
            })
            .collect()
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

async fn ask(url: &str, sql: &str) -> Outcome<Vec<Row>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let mut wire = JoinSet::new();
    wire.spawn(connection);
    let answer = client.simple_query(sql).await?;
    Ok(answer
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).unwrap_or_default().to_owned()).collect())
            }
            _ => None,
        })
        .collect())
}
