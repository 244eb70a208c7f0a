//! A client and everything that is his, out of every table.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};

/// Rows that name a client by these columns, the ones that are pointed to last. Events stay: they hold ids only, and their
/// numbers must have no gap (guarantees 4 and 5).
const ROWS: [&str; 12] = [
    "delete from message_versions where message in (select id from messages where client = $1)",
    "delete from message_files where message in (select id from messages where client = $1)",
    "delete from message_parts where client = $1",
    "delete from outbox where client = $1",
    "delete from messages where client = $1",
    "delete from files where client = $1",
    "delete from client_variables where client = $1",
    "delete from free_seen where client = $1",
    "delete from avatar_checks where client = $1",
    "delete from parked where exists (select 1 from threads t where t.client = $1 and t.channel = parked.channel and t.chat = parked.chat)",
    "delete from raw_events where exists (select 1 from threads t where t.client = $1 and t.channel = raw_events.channel and t.chat = raw_events.thread_key)",
    "delete from threads where client = $1",
];

/// Purges a client. Answers the keys of his stored files, to be deleted after the commit.
pub(crate) fn purge(tx: &Tx<'_>, project: i64, client: i64) -> Result<Vec<String>> {
    // Locks the client's row as every writer for him does (guarantee 3), and tells whether he is this project's.
    let avatar: Option<String> = tx.one(
        "update clients set last_n = last_n where id = $1 and project = $2 returning avatar_key",
        params![client, project],
    )?;
    let files: Vec<(String, Option<String>)> =
        tx.query("select blob_key, thumb_key from files where client = $1", params![client])?;
    for sql in ROWS {
        tx.execute(sql, params![client])?;
    }
    tx.execute("delete from clients where id = $1", params![client])?;
    tx.event(NewEvent::of(project, EventKind::ClientDeleted).client(client));
    let keys = files.into_iter().flat_map(|(blob, thumb)| std::iter::once(blob).chain(thumb)).chain(avatar);
    Ok(keys.filter(|key| !key.is_empty()).collect())
}
