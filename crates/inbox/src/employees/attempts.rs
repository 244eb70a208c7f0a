//! Slows down who guesses: failed sign-ins are counted by account and by address, in a table, so that a second node counts on.
//!
//! An attempt is taken *before* the password is looked at and given back when it was right: a hundred guesses at the same
//! moment are still a hundred. After the last free attempt the subject is locked for five minutes, then each further
//! failure doubles the lock up to an hour. What nobody has an account for is counted just the same, so that the answers
//! tell nothing about who has one.

use std::net::IpAddr;

use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Problem, Result};
use beseda_base::id;
use beseda_base::throttle::network;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const LOCK_FIRST: i64 = 5 * MINUTE;
const LOCK_MAX: i64 = HOUR;

/// Somebody or something that can fail.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    key: String,
    /// Failures before the first lock.
    free: i64,
    /// How long failures are remembered after the last one.
    memory: i64,
}

/// Attempts that were taken and are given back by [`Taken::give_back`].
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    subjects: Vec<Subject>,
    /// How many more there are if this one fails.
    left: i64,
    /// Milliseconds until the next one, if this one fails and was the last.
    wait: i64,
}

impl Subject {
    /// The account of an address, whether there is one or not. Hashed: people type passwords into the wrong field.
    pub(crate) fn account(email: &str) -> Self {
        let key = format!("account:{}", id::hash_token(&super::email_key(email)));
        Self { key, free: 5, memory: 24 * HOUR }
    }

    /// Where the request comes from. An office behind one address fails more often than one person, hence the larger number.
    pub(crate) fn address(address: IpAddr) -> Self {
        Self { key: format!("address:{}", network(address)), free: 20, memory: HOUR }
    }

    /// Set-up codes tried from an address.
    pub(crate) fn setup(address: IpAddr) -> Self {
        Self { key: format!("setup:{}", network(address)), free: 5, memory: HOUR }
    }
}

/// Takes an attempt of every subject, or of none if one of them is locked (429).
pub(crate) fn take(tx: &Tx<'_>, mut subjects: Vec<Subject>, now: i64) -> Result<Taken> {
    // One order for everyone, so that two attempts never wait for each other.
    subjects.sort_by(|a, b| a.key.cmp(&b.key));
    let mut failures = Vec::with_capacity(subjects.len());
    let mut locked_until = 0;
    for subject in &subjects {
        // The update holds the row until the commit: attempts at the same moment are counted one after the other.
        let (count, window_until, locked): (i64, i64, i64) = tx.one(
            "insert into login_attempts (subject, failures, window_until, locked_until) values ($1, 0, $2, 0)
             on conflict (subject) do update set subject = excluded.subject returning failures, window_until, locked_until",
            params![&subject.key, now + subject.memory],
        )?;
        failures.push(if window_until <= now { 0 } else { count });
        locked_until = locked_until.max(locked);
    }
    if locked_until > now {
        return Err(too_many(locked_until - now));
    }
    let mut taken = Taken { left: i64::MAX, wait: 0, subjects };
    for (subject, before) in taken.subjects.iter().zip(failures) {
        let count = before + 1;
        let lock = lock_after(count, subject.free);
        tx.execute(
            "update login_attempts set failures = $2, window_until = $3, locked_until = $4 where subject = $1",
            params![&subject.key, count, now + lock + subject.memory, if lock > 0 { now + lock } else { 0 }],
        )?;
        taken.left = taken.left.min((subject.free - count).max(0));
        taken.wait = taken.wait.max(lock);
    }
    Ok(taken)
}

impl Taken {
    /// The attempt was right. The account starts afresh; the address only gets this one back, or else somebody with an
    /// account of his own could guess the others' for ever.
    pub(crate) fn give_back(&self, tx: &Tx<'_>) -> Result<()> {
        for subject in &self.subjects {
            if subject.key.starts_with("account:") {
                forget(tx, subject)?;
            } else {
                tx.execute(
                    "update login_attempts set failures = failures - 1, locked_until = 0 where subject = $1 and failures > 0",
                    params![&subject.key],
                )?;
            }
        }
        Ok(())
    }

    /// Adds to an answer how many attempts are left, and how long the pause is when none is.
    pub(crate) fn tell(&self, problem: Problem) -> Problem {
        let problem = problem.attempts_left(u32::try_from(self.left).unwrap_or(u32::MAX));
        if self.wait > 0 { problem.retry_after(seconds(self.wait)) } else { problem }
    }
}

/// Forgets the failures of a subject.
pub(crate) fn forget(tx: &Tx<'_>, subject: &Subject) -> Result<()> {
    tx.execute("delete from login_attempts where subject = $1", params![&subject.key])?;
    Ok(())
}

/// Throws away what is no longer remembered, at most `limit`.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    tx.execute(
        "delete from login_attempts where subject in (select subject from login_attempts where window_until <= $1 limit $2)",
        params![now, limit],
    )
}

fn lock_after(failures: i64, free: i64) -> i64 {
    match failures - free {
        over @ 0..=8 => (LOCK_FIRST << over).min(LOCK_MAX),
        over if over > 8 => LOCK_MAX,
        _ => 0,
    }
}

fn too_many(wait: i64) -> Error {
    Problem::new(429, "too_many_attempts", "Too many failed attempts; wait before the next one.")
        .retry_after(seconds(wait))
        .attempts_left(0)
        .into()
}

fn seconds(ms: i64) -> u64 {
    u64::try_from(ms).unwrap_or(0).div_ceil(1000)
}
