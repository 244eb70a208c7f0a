//! Deleting a client (S47): gone for everybody at once, ten seconds of undo, then really purged.
//!
//! While it can be undone the client's project is negative: every query asks for the project first, so he is in no list, count,
//! search or page, and nothing had to be moved. What he writes meanwhile is kept; after the purge it is worked on anew and
//! makes a new client. His old deliveries leave their ids behind, so that a redelivery does not revive him.

use std::time::Duration;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::Value;

use super::{links, purge};
use crate::{Inbox, audit};

/// How long it can be undone.
const UNDO_MS: i64 = 10_000;
/// How often it is looked for clients whose time has come.
const SCAN: Duration = Duration::from_secs(5);

/// The same of one who is deleted among many: the last one of them may come a while after the first.
pub(crate) const UNDO_MANY_MS: i64 = 60_000;

/// Takes what a room above keeps of a client, at most 500 rows of it, and answers how many; 0 when nothing is left. This crate
/// does not know those rooms: the binary names their purgers when it starts the loops. Their tables also go with the client's
/// row by themselves (`on delete cascade`); a purger only keeps the transactions small (guarantee 15).
pub type Purger = fn(&Tx<'_>, i64) -> Result<u64>;

/// Takes the client away from everybody. Answers until when it can be undone.
pub(super) fn delete(tx: &Tx<'_>, who: &Who, client: i64, now: i64) -> Result<i64> {
    delete_until(tx, who, client, (now, now + UNDO_MS))
}

/// Takes the client away from everybody; undone it can be until `purge_at`.
pub(crate) fn delete_until(tx: &Tx<'_>, who: &Who, client: i64, (now, purge_at): (i64, i64)) -> Result<i64> {
    let hidden = tx.execute(
        "update clients set project = -project where id = $1 and project = $2",
        params![client, who.project],
    )?;
    if hidden == 0 {
        return Err(Error::NotFound);
    }
    tx.execute(
        "insert into client_deletions (client, project, deleted_at, purge_at) values ($1, $2, $3, $4)",
        params![client, who.project, now, purge_at],
    )?;
    tx.event(NewEvent {
        employee: Some(who.employee),
        ..NewEvent::of(who.project, EventKind::ClientDeleted).client(client)
    });
    links::tell_others(tx, who.project, client)?;
    audit::record(tx, who, "client.deleted", "client", Some(client), &Value::Null, now)?;
    Ok(purge_at)
}

/// Brings a deleted client back, as long as nothing of him is purged.
pub(crate) fn restore(tx: &Tx<'_>, who: &Who, client: i64, now: i64) -> Result<()> {
    let known: Option<(bool,)> = tx.optional(
        "select purging from client_deletions where client = $1 and project = $2",
        params![client, who.project],
    )?;
    match known {
        None => return Err(Error::NotFound),
        Some((true,)) => return Err(Error::conflict("too_late", "the client is deleted for good")),
        Some((false,)) => {}
    }
    tx.execute("update clients set project = -project where id = $1 and project = $2", params![client, -who.project])?;
    tx.execute("delete from client_deletions where client = $1", params![client])?;
    tx.event(NewEvent {
        employee: Some(who.employee),
        ..NewEvent::of(who.project, EventKind::ClientRestored).client(client)
    });
    links::tell_others(tx, who.project, client)?;
    audit::record(tx, who, "client.restored", "client", Some(client), &Value::Null, now)
}

/// Starts the loop that purges; `purgers` are those of the rooms above.
pub(super) fn start(inbox: &Inbox, purgers: &'static [Purger]) {
    inbox.keep("clients: deletions", move |inbox| run(inbox, purgers));
}

async fn run(inbox: Inbox, purgers: &'static [Purger]) {
    let stopping = inbox.tasks.stopping();
    loop {
        if let Err(error) = purge_due(&inbox, purgers).await {
            tracing::warn!(%error, "deleted clients could not be purged; trying again");
        }
        if stopping.run_until_cancelled(inbox.clock.sleep(SCAN)).await.is_none() {
            return;
        }
    }
}

/// Purges everyone whose time has come. Answers how many.
pub async fn purge_due(inbox: &Inbox, purgers: &'static [Purger]) -> Result<usize> {
    let mut purged = 0;
    loop {
        let now = inbox.clock.now();
        let next = inbox.db.write(move |tx| claim(tx, now)).await?;
        let Some((client, project, deleted_at)) = next else { return Ok(purged) };
        // His messages first, batch by batch: a long dialog is no matter of one transaction (guarantee 15).
        while inbox.db.write(move |tx| purge::strip(tx, client, now)).await? > 0 {}
        for purger in purgers {
            while inbox.db.write(move |tx| purger(tx, client)).await? > 0 {}
        }
        inbox
            .db
            .write(move |tx| {
                purge::leave(tx, client, deleted_at)?;
                purge::purge(tx, project, client, now)?;
                tx.execute("delete from client_deletions where client = $1", params![client])?;
                Ok(())
            })
            .await?;
        purged += 1;
    }
}

/// The next client whose time has come; from here on he does not come back. One that a former run did not finish is taken up
/// again: every step can be done twice.
fn claim(tx: &Tx<'_>, now: i64) -> Result<Option<(i64, i64, i64)>> {
    tx.optional(
        "update client_deletions set purging = true where client = (
           select client from client_deletions where purge_at <= $1 order by purge_at, client limit 1)
         returning client, project, deleted_at",
        params![now],
    )
}
