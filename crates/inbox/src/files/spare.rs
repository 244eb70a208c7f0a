//! Stored bytes that no row needs any more, or none needs yet. The keys of the former are written down in the transaction that
//! ends the row, and removed after its commit; those of the latter before a byte is stored, and taken off the list by the
//! transaction that names them in a row. A crash between the two leaves work, never bytes that nobody can find.

use beseda_base::db::{Tx, Val};
use beseda_base::error::Result;
use beseda_base::{bus::Topic, params, values};

use super::work::{WorkList, keep_working};
use crate::Inbox;

/// How long a removal may take before it is tried again, also after a failure.
const AGAIN_MS: i64 = 10 * 60 * 1000;

/// An upload that no message took within this time goes.
const UNCLAIMED_MS: i64 = 24 * 60 * 60 * 1000;

/// Bytes that no row has named within this time never will be.
const UNNAMED_MS: i64 = 24 * 60 * 60 * 1000;

/// The work list of removals.
pub(super) struct Removals;

/// Gives these keys up. Bytes that another row of files names, too, are kept.
pub(crate) fn discard(tx: &Tx<'_>, keys: &[String], now: i64) -> Result<()> {
    let rows: Vec<Vec<Val>> = keys.iter().filter(|key| !key.is_empty()).map(|key| values![key.as_str(), now]).collect();
    if rows.is_empty() {
        return Ok(());
    }
    tx.execute_rows(
        "insert into spare_blobs (blob_key, next_at) values {rows:text,bigint} on conflict (blob_key) do nothing",
        &[],
        &rows,
    )?;
    tx.wake(Topic::Files);
    Ok(())
}

/// Writes a key down under which bytes are about to be stored. Whoever names it in a row calls [`name`].
pub(crate) async fn announce(inbox: &Inbox, key: &str) -> Result<()> {
    let (key, next_at) = (key.to_owned(), inbox.clock.now() + UNNAMED_MS);
    let sql = "insert into spare_blobs (blob_key, next_at) values ($1, $2) on conflict (blob_key) do nothing";
    inbox.db.write(move |tx| tx.execute(sql, params![key.as_str(), next_at])).await?;
    Ok(())
}

/// A row of this transaction names these bytes: they stay.
pub(crate) fn name(tx: &Tx<'_>, key: &str) -> Result<()> {
    tx.execute("delete from spare_blobs where blob_key = $1", params![key])?;
    Ok(())
}

/// No row will name these bytes: their turn comes at once. If one does, of which nobody heard, nothing happens.
pub(crate) async fn give_up(inbox: &Inbox, key: &str) {
    let (key, now) = (key.to_owned(), inbox.clock.now());
    let given_up = inbox.db.write(move |tx| {
        tx.execute("update spare_blobs set next_at = $2 where blob_key = $1", params![key.as_str(), now])?;
        tx.wake(Topic::Files);
        Ok(())
    });
    if let Err(error) = given_up.await {
        tracing::warn!(%error, "stored bytes that have no row go a day later");
    }
}

/// Takes the files of a message away, with their bytes, as far as no other message has them, nor one that is scheduled.
pub(crate) fn discard_of_message(tx: &Tx<'_>, message: i64, now: i64) -> Result<()> {
    let files: Vec<i64> = tx.query(
        "delete from message_files where message = $1 and not exists (
           select 1 from message_files o where o.file = message_files.file and o.message <> $1)
           and not exists (select 1 from scheduled_files s where s.file = message_files.file) returning file",
        params![message],
    )?;
    tx.execute("delete from message_files where message = $1", params![message])?;
    let rows: Vec<Vec<Val>> = files.iter().map(|file| values![*file]).collect();
    let ended: Vec<(String, Option<String>)> = tx.query_rows(
        "delete from files where id in (values {rows:bigint}) returning blob_key, thumb_key",
        &[],
        &rows,
    )?;
    discard(tx, &keys_of(ended), now)
}

/// Makes these files uploads again that no message has taken, as far as none has: who uploaded them can use them for another
/// day, then they go.
pub(crate) fn give_back(tx: &Tx<'_>, files: &[i64], now: i64) -> Result<()> {
    let rows: Vec<Vec<Val>> = files.iter().map(|file| values![*file]).collect();
    tx.execute_rows(
        "update files set client = null, created_at = $1 where id in (values {rows:bigint})
           and not exists (select 1 from message_files m where m.file = files.id)
           and not exists (select 1 from scheduled_files s where s.file = files.id)",
        params![now],
        &rows,
    )?;
    Ok(())
}

/// Ends uploads that no message took in time, at most `limit`. Answers how many.
pub(crate) fn prune_unclaimed(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    let ended: Vec<(String, Option<String>)> = tx.query(
        "delete from files
         where id in (select id from files where client is null and created_at < $1 order by created_at limit $2)
           and client is null
         returning blob_key, thumb_key",
        params![now - UNCLAIMED_MS, limit],
    )?;
    let count = ended.len() as u64;
    discard(tx, &keys_of(ended), now)?;
    Ok(count)
}

/// The keys of rows that ended.
pub(crate) fn keys_of(rows: Vec<(String, Option<String>)>) -> Vec<String> {
    rows.into_iter().flat_map(|(blob, thumb)| std::iter::once(blob).chain(thumb)).collect()
}

/// Starts the loop.
pub(super) fn start(inbox: &Inbox) {
    inbox.keep("files: removing", keep_working::<Removals>);
}

impl WorkList for Removals {
    type Job = String;

    const PARALLEL: usize = 4;

    /// To remove twice is to remove once, so the next try's time is all the lease there is.
    async fn claim(inbox: &Inbox, limit: usize) -> Result<Vec<String>> {
        let now = inbox.clock.now();
        inbox
            .db
            .write(move |tx| {
                tx.query(
                    "update spare_blobs set next_at = $1 where blob_key in (
                       select blob_key from spare_blobs where next_at <= $2 order by next_at, blob_key limit $3 {skip_locked})
                     returning blob_key",
                    params![now + AGAIN_MS, now, limit as i64],
                )
            })
            .await
    }

    async fn carry_out(inbox: &Inbox, key: String) -> Result<()> {
        let named = {
            let key = key.clone();
            inbox.db.read(move |tx| {
                tx.optional::<i64>("select id from files where blob_key = $1 limit 1", params![key.as_str()])
            })
        };
        if named.await?.is_none() {
            inbox.files.delete(&key).await?;
        }
        inbox
            .db
            .write(move |tx| tx.execute("delete from spare_blobs where blob_key = $1", params![key.as_str()]))
            .await?;
        Ok(())
    }
}
