//! One PostgreSQL connection: connecting, statements, the end of a transaction.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use futures_util::TryStreamExt as _;
use tokio::runtime::Runtime;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::cache::Cache;
use super::link::{Link, Request};
use super::row::{Row, Source};
use super::{Engine, pg_error, pg_tls};
use crate::error::{DbError, Result};

/// How long connecting may take, all steps together.
const CONNECT: Duration = Duration::from_secs(5);
/// What the server gets beyond its own limit before the connection counts as dead.
const GRACE: Duration = Duration::from_secs(5);
/// How long an idle connection is believed to live without asking it.
const BELIEVED: Duration = Duration::from_secs(1);
/// How often the database's clock is read again.
const CLOCK: Duration = Duration::from_secs(30);
const STATEMENTS: usize = 512;

/// Where and how to connect.
pub(super) struct Connector {
    config: tokio_postgres::Config,
    tls: MakeRustlsConnect,
    limit: Duration,
}

impl Connector {
    pub(super) fn new(url: &str, limit: Duration) -> Result<Self> {
        let (mut config, tls) = pg_tls::parse(url)?;
        config.connect_timeout(CONNECT);
        config.keepalives_idle(Duration::from_secs(30));
        if config.get_application_name().is_none() {
            config.application_name("beseda");
        }
        Ok(Self { config, tls, limit })
    }
}

/// A connection owned by one thread.
pub(super) struct PgLink {
    // Before the runtime: dropping the client ends the connection's task.
    client: Client,
    runtime: Runtime,
    statements: RefCell<Cache<Statement>>,
    /// Sent together with the first statement, which saves a round trip.
    begin: Cell<Option<&'static str>>,
    open: Cell<bool>,
    /// Whether the server has answered BEGIN; before that nothing of the transaction can have happened.
    begun: Cell<bool>,
    broken: Cell<bool>,
    /// Broken because nothing came back in time: asking again would take as long.
    silent: Cell<bool>,
    used: Cell<Instant>,
    deadline: Cell<Option<Instant>>,
    limit: Duration,
    /// The database's clock at a moment of ours.
    clock: Cell<(Instant, i64)>,
    shift: Arc<AtomicI64>,
}

impl PgLink {
    pub(super) fn connect(connector: &Connector, shift: Arc<AtomicI64>) -> Result<Self, DbError> {
        let unavailable = |error: &dyn std::fmt::Display| DbError::Unavailable(format!("cannot connect: {error}"));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| unavailable(&error))?;
        let limit = connector.limit.as_millis();
        // An idle transaction can only be one whose client is gone without a word.
        let settings = format!(
            "set statement_timeout = {limit}; set idle_in_transaction_session_timeout = 60000; \
             set default_transaction_isolation = 'read committed'; set client_min_messages = warning"
        );
        let client = runtime.block_on(async {
            let connecting = async {
                let (client, connection) = connector.config.connect(connector.tls.clone()).await?;
                tokio::runtime::Handle::current().spawn(connection);
                client.batch_execute(&settings).await?;
                Ok::<_, tokio_postgres::Error>(client)
            };
            match tokio::time::timeout(CONNECT, connecting).await {
                Ok(client) => client.map_err(|error| DbError::Unavailable(pg_error::text("cannot connect", &error))),
                Err(_) => Err(unavailable(&"no answer")),
            }
        })?;
        let now = Instant::now();
        let link = Self {
            client,
            runtime,
            statements: RefCell::new(Cache::new(STATEMENTS)),
            begin: Cell::new(None),
            open: Cell::new(false),
            begun: Cell::new(false),
            broken: Cell::new(false),
            silent: Cell::new(false),
            used: Cell::new(now),
            deadline: Cell::new(None),
            limit: connector.limit,
            clock: Cell::new((now, 0)),
            shift,
        };
        link.read_clock()?;
        Ok(link)
    }

    /// Whether the connection still lives: asks when it has not been used for a while.
    pub(super) fn answers(&self) -> bool {
        if self.client.is_closed() || self.broken.get() {
            return false;
        }
        if self.clock.get().0.elapsed() > CLOCK {
            return self.read_clock().is_ok();
        }
        self.used.get().elapsed() < BELIEVED || self.wait(self.client.check_connection()).is_ok()
    }

    /// Whether it may be used for another transaction.
    pub(super) fn is_healthy(&self) -> bool {
        !self.broken.get() && !self.open.get() && !self.client.is_closed()
    }

    /// Whether the connection turned out to be dead when the transaction was to begin.
    pub(super) fn never_began(&self) -> bool {
        self.broken.get() && !self.begun.get()
    }

    /// Whether the connection ended, by the server's word or by the network's.
    pub(super) fn was_cut(&self) -> bool {
        self.broken.get() && !self.silent.get()
    }

    pub(super) fn begin(&self, sql: &'static str, limit: Option<Duration>) {
        self.begin.set(Some(sql));
        self.begun.set(false);
        self.deadline.set(limit.map(|limit| Instant::now() + limit));
    }

    /// An error that leaves open whether the work stands is [`DbError::Unsure`].
    pub(super) fn commit(&self) -> Result<(), DbError> {
        if self.begin.take().is_some() {
            return Ok(());
        }
        self.deadline.set(None);
        match self.wait(self.client.batch_execute("commit")) {
            Ok(()) => {
                self.open.set(false);
                Ok(())
            }
            Err(DbError::Unavailable(why)) => Err(DbError::Unsure(why)),
            Err(error) => {
                // The server has said no, so the transaction is over.
                self.open.set(false);
                Err(error)
            }
        }
    }

    pub(super) fn rollback(&self) -> Result<(), DbError> {
        if self.begin.take().is_some() {
            return Ok(());
        }
        self.deadline.set(None);
        self.wait(self.client.batch_execute("rollback"))?;
        self.open.set(false);
        Ok(())
    }

    fn read_clock(&self) -> Result<(), DbError> {
        let sql = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";
        let asked = Instant::now();
        let row = self.wait(self.client.query_one(sql, &[]))?;
        let now = row.try_get::<_, i64>(0).map_err(|error| DbError::Other(error.to_string()))?;
        // The answer was true somewhere between asking and hearing.
        self.clock.set((asked + asked.elapsed() / 2, now));
        Ok(())
    }

    /// Waits for the server, but not for ever.
    fn wait<T>(&self, work: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, DbError> {
        let limit = match self.deadline.get() {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => self.limit,
        };
        let outcome = self.runtime.block_on(async { tokio::time::timeout(limit + GRACE, pin!(work)).await });
        self.used.set(Instant::now());
        match outcome {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => {
                if pg_error::is_of_the_connection(&error) {
                    self.broken.set(true);
                }
                Err(pg_error::translate(&error))
            }
            Err(_) => {
                self.broken.set(true);
                self.silent.set(true);
                Err(DbError::Unavailable("the database does not answer".to_owned()))
            }
        }
    }

    /// Waits for a statement, with the pending BEGIN in front of it.
    fn wait_in_transaction<T>(
        &self,
        work: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, DbError> {
        if self.deadline.get().is_some_and(|deadline| Instant::now() > deadline) {
            return Err(DbError::Unavailable("the transaction ran longer than it may".to_owned()));
        }
        let Some(begin) = self.begin.take() else { return self.wait(work) };
        self.open.set(true);
        // Both are on their way before the first answer comes; polled in this order they are sent in this order.
        let begin = self.client.batch_execute(begin);
        self.wait(async {
            let (begun, result) = futures_util::future::join(begin, work).await;
            begun?;
            self.begun.set(true);
            result
        })
    }

    fn statement(&self, request: &Request<'_>) -> Result<(usize, Statement), DbError> {
        // With arrays the text is the same for any number of rows.
        let (slot, found) = self.statements.borrow_mut().take(request.sql, request.rows.as_ref().map_or(0, |_| 1));
        if let Some(statement) = found {
            return Ok((slot, statement));
        }
        let text = request.text(Engine::Postgres, 1)?;
        Ok((slot, self.wait_in_transaction(self.client.prepare(&text))?))
    }

    fn query(
        &self,
        statement: &Statement,
        params: &[&(dyn ToSql + Sync)],
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<u64, DbError> {
        let mut unreadable = None;
        let count = self.wait_in_transaction(async {
            let mut rows = pin!(self.client.query_raw(statement, params.iter().copied()).await?);
            while let Some(row) = rows.try_next().await? {
                if unreadable.is_none() {
                    unreadable = each(&Row(Source::Pg(&row))).err();
                }
            }
            Ok(rows.rows_affected().unwrap_or(0))
        })?;
        unreadable.map_or(Ok(count), Err)
    }
}

impl Link for PgLink {
    fn engine(&self) -> Engine {
        Engine::Postgres
    }

    fn run(
        &self,
        request: &Request<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<u64, DbError> {
        let (slot, statement) = self.statement(request)?;
        let columns: Vec<Vec<_>> = match &request.rows {
            None => Vec::new(),
            Some((text, rows)) => {
                (0..text.columns()).map(|column| rows.iter().map(|row| &row[column]).collect()).collect()
            }
        };
        let mut params: Vec<&(dyn ToSql + Sync)> = Vec::with_capacity(request.shared.len() + columns.len());
        params.extend(request.shared.iter().map(|value| value as &(dyn ToSql + Sync)));
        params.extend(columns.iter().map(|column| column as &(dyn ToSql + Sync)));
        let expected = statement.params().len();
        let result = if params.len() == expected {
            self.query(&statement, &params, each)
        } else {
            Err(DbError::Other(format!("{} parameters were given, the statement has {expected}", params.len())))
        };
        self.statements.borrow_mut().put(slot, statement);
        result
    }

    fn script(&self, sql: &str) -> Result<(), DbError> {
        self.wait_in_transaction(self.client.batch_execute(sql))
    }

    fn now(&self) -> i64 {
        let (at, now) = self.clock.get();
        let since = i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX);
        now.saturating_add(since).saturating_add(self.shift.load(Ordering::Relaxed))
    }
}
