//! The loop that sends what is due: woken by its own alarm at the next moment, by the bus when something is due within seconds,
//! and every five seconds in any case (guarantee 13).

use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::db::{Engine, params};
use beseda_base::error::{DbError, Error, Result};
use beseda_base::id;
use futures_util::StreamExt as _;

use super::send::{self, Claimed, Outcome};
use crate::Inbox;

/// The safety scan, ms. What is due later than that needs no wake-up: the loop has looked by then.
pub(super) const SCAN_MS: i64 = 5_000;
/// After a failure of the database, ms.
const AGAIN_MS: i64 = 1_000;
/// Messages claimed at once.
pub(super) const BATCH: i64 = 64;
/// Transactions under way at once; SQLite's writer takes those that wait together.
const AT_ONCE: usize = 16;
const HOUR_MS: i64 = 60 * 60 * 1000;

/// Runs until the server stops.
pub(super) async fn run(inbox: Inbox) {
    if inbox.db.engine() == Engine::Sqlite
        && let Err(error) = end_former_leases(&inbox).await
    {
        tracing::warn!(%error, "the leases of before will run out by themselves");
    }
    let stopping = inbox.tasks.stopping();
    let mut hints = inbox.bus.subscribe();
    loop {
        let pause = match round(&inbox).await {
            Ok(Some(next)) => (next - inbox.clock.now()).clamp(1, SCAN_MS),
            Ok(None) => SCAN_MS,
            Err(error) => {
                tracing::warn!(%error, "scheduled messages could not be read; trying again");
                AGAIN_MS
            }
        };
        let woken = async { while !matches!(hints.recv().await, Topic::Scheduled | Topic::Everything) {} };
        tokio::select! {
            () = stopping.cancelled() => return,
            () = inbox.clock.sleep(Duration::from_millis(pause.unsigned_abs())) => {}
            () = woken => {}
        }
    }
}

/// On SQLite this process is the only one, so every lease of the one before it has ended with it.
pub(super) async fn end_former_leases(inbox: &Inbox) -> Result<()> {
    let now = inbox.clock.now();
    // Only what was due can have been claimed.
    let ended = inbox.db.write(move |tx| {
        tx.execute(
            "update scheduled_messages set lease_until = 0 where state = 'waiting' and due_at <= $1 and lease_until > 0",
            params![now],
        )
    });
    ended.await.map(drop)
}

/// Sends everything that is due. Answers when the next is.
pub(super) async fn round(inbox: &Inbox) -> Result<Option<i64>> {
    let stopping = inbox.tasks.stopping();
    while !stopping.is_cancelled() {
        let token = id::number();
        let claimed = claim(inbox, token, BATCH).await?;
        if claimed.is_empty() {
            break;
        }
        futures_util::stream::iter(claimed)
            .for_each_concurrent(AT_ONCE, |of| async move {
                if let Err(error) = send(inbox, &of, token).await {
                    // Its lease runs out, and then it is tried again.
                    tracing::warn!(%error, scheduled.id = of.id, "a scheduled message could not be sent yet");
                }
            })
            .await;
    }
    let now = inbox.clock.now();
    inbox.db.read(move |tx| send::next_moment(tx, now)).await
}

/// Takes what is due for `token`.
pub(super) async fn claim(inbox: &Inbox, token: i64, limit: i64) -> Result<Vec<Claimed>> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| send::claim(tx, token, limit, now)).await
}

/// Sends or cancels one that `token` has claimed.
pub(super) async fn send(inbox: &Inbox, of: &Claimed, token: i64) -> Result<Outcome> {
    let now = inbox.clock.now();
    let expire_ms = i64::from(inbox.config.scheduled.expire_after_hours) * HOUR_MS;
    let sent = inbox.db.write({
        let of = of.clone();
        move |tx| send::send_due(tx, &of, token, expire_ms, now)
    });
    match sent.await {
        Err(error) if is_final(&error) => {
            tracing::info!(%error, scheduled.id = of.id, "a scheduled message is refused by its dialog");
            let of = of.clone();
            inbox.db.write(move |tx| send::refuse(tx, &of, token, now)).await
        }
        other => other,
    }
}

/// The dialog says no, and will say so again. Everything else is tried until the message expires.
fn is_final(error: &Error) -> bool {
    match error {
        Error::Conflict { .. } | Error::Invalid(_) => true,
        Error::Db(error) => matches!(error, DbError::Foreign(_)),
        _ => false,
    }
}
