//! Pictures of clients (T16): asked for at a client's message when nobody asked for a week, fetched like a file, kept as a
//! small square. A client without a picture is asked about again no sooner than one with it.

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};
use beseda_base::{params, row, values};
use beseda_messengers::{AccountProblem, FetchError};
use bytes::{Bytes, BytesMut};
use futures_util::future::BoxFuture;
use serde_json::json;

use super::work::{WorkList, keep_working};
use super::{Fit, discard, pictures, spare, store};
use crate::wire::InboxWire;
use crate::{Inbox, channels};

/// How old a picture may be before the client's next message asks again.
const GOOD_FOR_MS: i64 = 7 * 24 * 60 * 60 * 1000;

const LEASE_MS: i64 = 180_000;

/// Pauses after failed attempts; then the client waits for the next week.
const PAUSES_MS: [i64; 3] = [60_000, 600_000, 3_600_000];

/// The messenger offers several sizes and a small one is taken, so a large one is a mistake.
const BYTES_MAX: u64 = 2 << 20;

/// Side of the square.
const SIDE: u32 = 160;

/// The work list of avatars.
pub(super) struct Avatars;

row! {
    /// A claimed check.
    #[derive(Debug, Clone, Copy)]
    struct Lease {
        client: i64,
        attempts: i32,
        token: i64,
    }
}

row! {
    /// Whose picture it is.
    #[derive(Debug, Clone)]
    struct Portrayed {
        project: i64,
        channel: i64,
        external_id: String,
        avatar_key: Option<String>,
    }
}

/// A claimed check with what it needs.
pub(super) struct Job {
    lease: Lease,
    client: Portrayed,
}

/// What came of asking.
enum Outcome {
    /// He shows this picture.
    Picture(Vec<u8>),
    /// He shows none, or one we cannot read.
    None,
    /// Ask again later.
    Retry,
}

/// Puts those of the clients on the work list whose picture is unknown or a week old. Called when they write, with each
/// client's id and when he was asked about last.
pub(crate) fn want_avatars(tx: &Tx<'_>, clients: &[(i64, i64)], now: i64) -> Result<()> {
    let old = clients.iter().filter(|(_, checked_at)| *checked_at <= now - GOOD_FOR_MS);
    let rows: Vec<Vec<Val>> = old.map(|(id, _)| values![*id, now]).collect();
    let wanted = tx.execute_rows(
        "insert into avatar_checks (client, next_at) values {rows:bigint,bigint} on conflict (client) do nothing",
        &[],
        &rows,
    )?;
    if wanted > 0 {
        tx.wake(Topic::Files);
    }
    Ok(())
}

/// Starts the loop.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("files: avatars", keep_working::<Avatars>);
}

impl WorkList for Avatars {
    type Job = Job;

    const PARALLEL: usize = 2;

    async fn claim(inbox: &Inbox, limit: usize) -> Result<Vec<Job>> {
        let now = inbox.clock.now();
        inbox.db.write(move |tx| claim(tx, now, limit)).await
    }

    async fn carry_out(inbox: &Inbox, job: Job) -> Result<()> {
        let outcome = ask(inbox, &job).await?;
        let now = inbox.clock.now();
        let key = match outcome {
            Outcome::Picture(bytes) => Some(store::save_picture(inbox, job.client.project, bytes).await?),
            Outcome::None => None,
            Outcome::Retry => {
                let (lease, pause) = (job.lease, pause_after(job.lease.attempts));
                inbox.db.write(move |tx| put_off(tx, lease, pause, now)).await?;
                return Ok(());
            }
        };
        let (lease, client, new) = (job.lease, job.client.clone(), key.clone());
        let written = inbox.db.write(move |tx| write_down(tx, lease, &client, new.as_deref(), now)).await?;
        // The new picture is in no row, if the lease was lost.
        if let Some(spare) = key.filter(|_| !written) {
            inbox.files.delete(&spare).await?;
        }
        Ok(())
    }
}

fn claim(tx: &Tx<'_>, now: i64, limit: usize) -> Result<Vec<Job>> {
    let database_now = tx.db_now();
    let leases: Vec<Lease> = tx.query(
        "update avatar_checks set lease_until = $1, lease_token = lease_token + 1, attempts = attempts + 1
         where client in (select client from avatar_checks where next_at <= $2 and lease_until <= $3
                          order by next_at, client limit $4 {skip_locked})
         returning client, attempts, lease_token",
        params![database_now + LEASE_MS, now, database_now, limit as i64],
    )?;
    let mut jobs = Vec::with_capacity(leases.len());
    for lease in leases {
        let sql = "select project, channel, external_id, avatar_key from clients where id = $1";
        match tx.optional(sql, params![lease.client])? {
            Some(client) => jobs.push(Job { lease, client }),
            None => drop(tx.execute("delete from avatar_checks where client = $1", params![lease.client])?),
        }
    }
    Ok(jobs)
}

async fn ask(inbox: &Inbox, job: &Job) -> Result<Outcome> {
    let channel = job.client.channel;
    let row = inbox.db.read(move |tx| channels::row(tx, channel)).await?;
    if row.removed_at.is_some() {
        return Ok(Outcome::None);
    }
    let (kind, account, wire) = (row.kind, channels::account(inbox, &row)?, InboxWire::new(inbox.clone()));
    let found = match kind.avatar(&wire, &account, &job.client.external_id).await {
        Ok(Some(source)) => {
            let mut picture = Memory(BytesMut::new());
            let fetched = kind.fetch_file(&wire, &account, &source, BYTES_MAX, &mut picture).await;
            fetched.map(|_| Some(picture.0.freeze()))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(error),
    };
    match found {
        Ok(Some(bytes)) => Ok(small(bytes).await),
        Ok(None) | Err(FetchError::TooBig | FetchError::Gone) => Ok(Outcome::None),
        Err(FetchError::Retry(_)) => Ok(Outcome::Retry),
        Err(FetchError::AccountBroken) => {
            let problem =
                AccountProblem::WrongToken("the messenger refused the token while a picture was fetched".to_owned());
            channels::report_problem(inbox, &row, &problem).await?;
            Ok(Outcome::Retry)
        }
    }
}

async fn small(bytes: Bytes) -> Outcome {
    match pictures::shrink(bytes, Fit::Square(SIDE)).await {
        Ok(picture) => Outcome::Picture(picture.bytes),
        Err(_) => Outcome::None,
    }
}

fn pause_after(attempts: i32) -> Option<i64> {
    usize::try_from(attempts - 1).ok().and_then(|attempt| PAUSES_MS.get(attempt)).copied()
}

/// Later, or, after the last pause, with the client's message in a week: the picture he has stays.
fn put_off(tx: &Tx<'_>, lease: Lease, pause: Option<i64>, now: i64) -> Result<()> {
    if let Some(pause) = pause {
        let sql = "update avatar_checks set next_at = $1, lease_until = 0 where client = $2 and lease_token = $3";
        tx.execute(sql, params![now + pause, lease.client, lease.token])?;
        return Ok(());
    }
    tx.execute("update clients set avatar_checked_at = $1 where id = $2", params![now, lease.client])?;
    tx.execute("delete from avatar_checks where client = $1 and lease_token = $2", params![lease.client, lease.token])?;
    Ok(())
}

/// The client's row is locked before the check's, as everywhere.
fn write_down(tx: &Tx<'_>, lease: Lease, client: &Portrayed, key: Option<&str>, now: i64) -> Result<bool> {
    let written = tx.execute(
        "update clients set avatar_key = $1, avatar_checked_at = $2
         where id = $3 and exists (select 1 from avatar_checks where client = $3 and lease_token = $4)",
        params![key, now, lease.client, lease.token],
    )?;
    if written == 0 {
        return Ok(false);
    }
    tx.execute("delete from avatar_checks where client = $1", params![lease.client])?;
    key.map_or(Ok(()), |key| spare::name(tx, key))?;
    discard(tx, client.avatar_key.as_slice(), now)?;
    if key.is_some() || client.avatar_key.is_some() {
        tx.event(NewEvent {
            project: client.project,
            kind: EventKind::ClientChanged,
            client: Some(lease.client),
            message: None,
            channel: None,
            employee: None,
            data: json!({ "avatar": key.is_some() }),
        });
    }
    Ok(true)
}

/// A picture in memory; its size is bounded by what is asked for.
struct Memory(BytesMut);

impl beseda_messengers::BlobWriter for Memory {
    fn write<'a>(&'a mut self, chunk: Bytes) -> BoxFuture<'a, std::result::Result<(), String>> {
        self.0.extend_from_slice(&chunk);
        Box::pin(std::future::ready(Ok(())))
    }
}
