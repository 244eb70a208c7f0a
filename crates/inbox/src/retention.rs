//! What has had its time goes: every hour, everywhere, in transactions of at most 500 rows until nothing is left.
//!
//! One place says what is kept for how long; how many days stands in `beseda.toml`. Dialogs, their files and the audit log
//! stay. Of the log of events nothing is left to a reader that is too slow: today's readers (open pages, programs at the
//! change feed) hold their own cursors and take a snapshot after a 410 (guarantee 5).
//! Several nodes may clear up at once: what one has deleted another one does not find.

use std::time::Duration;

use beseda_base::config::Retention;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_base::events;

use crate::employees::{attempts, invitations, sessions};
use crate::{
    Inbox, channels, clients, comments, drafts, files, imports, jobs, labels, messages, outbox, scheduled, site_chat,
};

#[cfg(test)]
mod tests;

/// Between two rounds.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// A server that has just started has other things to do.
const FIRST: Duration = Duration::from_secs(60);
/// The file storage is gone through once a day: a folder of a million files is no matter of every hour.
const ROUNDS_PER_LEFTOVERS: u32 = 24;
/// Rows that one transaction looks at or deletes (guarantee 15).
const BATCH: i64 = 500;
/// The same of files, each of which leaves up to two keys.
const FILES: i64 = 150;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// States of a raw event, as the table says.
const WAITING: i64 = 0;
const DEAD: i64 = 2;
/// An invitation that has ended can be renewed this long.
const INVITATIONS_MS: i64 = 30 * DAY_MS;

/// Until when what is kept: everything before its moment goes.
#[derive(Debug, Clone, Copy)]
struct Terms {
    now: i64,
    events: i64,
    raw_events: i64,
    dead_letters: i64,
    outbox: i64,
}

impl Terms {
    fn at(now: i64, days: &Retention) -> Terms {
        let before = |days: u32| now - i64::from(days) * DAY_MS;
        Terms {
            now,
            events: before(days.events_days),
            raw_events: before(days.raw_events_days),
            dead_letters: before(days.dead_letters_days),
            outbox: before(days.outbox_days),
        }
    }
}

/// What one transaction of a step did.
struct Batch {
    removed: u64,
    /// Where the next one begins; none when the step is done.
    next: Option<i64>,
}

/// One table, a batch from a place on.
type Step = fn(&Tx<'_>, &Terms, i64) -> Result<Batch>;

/// Everything that is cleared up, by the name of its numbers.
const STEPS: [(&str, Step); 17] = [
    ("events", |tx, terms, _| until_none(events::prune(tx, terms.events)?)),
    ("raw_events", raw_events),
    ("raw_scrubs", |tx, _, _| until_none(messages::scrub_rest(tx)?)),
    ("outbox", |tx, terms, from| paged(outbox::prune(tx, from, terms.outbox, BATCH)?)),
    ("used_identities", |tx, terms, _| until_short(site_chat::prune_identities(tx, terms.now, BATCH)?)),
    ("sessions", |tx, terms, _| until_short(sessions::prune(tx, terms.now, BATCH)?)),
    ("login_attempts", |tx, terms, _| until_short(attempts::prune(tx, terms.now, BATCH)?)),
    ("invitations", |tx, terms, _| until_short(invitations::prune(tx, terms.now - INVITATIONS_MS, BATCH)?)),
    ("files", |tx, terms, _| until_none(files::prune_unclaimed(tx, terms.now, FILES)?)),
    ("comments", |tx, terms, _| until_none(comments::prune(tx, terms.now, BATCH)?)),
    ("drafts", |tx, terms, _| until_none(drafts::prune(tx, terms.now, BATCH)?)),
    ("scheduled_messages", |tx, terms, _| until_none(scheduled::prune(tx, terms.now, BATCH)?)),
    ("jobs", |tx, terms, _| until_none(jobs::prune(tx, terms.now, BATCH)?)),
    ("imports", |tx, terms, _| until_none(imports::prune(tx, terms.now, BATCH)?)),
    ("link_tokens", |tx, terms, _| until_short(clients::prune_links(tx, terms.now, BATCH)?)),
    ("client_keys", |tx, _, _| until_none(labels::prune(tx, BATCH / 3)?)),
    ("channel_hours", |tx, terms, from| paged(channels::prune_hours(tx, from, terms.now, BATCH)?)),
];

/// Starts the loop.
pub fn start(inbox: &Inbox) {
    inbox.keep("retention", run);
}

async fn run(inbox: Inbox) {
    let stopping = inbox.tasks.stopping();
    let mut pause = FIRST;
    for number in 0_u32.. {
        let work = async {
            inbox.clock.sleep(pause).await;
            round(&inbox).await;
            if number.is_multiple_of(ROUNDS_PER_LEFTOVERS) {
                leftovers(&inbox).await;
            }
        };
        if stopping.run_until_cancelled(work).await.is_none() {
            return;
        }
        pause = EVERY;
    }
}

/// Clears everything up once. A step that fails is left to the next round and keeps no other from its work.
async fn round(inbox: &Inbox) {
    let terms = Terms::at(inbox.clock.now(), &inbox.config.retention);
    for (name, step) in STEPS {
        match clear(inbox, step, terms).await {
            Ok(0) => {}
            Ok(removed) => {
                metrics::counter!("beseda_pruned_rows_total", "table" => name).increment(removed);
                tracing::info!(table = name, rows = removed, "{removed} rows of {name} had had their time");
            }
            Err(error) => tracing::warn!(%error, table = name, "{name} could not be cleared up; later again"),
        }
    }
}

/// What uploads left in the file storage that broke off without a word.
async fn leftovers(inbox: &Inbox) {
    match inbox.files.remove_leftovers(inbox.clock.now() - DAY_MS).await {
        Ok(0) => {}
        Ok(removed) => {
            metrics::counter!("beseda_pruned_uploads_total").increment(removed);
            tracing::info!(uploads = removed, "{removed} uploads that broke off were removed from the file storage");
        }
        Err(error) => tracing::warn!(%error, "uploads that broke off could not be removed; later again"),
    }
}

async fn clear(inbox: &Inbox, step: Step, terms: Terms) -> Result<u64> {
    let (mut removed, mut from) = (0, 0);
    loop {
        let batch = inbox.db.write(move |tx| step(tx, &terms, from)).await?;
        removed += batch.removed;
        match batch.next {
            Some(next) => from = next,
            None => return Ok(removed),
        }
    }
}

/// Of steps that find their rows by themselves and may take fewer than a whole batch.
#[expect(clippy::unnecessary_wraps, reason = "the end of a step")]
fn until_none(removed: u64) -> Result<Batch> {
    Ok(Batch { removed, next: (removed > 0).then_some(0) })
}

/// Of steps that take whole batches as long as there are any.
#[expect(clippy::unnecessary_wraps, reason = "the end of a step")]
fn until_short(removed: u64) -> Result<Batch> {
    Ok(Batch { removed, next: (removed >= BATCH.unsigned_abs()).then_some(0) })
}

/// Of steps that go along the ids.
#[expect(clippy::unnecessary_wraps, reason = "the end of a step")]
fn paged((removed, next): (u64, Option<i64>)) -> Result<Batch> {
    Ok(Batch { removed, next })
}

/// Along the ids, which grow with time: up to the first row that is too young for every rule. What waits is never touched.
fn raw_events(tx: &Tx<'_>, terms: &Terms, from: i64) -> Result<Batch> {
    let page: Vec<(i64, i64, i64)> = tx.query(
        "select id, received_at, state from raw_events where id > $1 order by id limit $2",
        params![from, BATCH],
    )?;
    let youngest = terms.raw_events.max(terms.dead_letters);
    let old: Vec<_> = page.iter().take_while(|(_, at, _)| *at < youngest).collect();
    let ended: Vec<Vec<Val>> = old
        .iter()
        .filter(|(_, at, state)| match *state {
            WAITING => false,
            DEAD => *at < terms.dead_letters,
            _ => *at < terms.raw_events,
        })
        .map(|(id, ..)| values![*id])
        .collect();
    // Said again, because a dead letter may have been given another try since it was looked at.
    let removed =
        tx.execute_rows("delete from raw_events where id in (values {rows:bigint}) and state <> 0", &[], &ended)?;
    let full = old.len() == page.len() && page.len() as i64 == BATCH;
    Ok(Batch { removed, next: old.last().map(|(id, ..)| *id).filter(|_| full) })
}
