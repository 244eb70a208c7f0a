//! The loop that empties the outbox: woken by the bus, by its own alarm, and every five seconds in case a wake-up was lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use beseda_base::bus::Topic;
use beseda_base::db::Engine;
use beseda_base::error::{DbError, Error, Result};
use beseda_messengers::{Account, Kind, Order, OrderKind, OutgoingFile, SendOutcome};
use tokio::sync::Semaphore;

use super::claim::{self, Claimed, Ready};
use super::payload::Payload;
use super::{SEND_LEASE_MS, figures, finish};
use crate::Inbox;
use crate::channels::{self, ChannelFacts};
use crate::files::FileKindName;
use crate::wire::InboxWire;

/// Sends that may be on their way at once.
const SENDS_MAX: usize = 64;
/// The safety scan (guarantee 13).
const SCAN: Duration = Duration::from_secs(5);

/// Between two tries to write down what became of a send.
const WRITE_AGAIN: Duration = Duration::from_millis(250);

/// Runs until the server stops.
pub(super) async fn run(inbox: Inbox) {
    if inbox.db.engine() == Engine::Sqlite
        && let Err(error) = inbox.db.write(finish::end_former_leases).await
    {
        tracing::warn!(%error, "the leases of before will run out by themselves");
    }
    let stopping = inbox.tasks.stopping();
    let worker =
        Worker { room: Arc::new(Semaphore::new(SENDS_MAX)), tokens: AtomicI64::new(beseda_base::id::number()), inbox };
    let mut wakes = worker.inbox.bus.subscribe();
    let mut next_scan = tokio::time::Instant::now();
    loop {
        if tokio::time::Instant::now() >= next_scan {
            next_scan = tokio::time::Instant::now() + SCAN;
            worker.scan().await;
        }
        let alarm = match worker.round().await {
            Ok(Some(at)) => {
                Duration::from_millis(u64::try_from((at - worker.inbox.clock.now()).clamp(5, 5_000)).unwrap_or(5))
            }
            Ok(None) => SCAN,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read; trying again");
                Duration::from_secs(1)
            }
        };
        let sleep = tokio::time::sleep(alarm.min(next_scan.saturating_duration_since(tokio::time::Instant::now())));
        tokio::pin!(sleep);
        loop {
            tokio::select! {
                () = &mut sleep => break,
                () = stopping.cancelled() => return,
                topic = wakes.recv() => match topic {
                    Topic::Outbox => break,
                    // A channel may have been removed.
                    Topic::Channels | Topic::Everything => {
                        next_scan = tokio::time::Instant::now();
                        break;
                    }
                    _ => {}
                },
            }
        }
    }
}

struct Worker {
    inbox: Inbox,
    room: Arc<Semaphore>,
    tokens: AtomicI64,
}

impl Worker {
    /// Leases that ran out, what waits in removed channels, and the figures.
    async fn scan(&self) {
        let now = self.inbox.clock.now();
        let counted = self.inbox.figures.take();
        let result = self
            .inbox
            .db
            .write(move |tx| {
                figures::write(tx, &counted, now)?;
                finish::sweep(tx, now)
            })
            .await;
        let result = match result {
            Ok(_) => abandon_removed(&self.inbox).await,
            Err(error) => Err(error),
        };
        if let Err(error) = result {
            tracing::warn!(%error, "the outbox could not be scanned");
        }
    }

    /// Claims what may go and sends it. Answers when the next thing may go.
    async fn round(&self) -> Result<Option<i64>> {
        loop {
            let now = self.inbox.clock.now();
            let channels = self.inbox.db.read(move |tx| claim::channels_with_work(tx, now)).await?;
            let mut claimed = 0;
            for (channel, kind) in channels {
                let Some(kind) = Kind::from_name(&kind) else { continue };
                claimed += self.serve(channel, kind).await?;
            }
            if claimed == 0 {
                return self.inbox.db.read(claim::next_moment).await;
            }
        }
    }

    async fn serve(&self, channel: i64, kind: Kind) -> Result<usize> {
        // A free slot first: a claimed row should not wait long.
        let first = self
            .room
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| beseda_base::error::Error::Internal("outbox closed".into()))?;
        let room = self.room.available_permits() as i64 + 1;
        drop(first);
        let token = self.tokens.fetch_add(1, Ordering::Relaxed);
        let now = self.inbox.clock.now();
        // Before the claim: a channel whose credentials cannot be opened holds up nobody but itself.
        let account = match channels::account_of(&self.inbox, channel).await {
            Ok(account) => Arc::new(account),
            Err(error) if is_passing(&error) => return Err(error),
            Err(error) => {
                tracing::warn!(%error, channel.id = channel, "a channel's credentials cannot be opened; its queue waits");
                self.inbox.db.write(move |tx| claim::rest(tx, channel, now)).await?;
                return Ok(0);
            }
        };
        let rows = self.inbox.db.write(move |tx| claim::claim(tx, channel, kind, token, room.min(50), now)).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let claimed = rows.len();
        for row in rows {
            let permit = self
                .room
                .clone()
                .acquire_owned()
                .await
                .map_err(|_| beseda_base::error::Error::Internal("outbox closed".into()))?;
            let inbox = self.inbox.clone();
            let account = account.clone();
            let facts = ChannelFacts { id: channel, project: row.project, kind };
            self.inbox.tasks.spawn("outbox send", async move {
                if let Err(error) = send(&inbox, &facts, &account, &row, token).await {
                    tracing::warn!(%error, outbox.id = row.id, "a send could not be written down; its lease will run out");
                }
                drop(permit);
            });
        }
        Ok(claimed)
    }
}

/// Ends what waits in removed channels, a bounded number of rows in each transaction.
pub(super) async fn abandon_removed(inbox: &Inbox) -> Result<()> {
    let now = inbox.clock.now();
    while inbox.db.write(move |tx| finish::abandon_removed(tx, now)).await? > 0 {}
    Ok(())
}

async fn send(inbox: &Inbox, channel: &ChannelFacts, account: &Account, row: &Claimed, token: i64) -> Result<()> {
    let ready = inbox
        .db
        .write({
            let row = row.clone();
            let now = inbox.clock.now();
            move |tx| claim::begin(tx, &row, token, now)
        })
        .await?;
    let Some(ready) = ready else { return Ok(()) };
    let kind = ready.payload.kind();
    let began = inbox.clock.now();
    let outcome = match order(row, ready) {
        Ok(order) => channel.kind.send(&InboxWire::new(inbox.clone()), account, &order).await,
        Err(text) => SendOutcome::Rejected { code: "file_gone", text },
    };
    let now = inbox.clock.now();
    inbox.figures.send(channel.id, matches!(outcome, SendOutcome::Sent { .. }), now - began);
    let stopping = inbox.tasks.stopping();
    let end = tokio::time::Instant::now() + Duration::from_millis(SEND_LEASE_MS.unsigned_abs());
    loop {
        let (facts, sent, outcome) = (*channel, row.clone(), outcome.clone());
        let written = inbox.db.write(move |tx| finish::finish(tx, &facts, &sent, kind, token, &outcome, now)).await;
        // Only we know what the messenger said: while the storage is away for a moment, it is kept and written down
        // afterwards. A second writing changes nothing, because the row is not `sending` any more.
        match written {
            Err(error) if is_passing(&error) && tokio::time::Instant::now() < end && !stopping.is_cancelled() => {
                tracing::warn!(%error, outbox.id = row.id, "what became of a send could not be written down; trying again");
                inbox.clock.sleep(WRITE_AGAIN).await;
            }
            written => return written,
        }
    }
}

/// The storage is away or contended for a moment.
fn is_passing(error: &Error) -> bool {
    let passing =
        |error: &DbError| matches!(error, DbError::Unavailable(_) | DbError::Unsure(_) | DbError::Contended(_));
    matches!(error, Error::Unavailable(_) | Error::Busy) || matches!(error, Error::Db(error) if passing(error))
}

fn order(row: &Claimed, ready: Ready) -> std::result::Result<Order, String> {
    let silent = ready.payload.is_silent();
    let kind = match ready.payload {
        Payload::Text { text, entities, reply_to, buttons, .. } => {
            OrderKind::Text { text, entities, reply_to, buttons }
        }
        Payload::File { caption, reply_to, buttons, .. } => {
            let (blob, name, mime, size, kind) = ready.file.ok_or("the file is not there any more")?;
            let kind = FileKindName::from_name(&kind).ok_or("the file is of an unknown kind")?.into();
            OrderKind::File {
                file: OutgoingFile { kind, blob, name, mime, size: u64::try_from(size).unwrap_or(0) },
                caption,
                reply_to,
                buttons,
            }
        }
        Payload::Edit { external_id, text, is_caption, buttons } => {
            OrderKind::Edit { external_id, text, entities: Vec::new(), is_caption, buttons }
        }
        Payload::Delete { external_id } => OrderKind::Delete { external_id },
        Payload::React { external_id, emoji } => OrderKind::React { external_id, emoji },
        Payload::AnswerCallback { callback_id } => OrderKind::AnswerCallback { callback_id },
    };
    Ok(Order { chat: row.chat.clone(), order_id: row.id, silent, kind })
}
