//! Storage: one SQL text for two engines. The only code that knows there are two.
//!
//! `db.write(move |tx| …)` is one transaction whose answer comes after the commit; `db.read(move |tx| …)` a consistent snapshot.
//! Storage functions are plain synchronous functions over [`Tx`], so no network call can slip into a transaction. What the
//! seam promises: jobs are isolated from each other's errors and panics, the queue is bounded, every statement has a time
//! limit, listeners hear of a commit only after it. What it refuses: an error that is swallowed, NUL in texts, NaN.
//!
//! Rules of the SQL text: lower case, `$1`, times are `bigint` milliseconds passed in, `insert … on conflict … returning`,
//! casts as `cast(x as bigint)`, explicit columns, and
//! the marks `{pk}`, `{blob}`, `{skip_locked}`, `{clustered}`, `{rows:…}`.

mod cache;
pub mod catalog;
mod checkpoint;
mod job;
mod link;
mod lite;
mod lite_copy;
mod lite_error;
mod migrate;
mod pg;
mod pg_error;
mod pg_link;
mod pg_tls;
mod queue;
mod row;
mod sql;
#[cfg(test)]
mod tests;
mod tx;
mod value;
mod words;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

pub use self::lite::{FileLock, lock_file};
pub use self::lite_copy::copy_sqlite;
pub use self::migrate::{Applied, Migration, applied, migrate_within};
pub use self::row::{FromRow, Get, Row};
pub use self::tx::Tx;
pub use self::value::Val;
pub use self::words::{reserved, reserved_names};
pub use crate::{params, row, values};

use self::job::{Job, ReadJob, WriteJob};
use self::queue::{Queue, Refused};
use crate::bus::Bus;
use crate::clock::Clock;
use crate::error::{DbError, Error, Result};

/// The two engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Engine {
    /// Embedded, one process.
    Sqlite,
    /// PostgreSQL, or what speaks its protocol.
    Postgres,
}

/// How to open a database.
#[derive(Debug, Clone)]
pub struct DbOptions {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// Refuse to open a SQLite file that another process has open this way.
    pub exclusive: bool,
    /// Connections that read.
    pub readers: usize,
    /// Connections that write; SQLite always has one.
    pub writers: usize,
    /// How many jobs may wait; the next one is answered 503.
    pub queue: usize,
    /// How long a transaction may read.
    pub read_limit: Duration,
    /// How long a transaction may write.
    pub write_limit: Duration,
    /// Whom to wake after commits.
    pub bus: Bus,
    /// Time of events.
    pub clock: Clock,
}

impl DbOptions {
    /// The usual settings for a server.
    pub fn new(url: impl Into<String>) -> Self {
        let url = url.into();
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        // SQLite's threads compute, PostgreSQL's mostly wait for the network.
        let readers = if url.starts_with("sqlite:") { cores.clamp(2, 16) } else { (cores * 2).clamp(8, 16) };
        Self {
            url,
            exclusive: true,
            readers,
            writers: (cores * 2).clamp(8, 16),
            queue: 2_048,
            read_limit: Duration::from_secs(5),
            write_limit: Duration::from_secs(10),
            bus: Bus::in_process(),
            clock: Clock::system(),
        }
    }
}

/// A database. Clones share it; when the last one is gone, its threads finish what waits and end.
#[derive(Debug, Clone)]
pub struct Db(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    shared: Shared,
    read_limit: Duration,
    write_limit: Duration,
    /// The storage has failed a write, and has not been seen to take one since.
    doubted: AtomicBool,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

/// What the threads have in common with the callers.
#[derive(Clone)]
struct Shared {
    writes: Arc<Queue<Box<dyn Job>>>,
    reads: Arc<Queue<Box<dyn Job>>>,
    bus: Bus,
    clock: Clock,
    /// Added to the database's clock; tests move leases with it.
    shift: Arc<AtomicI64>,
    /// Commits of writers since the opening.
    commits: Arc<AtomicU64>,
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}

impl Db {
    /// Opens the database and asks it once. Runs no migrations.
    pub async fn open(options: &DbOptions) -> Result<Self> {
        let shared = Shared {
            writes: Arc::new(Queue::new(options.queue)),
            reads: Arc::new(Queue::new(options.queue)),
            bus: options.bus.clone(),
            clock: options.clock.clone(),
            shift: Arc::default(),
            commits: Arc::default(),
        };
        let (options, seen) = (options.clone(), shared.clone());
        let (read_limit, write_limit) = (options.read_limit, options.write_limit);
        let opening = tokio::task::spawn_blocking(move || match options.url.strip_prefix("sqlite:") {
            Some(path) => Ok((Engine::Sqlite, lite::open(Path::new(path), &options, &seen)?)),
            None if options.url.starts_with("postgres://") || options.url.starts_with("postgresql://") => {
                Ok((Engine::Postgres, pg::open(&options, &seen)?))
            }
            None => Err(Error::internal("the database URL must begin with sqlite: or postgres://")),
        });
        let opened = opening.await.map_err(Error::internal)?;
        if opened.is_err() {
            // Threads that already run must not wait for ever.
            shared.writes.close();
            shared.reads.close();
        }
        let (engine, threads) = opened?;
        let (doubted, threads) = (AtomicBool::new(false), Mutex::new(threads));
        let db = Self(Arc::new(Inner { engine, shared, read_limit, write_limit, doubted, threads }));
        db.write(|tx| tx.execute("select 1", &[])).await?;
        Ok(db)
    }

    /// Brings the tables up to date; several nodes may call it at once.
    pub async fn migrate(&self, migrations: &[Migration]) -> Result<()> {
        migrate::run(self, migrations).await
    }

    /// One transaction. The answer comes after the commit, which may be shared with other jobs. The closure may run several
    /// times: it does SQL only, and little of it (at most about 500 rows).
    pub async fn write<T, F>(&self, work: F) -> Result<T>
    where
        F: Fn(&Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        self.write_within(Some(self.0.write_limit), work).await
    }

    /// One consistent snapshot, on a connection that cannot write. The closure may run a second time, on another connection,
    /// when the first one broke under it.
    pub async fn read<T, F>(&self, work: F) -> Result<T>
    where
        F: Fn(&Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = ReadJob { work, limit: Some(self.0.read_limit), result: None, reply };
        submit(&self.0.shared.reads, Box::new(job), answer).await
    }

    async fn write_within<T, F>(&self, limit: Option<Duration>, work: F) -> Result<T>
    where
        F: Fn(&Tx<'_>) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let job = WriteJob { work, limit, result: None, reply };
        let written = submit(&self.0.shared.writes, Box::new(job), answer).await;
        if let Err(Error::Unavailable(_) | Error::Db(DbError::Unavailable(_))) = &written {
            self.0.doubted.store(true, Ordering::Relaxed);
        }
        written
    }

    /// Whether the tables can be read, and, after a write that the storage failed (a full disk, say), written again.
    pub async fn ready(&self) -> Result<()> {
        self.read(|tx| tx.execute("select 1", &[])).await?;
        if self.0.doubted.load(Ordering::Relaxed) {
            self.write(migrate::probe).await?;
            self.0.doubted.store(false, Ordering::Relaxed);
        }
        Ok(())
    }

    /// Which engine this is; almost nothing should ask.
    #[must_use]
    pub fn engine(&self) -> Engine {
        self.0.engine
    }

    /// Whom commits wake.
    #[must_use]
    pub fn bus(&self) -> &Bus {
        &self.0.shared.bus
    }

    /// How many commits the writers have made since the opening; on SQLite several jobs share one.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.0.shared.commits.load(Ordering::Relaxed)
    }

    /// The database's clock, milliseconds since 1970.
    pub async fn now_ms(&self) -> Result<i64> {
        self.read(|tx| Ok(tx.db_now())).await
    }

    /// Moves the database's clock as [`Tx::db_now`] tells it, so that a test can let leases run out.
    #[cfg(any(test, feature = "testing"))]
    pub fn shift_clock(&self, milliseconds: i64) {
        self.0.shared.shift.fetch_add(milliseconds, Ordering::Relaxed);
    }

    /// Takes no more jobs, finishes those that wait, closes the connections.
    pub async fn close(&self) {
        self.0.shared.writes.close();
        self.0.shared.reads.close();
        let threads = std::mem::take(&mut *self.0.threads.lock().unwrap_or_else(PoisonError::into_inner));
        let joined = tokio::task::spawn_blocking(move || threads.into_iter().all(|thread| thread.join().is_ok()));
        if !matches!(joined.await, Ok(true)) {
            tracing::error!("a storage thread panicked");
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.shared.writes.close();
        self.shared.reads.close();
    }
}

async fn submit<T>(jobs: &Queue<Box<dyn Job>>, job: Box<dyn Job>, answer: oneshot::Receiver<Result<T>>) -> Result<T> {
    jobs.push(job).map_err(|refused| match refused {
        Refused::Full => Error::Busy,
        Refused::Closed => Error::Unavailable("the database is closed".to_owned()),
    })?;
    answer.await.unwrap_or_else(|_| Err(Error::Unavailable("the storage thread is gone".to_owned())))
}
