//! A client and everything that is his, out of every table.

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};

use super::links;
use crate::{files, search};

/// Rows that name a client by these columns, the ones that are pointed to last. Events stay: they hold ids only, and their
/// numbers must have no gap (guarantees 4 and 5).
const ROWS: [&str; 15] = [
    "delete from scheduled_files where scheduled in (select id from scheduled_messages where client = $1)",
    "delete from scheduled_messages where client = $1",
    "delete from message_parts where client = $1",
    "delete from outbox where client = $1",
    "delete from client_variables where client = $1",
    "delete from client_contacts where client = $1",
    "delete from free_seen where client = $1",
    "delete from drafts where client = $1",
    "delete from job_clients where client = $1",
    "delete from marked_unread where client = $1",
    "delete from client_keys where client = $1",
    "delete from avatar_checks where client = $1",
    "delete from parked where channel = (select channel from clients where id = $1) and chat in (select chat from threads where client = $1)",
    "delete from raw_events where channel = (select channel from clients where id = $1) and thread_key in (select chat from threads where client = $1) and state <> 0",
    "delete from threads where client = $1",
];

/// Purges a client; the bytes of his files follow after the commit.
pub(crate) fn purge(tx: &Tx<'_>, project: i64, client: i64, now: i64) -> Result<()> {
    // Before he is locked himself: they are locked in their order.
    links::hold_for_purge(tx, project, client)?;
    // Locks the client's row as every writer for him does (guarantee 3), and tells whether he is this project's.
    let avatar: Option<String> = tx.one(
        "update clients set last_n = last_n where id = $1 and project in ($2, $3) returning avatar_key",
        params![client, project, -project],
    )?;
    while strip(tx, client, now)? > 0 {}
    links::purge(tx, project, client)?;
    for sql in ROWS {
        tx.execute(sql, params![client])?;
    }
    tx.execute("delete from clients where id = $1", params![client])?;
    files::discard(tx, &avatar.into_iter().collect::<Vec<_>>(), now)?;
    tx.event(NewEvent::of(project, EventKind::ClientDeleted).client(client));
    Ok(())
}

/// Messages of one transaction, with what hangs on them.
const BATCH: i64 = 80;

/// Takes the next of a client's messages and files away. Answers how many; 0 when nothing but the client is left.
pub(super) fn strip(tx: &Tx<'_>, client: i64, now: i64) -> Result<usize> {
    let messages: Vec<i64> =
        tx.query("select id from messages where client = $1 order by n limit $2", params![client, BATCH])?;
    let files: Vec<(i64, String, Option<String>)> = tx.query(
        "select id, blob_key, thumb_key from files where client = $1 order by id limit $2",
        params![client, BATCH],
    )?;
    let rows: Vec<Vec<Val>> = messages.iter().map(|id| values![*id]).collect();
    for sql in [
        "delete from mentions where message in (values {rows:bigint})",
        "delete from message_versions where message in (values {rows:bigint})",
        "delete from message_files where message in (values {rows:bigint})",
        "delete from message_parts where message in (values {rows:bigint})",
        "delete from outbox where message in (values {rows:bigint})",
        "delete from messages where id in (values {rows:bigint})",
    ] {
        tx.execute_rows(sql, &[], &rows)?;
    }
    search::forget(tx, &messages)?;
    let rows: Vec<Vec<Val>> = files.iter().map(|(id, ..)| values![*id]).collect();
    tx.execute_rows("delete from message_files where file in (values {rows:bigint})", &[], &rows)?;
    tx.execute_rows("delete from files where id in (values {rows:bigint})", &[], &rows)?;
    let done = messages.len() + files.len();
    files::discard(tx, &files::keys_of(files.into_iter().map(|(_, blob, thumb)| (blob, thumb)).collect()), now)?;
    Ok(done)
}

/// What stays of a deleted client's deliveries: the ids by which a redelivery is known, without words and chat. What he has
/// written after he was deleted waits to be worked on again: it is for a new client.
pub(super) fn leave(tx: &Tx<'_>, client: i64, deleted_at: i64) -> Result<()> {
    const HIS: &str = "channel = (select channel from clients where id = $1) and thread_key in (select chat from threads where client = $1)";
    let again = format!(
        "update raw_events set state = 0, attempts = 0, retry_at = 0, kind = '', error = null
         where {HIS} and received_at > $2 and state in (1, 3) and length(body) > 0"
    );
    tx.execute(&again, params![client, deleted_at])?;
    let emptied = format!(
        "update raw_events set body = $3, thread_key = '', error = null where {HIS} and received_at <= $2 and state in (1, 3)"
    );
    tx.execute(&emptied, params![client, deleted_at, Vec::<u8>::new()])?;
    tx.execute(&format!("delete from raw_events where {HIS} and received_at <= $2"), params![client, deleted_at])?;
    Ok(())
}
