//! A closure on its way to a connection and its result on the way back.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use tokio::sync::oneshot;

use super::tx::Tx;
use crate::error::{DbError, Error, Result};

/// What a thread that owns a connection does with a closure, whatever its types.
pub(super) trait Job: Send {
    /// Whether nobody waits for the answer any more.
    fn abandoned(&self) -> bool;

    /// How long it may run.
    fn limit(&self) -> Option<Duration>;

    /// Runs the closure and writes the events; keeps the result for [`Job::finish`].
    fn run(&mut self, tx: &Tx<'_>) -> Verdict;

    /// Answers: with `failure`, or with what the last run gave.
    fn finish(self: Box<Self>, failure: Option<Error>);
}

/// What is to be done with the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Commit,
    Rollback,
    /// Lost against another transaction: roll back and run again.
    Again,
}

/// A closure that may run several times.
pub(super) struct WriteJob<T, F> {
    pub(super) work: F,
    pub(super) limit: Option<Duration>,
    pub(super) result: Option<Result<T>>,
    pub(super) reply: oneshot::Sender<Result<T>>,
}

/// A closure that sees one snapshot; another transaction is never in its way.
pub(super) struct ReadJob<T, F> {
    pub(super) work: F,
    pub(super) limit: Option<Duration>,
    pub(super) result: Option<Result<T>>,
    pub(super) reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for WriteJob<T, F>
where
    F: Fn(&Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn limit(&self) -> Option<Duration> {
        self.limit
    }

    fn run(&mut self, tx: &Tx<'_>) -> Verdict {
        let (verdict, result) = attempt(tx, &self.work);
        self.result = Some(result);
        verdict
    }

    fn finish(self: Box<Self>, failure: Option<Error>) {
        answer(self.reply, self.result, failure);
    }
}

impl<T, F> Job for ReadJob<T, F>
where
    F: Fn(&Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn abandoned(&self) -> bool {
        self.reply.is_closed()
    }

    fn limit(&self) -> Option<Duration> {
        self.limit
    }

    fn run(&mut self, tx: &Tx<'_>) -> Verdict {
        let (verdict, result) = attempt(tx, &self.work);
        self.result = Some(result);
        if verdict == Verdict::Again { Verdict::Rollback } else { verdict }
    }

    fn finish(self: Box<Self>, failure: Option<Error>) {
        answer(self.reply, self.result, failure);
    }
}

fn attempt<T>(tx: &Tx<'_>, work: impl FnOnce(&Tx<'_>) -> Result<T>) -> (Verdict, Result<T>) {
    let outcome = catch_unwind(AssertUnwindSafe(|| work(tx)));
    let result = match outcome {
        Ok(result) => result.and_then(|value| tx.complete().map(|()| value)),
        Err(_) => Err(Error::internal("a storage job panicked")),
    };
    let verdict = match (&result, tx.failure()) {
        (Ok(_), _) => Verdict::Commit,
        // The engine says that another transaction was in the way, or the job has seen it itself.
        (Err(Error::Db(DbError::Contended(_))), _) | (Err(_), Some(DbError::Contended(_))) => Verdict::Again,
        (Err(_), _) => Verdict::Rollback,
    };
    (verdict, result)
}

fn answer<T>(reply: oneshot::Sender<Result<T>>, result: Option<Result<T>>, failure: Option<Error>) {
    let given = match failure {
        Some(error) => Err(error),
        None => result.unwrap_or_else(|| Err(Error::internal("a storage job did not run"))),
    };
    // The caller may have gone; the transaction stands all the same.
    let _ = reply.send(given);
}
