//! SQLite: one writer thread with group commit, reader threads with snapshots, checkpoints in the background.
//!
//! The writer puts every waiting job into one transaction and pays one fsync for all. A job that fails or panics is rolled
//! back alone; a COMMIT that fails, fails all. Answers go out after the COMMIT, so nobody hears of what a crash could take back.
//!
//! A savepoint copies every page that is written behind it, which costs a batch of messages a tenth of its time, and almost
//! no job fails after it has written. So jobs run without one until that happens; then all is rolled back, and those before
//! it run once more, each in its savepoint.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags, Statement};

use super::cache::Cache;
use super::job::{Job, Verdict};
use super::link::{Link, Request};
use super::queue::Queue;
use super::row::{Row, Source};
use super::tx::{Mode, Tx};
use super::{DbOptions, Engine, Shared, Val, lite_error};
use crate::bus::Topic;
use crate::clock::Clock;
use crate::error::{DbError, Error, Result};

/// Most jobs in one transaction.
const GROUP_JOBS: usize = 256;
/// No further job joins a transaction that has written so many rows.
const GROUP_ROWS: u64 = 10_000;
/// How long BEGIN waits for another process that writes (a backup tool, a shell).
const BUSY: Duration = Duration::from_secs(5);
/// Virtual machine steps between two looks at the clock.
const STEPS: i32 = 10_000;

/// Rows of one statement, largest first.
const STRIDES: [usize; 4] = [64, 16, 4, 1];

/// The writer touches a dozen indexes for each message, at places all over them; used only as far as it is filled.
const WRITER_CACHE_KIB: i64 = 64_000;

/// Readers look at the file through the system's own cache instead of copying each page out of it: a page of a list whose
/// rows lie far apart costs half. What is more than SQLite allows is cut to that.
const READER_MAP: i64 = 1 << 40;

const WRITER_STATEMENTS: usize = 512;
const READER_STATEMENTS: usize = 192;

type Jobs = Queue<Box<dyn Job>>;

/// Opens the database and starts its threads.
pub(super) fn open(path: &Path, options: &DbOptions, shared: &Shared) -> Result<Vec<JoinHandle<()>>> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| cannot_open(path, &error))?;
    }
    let lock = if options.exclusive { Some(lock_file(path)?) } else { None };
    let writer = connect(path, WRITER_CACHE_KIB)?;
    let checkpoints = super::checkpoint::Checkpoints::start(path, connect(path, 1_000)?)?;
    let mut threads = Vec::new();
    for number in 0..options.readers.max(1) {
        let connection = connect(path, 8_000)?;
        connection.pragma_update(None, "mmap_size", READER_MAP).map_err(|error| cannot_open(path, &error))?;
        connection.pragma_update(None, "query_only", true).map_err(|error| cannot_open(path, &error))?;
        let (jobs, shared) = (Arc::clone(&shared.reads), shared.clone());
        let body = move || read_loop(connection, &jobs, &shared);
        threads.push(spawn(&format!("sqlite-read-{number}"), body)?);
    }
    let shared = shared.clone();
    threads.push(spawn("sqlite-write", move || {
        write_loop(writer, &shared, &checkpoints);
        checkpoints.finish();
        // Only now may another process open the file.
        drop(lock);
    })?);
    Ok(threads)
}

pub(super) fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    let builder = std::thread::Builder::new().name(name.to_owned());
    builder.spawn(body).map_err(|error| Error::internal(format!("cannot start the thread {name}: {error}")))
}

fn cannot_open(path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::Unavailable(format!("cannot open the database {}: {error}", path.display()))
}

/// The right to be the one server of a SQLite file, until it is dropped.
#[derive(Debug)]
pub struct FileLock(#[expect(dead_code, reason = "the lock is given back when the file is closed")] std::fs::File);

/// Two servers on one file would each believe to be the only writer; the lock dies with the process.
pub fn lock_file(path: &Path) -> Result<FileLock> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = std::fs::File::options().create(true).truncate(false).write(true).open(PathBuf::from(name));
    let file = file.map_err(|error| cannot_open(path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(FileLock(file)),
        Err(std::fs::TryLockError::WouldBlock) => {
            Err(cannot_open(path, &"another Beseda has it open; stop that one first"))
        }
        Err(std::fs::TryLockError::Error(error)) => Err(cannot_open(path, &error)),
    }
}

fn connect(path: &Path, cache_kib: i64) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        connection.pragma_update(None, "wal_autocheckpoint", 0)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "temp_store", "memory")?;
        connection.pragma_update(None, "cache_size", -cache_kib)?;
        Ok(connection)
    };
    open().map_err(|error| cannot_open(path, &error))
}

fn write_loop(mut connection: Connection, shared: &Shared, checkpoints: &super::checkpoint::Checkpoints) {
    let watch = Watch::over(&mut connection);
    let link = LiteLink::new(&connection, &watch, shared, WRITER_STATEMENTS);
    while let Some(first) = shared.writes.pop() {
        let group =
            Group { link: &link, shared, watch: &watch, taken: Vec::new(), topics: Vec::new(), savepoints: false };
        group.run(first);
        checkpoints.written();
    }
}

/// The jobs of one transaction.
struct Group<'a, 'c> {
    link: &'a LiteLink<'c>,
    shared: &'a Shared,
    watch: &'a Watch,
    /// What has run, and whether its work stands in the transaction.
    taken: Vec<(Box<dyn Job>, bool)>,
    topics: Vec<Topic>,
    /// A job has failed after it had written: from here on each has its savepoint.
    savepoints: bool,
}

impl Group<'_, '_> {
    fn run(mut self, first: Box<dyn Job>) {
        let connection = self.link.connection;
        let before = connection.total_changes();
        let mut next = Some(first);
        if let Err(error) = self.link.command("begin immediate") {
            return self.fail_waiting(next, &error);
        }
        while let Some(mut job) = next {
            if !job.abandoned() {
                let kept = self.run_one(&mut *job);
                self.taken.push((job, matches!(kept, Ok(true))));
                if let Err(error) = kept {
                    return self.fail(&error);
                }
            }
            let full = self.taken.len() >= GROUP_JOBS || connection.total_changes() - before >= GROUP_ROWS;
            next = if full { None } else { self.shared.writes.try_pop() };
        }
        match self.link.command("commit") {
            Ok(()) => self.finish(),
            Err(error) => self.fail(&error),
        }
    }

    /// Runs a job; whether its work stands. An error means that the whole transaction is gone.
    fn run_one(&mut self, job: &mut dyn Job) -> Result<bool, DbError> {
        let connection = self.link.connection;
        if self.savepoints {
            self.link.command("savepoint job")?;
        }
        let before = connection.total_changes();
        self.link.schema.set(false);
        self.watch.start(job.limit());
        let tx = Tx::new(self.link, Mode::Write, self.shared.clock.now());
        let verdict = job.run(&tx);
        self.watch.stop();
        if verdict == Verdict::Commit {
            if self.savepoints {
                self.link.command("release job")?;
            }
            self.topics.extend(tx.into_topics());
            return Ok(true);
        }
        // After some errors (full disk, interrupted write) SQLite has rolled back everything, other jobs' work too.
        if connection.is_autocommit() {
            let cause = tx.failure().map_or_else(String::new, |error| error.to_string());
            return Err(DbError::Unavailable(format!("the transaction was lost: {cause}")));
        }
        if self.savepoints {
            self.link.command("rollback to job")?;
            self.link.command("release job")?;
        } else if connection.total_changes() != before || self.link.schema.take() {
            self.begin_again()?;
        }
        Ok(false)
    }

    /// Takes back what the last job has written, and with it all before it, who then run once more.
    fn begin_again(&mut self) -> Result<(), DbError> {
        self.link.command("rollback")?;
        self.link.command("begin immediate")?;
        self.savepoints = true;
        self.topics.clear();
        let mut again = std::mem::take(&mut self.taken);
        let mut lost = Ok(());
        for (job, stands) in again.iter_mut().filter(|(_, stands)| *stands) {
            match self.run_one(&mut **job) {
                Ok(now) => *stands = now,
                Err(error) => {
                    lost = Err(error);
                    break;
                }
            }
        }
        self.taken = again;
        lost
    }

    /// After the commit: first the bus, then the answers, so that whoever got an answer has been announced.
    fn finish(self) {
        self.shared.commits.fetch_add(1, Ordering::Relaxed);
        self.shared.bus.wake_all(self.topics);
        for (job, _) in self.taken {
            job.finish(None);
        }
    }

    fn fail(self, error: &DbError) {
        if !self.link.connection.is_autocommit()
            && let Err(error) = self.link.command("rollback")
        {
            tracing::error!(%error, "the transaction cannot be rolled back: {error}");
        }
        for (job, _) in self.taken {
            job.finish(Some(Error::Unavailable(error.to_string())));
        }
    }

    /// BEGIN was refused: what waits is told so instead of waiting for the same refusal again and again.
    fn fail_waiting(self, first: Option<Box<dyn Job>>, error: &DbError) {
        let waiting = first.into_iter().chain(std::iter::from_fn(|| self.shared.writes.try_pop()));
        for job in waiting.take(GROUP_JOBS) {
            job.finish(Some(Error::Db(error.clone())));
        }
    }
}

fn read_loop(mut connection: Connection, jobs: &Jobs, shared: &Shared) {
    let watch = Watch::over(&mut connection);
    let link = LiteLink::new(&connection, &watch, shared, READER_STATEMENTS);
    while let Some(mut job) = jobs.pop() {
        if job.abandoned() {
            continue;
        }
        let failure = read_one(&link, &watch, &mut *job, shared).err();
        job.finish(failure.map(Error::Db));
    }
}

fn read_one(link: &LiteLink<'_>, watch: &Watch, job: &mut dyn Job, shared: &Shared) -> Result<(), DbError> {
    link.command("begin")?;
    watch.start(job.limit());
    job.run(&Tx::new(link, Mode::Read, shared.clock.now()));
    watch.stop();
    if link.connection.is_autocommit() {
        return Ok(());
    }
    link.command("rollback")
}

/// Interrupts what runs longer than it may.
struct Watch {
    start: Instant,
    /// Milliseconds after `start`; `u64::MAX` is never.
    deadline: Arc<AtomicU64>,
}

impl Watch {
    fn over(connection: &mut Connection) -> Self {
        let watch = Self { start: Instant::now(), deadline: Arc::new(AtomicU64::new(u64::MAX)) };
        let (start, deadline) = (watch.start, Arc::clone(&watch.deadline));
        let handler = move || milliseconds(start.elapsed()) > deadline.load(Ordering::Relaxed);
        if let Err(error) = connection.progress_handler(STEPS, Some(handler)) {
            tracing::error!(%error, "statements of this connection have no time limit: {error}");
        }
        watch
    }

    fn start(&self, limit: Option<Duration>) {
        let end = limit.map_or(u64::MAX, |limit| milliseconds(self.start.elapsed() + limit));
        self.deadline.store(end, Ordering::Relaxed);
    }

    fn stop(&self) {
        self.deadline.store(u64::MAX, Ordering::Relaxed);
    }

    fn is_over(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Relaxed);
        deadline != u64::MAX && milliseconds(self.start.elapsed()) > deadline
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// A connection with its prepared statements.
struct LiteLink<'c> {
    connection: &'c Connection,
    statements: RefCell<Cache<Statement<'c>>>,
    watch: &'c Watch,
    clock: Clock,
    shift: Arc<AtomicI64>,
    /// The schema was touched, which no count of changed rows shows.
    schema: Cell<bool>,
}

impl<'c> LiteLink<'c> {
    fn new(connection: &'c Connection, watch: &'c Watch, shared: &Shared, statements: usize) -> Self {
        let statements = RefCell::new(Cache::new(statements));
        Self {
            connection,
            statements,
            watch,
            clock: Clock::system(),
            shift: Arc::clone(&shared.shift),
            schema: Cell::new(false),
        }
    }

    /// A statement of the seam's own, without parameters and time limit.
    fn command(&self, sql: &'static str) -> Result<(), DbError> {
        self.with_statement(sql, 0, &|| Ok(sql.to_owned()), &mut |statement| {
            statement.raw_execute().map(drop).map_err(|error| lite_error::translate(&error))
        })
    }

    fn with_statement<T>(
        &self,
        sql: &str,
        rows: usize,
        text: &dyn Fn() -> Result<String, DbError>,
        work: &mut dyn FnMut(&mut Statement<'c>) -> Result<T, DbError>,
    ) -> Result<T, DbError> {
        let (slot, found) = self.statements.borrow_mut().take(sql, rows);
        let mut statement = match found {
            Some(statement) => statement,
            None => self.connection.prepare(&text()?).map_err(|error| lite_error::translate(&error))?,
        };
        let result = work(&mut statement);
        self.statements.borrow_mut().put(slot, statement);
        result
    }
}

impl Link for LiteLink<'_> {
    fn engine(&self) -> Engine {
        Engine::Sqlite
    }

    fn run(
        &self,
        request: &Request<'_>,
        each: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
    ) -> Result<u64, DbError> {
        if self.watch.is_over() {
            return Err(DbError::Unavailable("the transaction ran longer than it may".to_owned()));
        }
        let Some((given, mut rows)) = request.rows else {
            let text = || request.text(Engine::Sqlite, 0);
            return self.with_statement(request.sql, 0, &text, &mut |statement| {
                self.schema.set(self.schema.get() || (!statement.readonly() && !changes_rows(request.sql)));
                step(statement, request.shared, &[], each)
            });
        };
        let mut count = 0;
        while !rows.is_empty() {
            let size = if given.row_by_row() { 1 } else { stride(rows.len()) };
            // The same statement takes as many strides of its size as there are.
            let (now, later) = rows.split_at(rows.len() - rows.len() % size);
            let text = || request.text(Engine::Sqlite, size);
            count += self.with_statement(request.sql, size, &text, &mut |statement| {
                now.chunks(size).map(|rows| step(statement, request.shared, rows, each)).sum::<Result<u64, DbError>>()
            })?;
            rows = later;
        }
        Ok(count)
    }

    fn script(&self, sql: &str) -> Result<(), DbError> {
        self.schema.set(true);
        self.connection.execute_batch(sql).map_err(|error| lite_error::translate(&error))
    }

    fn now(&self) -> i64 {
        self.clock.now() + self.shift.load(Ordering::Relaxed)
    }
}

/// Whether what a statement writes is counted row by row.
fn changes_rows(sql: &str) -> bool {
    let begins = |word: &str| sql.trim_start().get(..word.len()).is_some_and(|first| first.eq_ignore_ascii_case(word));
    ["insert", "update", "delete", "with"].into_iter().any(begins)
}

/// How many rows the next statement takes: a few sizes, so that the statements for any number of rows stay prepared. Plain
/// inserts and updates take them one by one, which costs SQLite nothing more.
fn stride(rows: usize) -> usize {
    STRIDES.into_iter().find(|stride| *stride <= rows).unwrap_or(1)
}

/// Binds, runs and reads one statement.
fn step(
    statement: &mut Statement<'_>,
    shared: &[Val],
    rows: &[Vec<Val>],
    each: &mut dyn FnMut(&Row<'_>) -> Result<(), DbError>,
) -> Result<u64, DbError> {
    let expected = statement.parameter_count();
    let given = shared.len() + rows.iter().map(Vec::len).sum::<usize>();
    if given != expected {
        return Err(DbError::Other(format!("{given} parameters were given, the statement has {expected}")));
    }
    for (index, value) in shared.iter().chain(rows.iter().flatten()).enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(|error| lite_error::translate(&error))?;
    }
    if statement.column_count() == 0 {
        let count = statement.raw_execute().map_err(|error| lite_error::translate(&error))?;
        return Ok(count as u64);
    }
    let mut count = 0;
    let mut found = statement.raw_query();
    while let Some(row) = found.next().map_err(|error| lite_error::translate(&error))? {
        each(&Row(Source::Lite(row)))?;
        count += 1;
    }
    Ok(count)
}
