//! A client and everything that is his, out of every table.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};

use crate::files;

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
    "delete from parked where channel = (select channel from clients where id = $1) and chat in (select chat from threads where client = $1)",
    "delete from raw_events where channel = (select channel from clients where id = $1) and thread_key in (select chat from threads where client = $1)",
    "delete from threads where client = $1",
];

/// Purges a client; the bytes of his files follow after the commit.
pub(crate) fn purge(tx: &Tx<'_>, project: i64, client: i64, now: i64) -> Result<()> {
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
    let mut keys = files::keys_of(files);
    keys.extend(avatar);
    files::discard(tx, &keys, now)?;
    tx.event(NewEvent::of(project, EventKind::ClientDeleted).client(client));
    Ok(())
}
