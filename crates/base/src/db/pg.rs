//! PostgreSQL: threads that each own one connection and a small runtime, behind the same queues as SQLite.
//!
//! A storage function stays a plain synchronous function: each statement blocks its thread, not the server's runtime. Writers
//! and readers have their own threads, so a page full of lists cannot hold up what comes in. A connection that breaks is made
//! anew: a read begins again on another one, a write that was not yet committed is answered 503, and a commit without an answer
//! is [`DbError::Unsure`].

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::job::{Job, Verdict};
use super::pg_link::{Connector, PgLink};
use super::queue::Queue;
use super::tx::{Mode, Tx};
use super::{DbOptions, Shared};
use crate::error::{DbError, Error, Result};

/// How often a job runs that loses against other transactions.
const ATTEMPTS: u32 = 10;
/// Pauses between attempts to connect, doubled from the first to the last.
const BACKOFF: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(3)];

const BEGIN_WRITE: &str = "begin isolation level read committed read write";
const BEGIN_READ: &str = "begin isolation level repeatable read read only";

/// Starts the threads; they connect with their first job.
pub(super) fn open(options: &DbOptions, shared: &Shared) -> Result<Vec<JoinHandle<()>>> {
    let connector = Arc::new(Connector::new(&options.url, options.write_limit)?);
    let mut threads = Vec::new();
    let kinds = [(Mode::Write, options.writers, &shared.writes), (Mode::Read, options.readers, &shared.reads)];
    for (mode, count, jobs) in kinds {
        for number in 0..count.max(1) {
            let (jobs, shared, connector) = (Arc::clone(jobs), shared.clone(), Arc::clone(&connector));
            let name = format!("postgres-{}-{number}", if mode == Mode::Write { "write" } else { "read" });
            let worker = Worker { mode, shared, connector, link: None, pause: None };
            threads.push(super::lite::spawn(&name, move || worker.serve(&jobs))?);
        }
    }
    Ok(threads)
}

/// One thread and its connection.
struct Worker {
    mode: Mode,
    shared: Shared,
    connector: Arc<Connector>,
    link: Option<PgLink>,
    /// After a failed attempt to connect: until when, and how long the next pause is.
    pause: Option<(Instant, Duration)>,
}

/// How a transaction ended that did not commit.
enum Ended {
    /// Rolled back; the job knows why.
    Refused,
    /// Rolled back because of another transaction.
    Lost,
    /// The connection was cut under a read, which has changed nothing.
    Cut(DbError),
    /// The job may not know why.
    Broken(DbError),
}

impl Worker {
    fn serve(mut self, jobs: &Queue<Box<dyn Job>>) {
        while let Some(mut job) = jobs.pop() {
            if job.abandoned() {
                continue;
            }
            let failure = self.serve_one(&mut *job).err();
            job.finish(failure);
        }
    }

    fn serve_one(&mut self, job: &mut dyn Job) -> Result<()> {
        for attempt in 1.. {
            match self.transact(job) {
                Ok(()) | Err(Ended::Refused) => break,
                // Once: other connections of a database that has been away are as dead, but a new one is not.
                Err(Ended::Cut(_)) if attempt == 1 => {}
                Err(Ended::Broken(error) | Ended::Cut(error)) => return Err(Error::Db(error)),
                Err(Ended::Lost) if attempt >= ATTEMPTS => {
                    return Err(Error::Db(DbError::Contended(format!("{ATTEMPTS} attempts"))));
                }
                Err(Ended::Lost) => std::thread::sleep(jitter(attempt)),
            }
        }
        Ok(())
    }

    /// One run of the job in one transaction.
    fn transact(&mut self, job: &mut dyn Job) -> Result<(), Ended> {
        let mode = self.mode;
        let now = self.shared.clock.now();
        let begin = if mode == Mode::Write { BEGIN_WRITE } else { BEGIN_READ };
        let bus = self.shared.bus.clone();
        let link = self.link().map_err(Ended::Broken)?;
        link.begin(begin, job.limit());
        let tx = Tx::new(link, mode, now);
        let verdict = job.run(&tx);
        let failure = tx.failure();
        let topics = tx.into_topics();
        let ended = match verdict {
            Verdict::Rollback if mode == Mode::Read && link.was_cut() => {
                Err(Ended::Cut(failure.unwrap_or_else(|| DbError::Unavailable("the connection was cut".to_owned()))))
            }
            Verdict::Commit => link.commit().map_err(|error| match error {
                DbError::Contended(_) if mode == Mode::Write => Ended::Lost,
                error => Ended::Broken(error),
            }),
            // On a dead connection there is nothing to roll back, and the job is free to run on another one.
            _ if mode == Mode::Write && link.never_began() => Err(Ended::Lost),
            // What a failing rollback says is nothing new: the statement's own error is the reason.
            _ => Err(match (link.rollback(), failure) {
                (Ok(()), _) if verdict == Verdict::Again => Ended::Lost,
                (Ok(()), _) => Ended::Refused,
                (Err(_), Some(error)) | (Err(error), None) => Ended::Broken(error),
            }),
        };
        if !link.is_healthy() {
            self.link = None;
        }
        ended.map(|()| {
            if mode == Mode::Write {
                self.shared.commits.fetch_add(1, Ordering::Relaxed);
            }
            bus.wake_all(topics);
        })
    }

    /// The connection, made anew when the old one broke while it was idle.
    fn link(&mut self) -> Result<&mut PgLink, DbError> {
        if self.link.as_ref().is_some_and(|link| !link.answers()) {
            self.link = None;
        }
        if self.link.is_none() {
            self.link = Some(self.connect()?);
        }
        self.link.as_mut().ok_or_else(|| DbError::Unavailable("not connected".to_owned()))
    }

    fn connect(&mut self) -> Result<PgLink, DbError> {
        if let Some((until, _)) = self.pause
            && Instant::now() < until
        {
            return Err(DbError::Unavailable("the database cannot be reached".to_owned()));
        }
        match PgLink::connect(&self.connector, Arc::clone(&self.shared.shift)) {
            Ok(link) => {
                self.pause = None;
                Ok(link)
            }
            Err(error) => {
                let pause = self.pause.map_or(BACKOFF[0], |(_, pause)| (pause * 2).min(BACKOFF[1]));
                self.pause = Some((Instant::now() + pause, pause));
                tracing::warn!(%error, "cannot connect to the database: {error}");
                Err(error)
            }
        }
    }
}

/// A pause that grows and differs, so that two losers do not meet again.
fn jitter(attempt: u32) -> Duration {
    let mut byte = [0_u8; 1];
    let random = if getrandom::fill(&mut byte).is_ok() { u64::from(byte[0]) } else { 128 };
    let most = 4_000_u64 << attempt.min(6);
    Duration::from_micros(500 + most * random / 255)
}
