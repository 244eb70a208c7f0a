//! The way in for boxes without a public address (G18): one worker per channel asks the messenger and keeps what it says.
//!
//! A worker holds a fenced lease in the channel's row, by the database's clock: two nodes never ask for one bot, a dead node's
//! channels are taken over when its leases run out (guarantee 13). What came in and the cursor that confirms it are one
//! transaction under that lease, and the messenger hears of the cursor with the next poll only, so nothing is confirmed
//! upward before it is durable (guarantee 8). The supervisor looks at the table whenever channels change and every 5 s.

use std::collections::HashMap;
use std::time::Duration;

use beseda_base::bus::{BusReceiver, Topic};
use beseda_base::db::{Engine, Tx, params};
use beseda_base::error::Result;
use beseda_messengers::{Account, AccountProblem, Connection, Kind};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::queries::{self, STOPS_POLLING};
use super::{account, connect};
use crate::wire::InboxWire;
use crate::{Inbox, intake};

/// How long a dead node's channels wait for another one.
const LEASE_MS: i64 = 35_000;

/// A lease is renewed while a poll hangs.
const RENEW_EVERY: Duration = Duration::from_secs(10);

/// The bus may lose a call.
const SCAN_EVERY: Duration = Duration::from_secs(5);

/// Channels taken per look; the others follow with the next.
const TAKEN_MAX: i64 = 100;

/// An empty answer that comes sooner than this would make a busy loop.
const EMPTY_POLL_MIN: Duration = Duration::from_secs(1);

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A messenger that has not answered for this long is the channel's trouble.
const UNAVAILABLE_AFTER: Duration = Duration::from_secs(120);

/// A messenger may take a moment to let go of the node before us; as many conflicts within this time are somebody else.
const CONFLICTS_MAX: usize = 3;
const CONFLICTS_WITHIN: Duration = Duration::from_secs(120);

/// The right to ask for a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Lease {
    channel: i64,
    token: i64,
}

/// Starts the supervisor.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("channels: polling", supervise);
}

async fn supervise(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    let mut wakes = inbox.bus.subscribe();
    let mut workers = Workers { inbox: inbox.clone(), running: HashMap::new(), set: JoinSet::new() };
    if let Err(error) = inbox.db.write(forget_leases).await {
        tracing::warn!(%error, "leases of channels were not reset; they run out by themselves");
    }
    while !stopping.is_cancelled() {
        if let Err(error) = workers.look().await {
            tracing::warn!(%error, "channels to poll could not be read; trying again");
        }
        tokio::select! {
            () = stopping.cancelled() => {}
            () = channels_changed(&mut wakes) => {}
            Some(_) = workers.set.join_next(), if !workers.set.is_empty() => workers.forget_ended(),
            () = sleep(SCAN_EVERY) => {}
        }
    }
    workers.stop().await;
}

/// The workers of this node.
struct Workers {
    inbox: Inbox,
    running: HashMap<Lease, CancellationToken>,
    set: JoinSet<()>,
}

impl Workers {
    /// Ends workers whose lease or reason is gone, and takes channels nobody asks for.
    async fn look(&mut self) -> Result<()> {
        let wanted = self.inbox.db.read(wanted).await?;
        for (lease, stop) in &self.running {
            if !wanted.contains(lease) {
                stop.cancel();
            }
        }
        for lease in self.inbox.db.write(take).await? {
            let stop = CancellationToken::new();
            self.running.insert(lease, stop.clone());
            self.set.spawn(work(self.inbox.clone(), lease, stop));
        }
        Ok(())
    }

    /// A worker that has ended leaves no entry; its lease is given back or runs out.
    fn forget_ended(&mut self) {
        self.running.retain(|_, stop| !stop.is_cancelled());
    }

    async fn stop(mut self) {
        self.running.values().for_each(CancellationToken::cancel);
        while self.set.join_next().await.is_some() {}
    }
}

async fn channels_changed(wakes: &mut BusReceiver) {
    while !matches!(wakes.recv().await, Topic::Channels | Topic::Everything) {}
}

/// Asks for one channel until told to stop, until the lease is lost, or until a person must act.
async fn work(inbox: Inbox, lease: Lease, stop: CancellationToken) {
    // However this ends, even by a panic, the supervisor sees it in the token.
    let _ended = stop.clone().drop_guard();
    tokio::select! {
        () = stop.cancelled() => {}
        () = keep_lease(&inbox, lease) => {}
        ended = ask(&inbox, lease) => {
            if let Err(error) = ended {
                tracing::warn!(channel.id = lease.channel, %error, "polling of a channel ended; it is started again");
                // The supervisor starts another one at once: what fails at once shall not become a busy loop.
                sleep(FIRST_PAUSE).await;
            }
        }
    }
    inbox.db.write(move |tx| give_back(tx, lease)).await.ok();
}

/// Renews while the worker works; returns when the lease is somebody else's.
async fn keep_lease(inbox: &Inbox, lease: Lease) {
    let mut renewed = Instant::now();
    loop {
        sleep(RENEW_EVERY).await;
        match inbox.db.write(move |tx| renew(tx, lease)).await {
            Ok(true) => renewed = Instant::now(),
            Ok(false) => return,
            // While the storage is away nobody else can take it either; but past its end it is not ours to use.
            Err(_) if renewed.elapsed() >= Duration::from_millis(LEASE_MS.unsigned_abs()) => return,
            Err(_) => {}
        }
    }
}

/// The worker's own state between polls.
struct Poller<'a> {
    inbox: &'a Inbox,
    lease: Lease,
    kind: Kind,
    wire: InboxWire,
    account: Account,
    cursor: Option<String>,
    pause: Duration,
    /// Since when the messenger does not answer.
    failing: Option<Instant>,
    /// When it said lately that somebody else asks.
    conflicts: Vec<Instant>,
}

async fn ask(inbox: &Inbox, lease: Lease) -> Result<()> {
    let row = inbox.db.read(move |tx| queries::row(tx, lease.channel)).await?;
    let account = match account::account(inbox, &row) {
        Ok(account) => account,
        Err(error) => return connect::credentials_lost(inbox, &row, &error).await,
    };
    let (kind, wire) = (row.kind, InboxWire::new(inbox.clone()));
    let mut poller = Poller {
        inbox,
        lease,
        kind,
        wire,
        account,
        cursor: row.poll_cursor,
        pause: FIRST_PAUSE,
        failing: None,
        conflicts: Vec::new(),
    };
    // A webhook that is still registered would make every poll a conflict.
    while let Err(problem) = kind.connect(&poller.wire, &poller.account, &Connection::Poll).await {
        if poller.trouble(&problem).await? {
            return Ok(());
        }
    }
    while poller.round().await? {}
    Ok(())
}

impl Poller<'_> {
    /// One poll. `false` when this worker is done.
    async fn round(&mut self) -> Result<bool> {
        let began = Instant::now();
        let batch = match self.kind.poll(&self.wire, &self.account, self.cursor.as_deref()).await {
            Ok(batch) => batch,
            Err(problem) => return Ok(!self.trouble(&problem).await?),
        };
        self.answered().await?;
        let empty = batch.items.is_empty();
        if !empty || batch.cursor != self.cursor {
            let (lease, cursor, now) = (self.lease, batch.cursor.clone(), self.inbox.clock.now());
            let kept = self.inbox.db.write(move |tx| keep(tx, lease, cursor.as_deref(), &batch.items, now)).await;
            match kept {
                Ok(true) => self.cursor = batch.cursor,
                Ok(false) => return Ok(false),
                Err(error) => {
                    // The cursor stays where it was: the messenger gives the same items again.
                    tracing::warn!(channel.id = self.lease.channel, %error, "what a poll brought could not be kept; asking again");
                    self.rest(None).await;
                    return Ok(true);
                }
            }
        }
        self.pause = FIRST_PAUSE;
        if empty && began.elapsed() < EMPTY_POLL_MIN {
            sleep(EMPTY_POLL_MIN).await;
        }
        Ok(true)
    }

    /// What to do about a problem. `true` when this worker is done.
    async fn trouble(&mut self, problem: &AccountProblem) -> Result<bool> {
        match problem {
            AccountProblem::Unavailable { retry_after_s, .. } => {
                let since = *self.failing.get_or_insert_with(Instant::now);
                if since.elapsed() >= UNAVAILABLE_AFTER {
                    self.report(problem).await?;
                }
                self.rest(*retry_after_s).await;
                Ok(false)
            }
            AccountProblem::SecondPoller(_) if self.is_passing() => {
                self.rest(None).await;
                Ok(false)
            }
            _ => {
                self.report(problem).await?;
                Ok(true)
            }
        }
    }

    /// Notes a conflict; true while there were few.
    fn is_passing(&mut self) -> bool {
        self.conflicts.retain(|at| at.elapsed() < CONFLICTS_WITHIN);
        self.conflicts.push(Instant::now());
        self.conflicts.len() < CONFLICTS_MAX
    }

    /// The messenger answers (again).
    async fn answered(&mut self) -> Result<()> {
        if self.failing.take().is_some() {
            let lease = self.lease;
            self.inbox.db.write(move |tx| recovered(tx, lease)).await?;
        }
        Ok(())
    }

    /// Told under the lease: who has been replaced, because the token or the way in changed, has nothing to say.
    async fn report(&self, problem: &AccountProblem) -> Result<()> {
        let (lease, problem, now) = (self.lease, problem.clone(), self.inbox.clock.now());
        self.inbox
            .db
            .write(
                move |tx| {
                    if holds(tx, lease)? { queries::account_broken(tx, lease.channel, &problem, now) } else { Ok(()) }
                },
            )
            .await
    }

    async fn rest(&mut self, retry_after_s: Option<u64>) {
        let pause = retry_after_s.map_or(self.pause, |seconds| Duration::from_secs(seconds.min(600)));
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        self.inbox.clock.sleep(pause).await;
    }
}

/// With SQLite this process is the only one: leases of the one before it are nobody's.
pub(super) fn forget_leases(tx: &Tx<'_>) -> Result<()> {
    if tx.engine() == Engine::Sqlite {
        tx.execute("update channels set lease_until = 0 where lease_until > 0", params![])?;
    }
    Ok(())
}

/// Channels that are to be asked for, with the lease that is good now.
fn wanted(tx: &Tx<'_>) -> Result<Vec<Lease>> {
    let sql = format!(
        "select id, lease_token from channels where mode = 'poll' and removed_at is null
           and (reason_code is null or reason_code not in {STOPS_POLLING})"
    );
    Ok(tx.query::<(i64, i64)>(&sql, params![])?.into_iter().map(|(channel, token)| Lease { channel, token }).collect())
}

/// Takes channels nobody holds.
pub(super) fn take(tx: &Tx<'_>) -> Result<Vec<Lease>> {
    let now = tx.db_now();
    let sql = format!(
        "update channels set lease_until = $1, lease_token = lease_token + 1
         where id in (select id from channels where mode = 'poll' and removed_at is null
                        and (reason_code is null or reason_code not in {STOPS_POLLING}) and lease_until <= $2
                      order by id limit $3 {{skip_locked}})
         returning id, lease_token"
    );
    let taken: Vec<(i64, i64)> = tx.query(&sql, params![now + LEASE_MS, now, TAKEN_MAX])?;
    Ok(taken.into_iter().map(|(channel, token)| Lease { channel, token }).collect())
}

pub(super) fn renew(tx: &Tx<'_>, lease: Lease) -> Result<bool> {
    let sql = "update channels set lease_until = $1 where id = $2 and lease_token = $3";
    Ok(tx.execute(sql, params![tx.db_now() + LEASE_MS, lease.channel, lease.token])? > 0)
}

pub(super) fn give_back(tx: &Tx<'_>, lease: Lease) -> Result<()> {
    tx.execute(
        "update channels set lease_until = 0 where id = $1 and lease_token = $2",
        params![lease.channel, lease.token],
    )
    .map(drop)
}

fn holds(tx: &Tx<'_>, lease: Lease) -> Result<bool> {
    let token: Option<i64> = tx.optional("select lease_token from channels where id = $1", params![lease.channel])?;
    Ok(token == Some(lease.token))
}

/// Keeps a batch and moves the cursor, if the lease still holds; both or neither.
pub(super) fn keep(
    tx: &Tx<'_>,
    lease: Lease,
    cursor: Option<&str>,
    items: &[beseda_messengers::Item],
    now: i64,
) -> Result<bool> {
    let sql = "update channels set poll_cursor = $1 where id = $2 and lease_token = $3";
    if tx.execute(sql, params![cursor, lease.channel, lease.token])? == 0 {
        return Ok(false);
    }
    intake::keep_in(tx, &[(lease.channel, items)], now)?;
    Ok(true)
}

/// Only the trouble that answering ends is ended by it.
fn recovered(tx: &Tx<'_>, lease: Lease) -> Result<()> {
    let sql = "select lease_token from channels where id = $1 and reason_code = 'provider_unavailable'";
    match tx.optional::<i64>(sql, params![lease.channel])? {
        Some(token) if token == lease.token => queries::mark_works(tx, lease.channel),
        _ => Ok(()),
    }
}
