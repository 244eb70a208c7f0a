//! After a restore: what was waiting when the backup was made.

use std::collections::BTreeSet;

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;

use crate::messages;

/// Nobody knows whether a message that waited in the backup went out after it, and nothing is sent twice by itself: it becomes
/// `unknown`, and a person decides. To edit, delete or confirm twice is to do it once, so that waits on. Answers how many
/// messages are doubted. For tools: the number of rows is not bounded.
pub fn doubt_unsent(tx: &Tx<'_>, now: i64) -> Result<u64> {
    tx.execute(
        "update outbox set state = 'queued', lease_until = 0, lease_token = 0 where state in ('claimed', 'sending')
           and (message is null or kind not in ('text', 'file'))",
        &[],
    )?;
    let rows: Vec<(i64, i64, i64)> = tx.query(
        "update outbox set state = 'unknown', error_code = 'unknown', error_text = 'restored from a backup', lease_until = 0,
           lease_token = 0, finished_at = $1
         where state in ('queued', 'claimed', 'sending') and message is not null and kind in ('text', 'file')
         returning project, client, message",
        params![now],
    )?;
    let messages: BTreeSet<(i64, i64, i64)> = rows.into_iter().collect();
    for (project, client, message) in &messages {
        messages::refresh_state(tx, *project, *client, *message)?;
    }
    Ok(messages.len() as u64)
}
