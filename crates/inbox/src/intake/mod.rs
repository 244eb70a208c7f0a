//! What comes in: kept durably before it is answered, then turned into messages, thread by thread.
//!
//! [`keep`] is steps 1 and 2's seam: when it returns, a crash loses nothing, and a repeated delivery has changed nothing.
//! [`run`] reads what waits in order of arrival, parses outside any transaction, and hands batches to `messages::receive`.
//! An item that fails becomes one visible, replayable dead letter and holds up only its own thread.
//!
//! Several nodes may read the same waiting rows: the transaction flips each row's state first and goes on only with those
//! it flipped itself, and a batch is always a prefix of what waits, so nothing is done twice and nothing out of order.

mod process;
mod routes;
#[cfg(test)]
mod tests;

pub use process::drain;
pub use routes::routes;

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, values};
use beseda_base::error::Result;
use beseda_messengers::Item;

use crate::Inbox;

/// Largest item that is kept; the hook's own limit is below it.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// Keeps the items of one delivery, all or none. Answers how many were new; durable when it returns.
pub async fn keep(inbox: &Inbox, channel: i64, items: Vec<Item>) -> Result<usize> {
    let now = inbox.clock.now();
    inbox.db.write(move |tx| keep_in(tx, channel, &items, now)).await
}

/// The same within a transaction of the caller.
pub(crate) fn keep_in(tx: &Tx<'_>, channel: i64, items: &[Item], now: i64) -> Result<usize> {
    if items.is_empty() {
        return Ok(0);
    }
    let rows: Vec<Vec<Val>> = items
        .iter()
        .map(|item| {
            let body = item.slice.get(..BODY_MAX).unwrap_or(&item.slice);
            values![channel, item.thread_key.as_str(), item.delivery_id.as_str(), body.to_vec(), now]
        })
        .collect();
    let kept = tx.execute_rows(
        "insert into raw_events (channel, thread_key, delivery_id, body, received_at) values {rows:bigint,text,text,blob,bigint}
         on conflict (channel, delivery_id) do nothing",
        &[],
        &rows,
    )?;
    if kept > 0 {
        tx.wake(Topic::Intake);
    }
    Ok(kept as usize)
}

/// Starts the loop that turns what came in into messages.
pub fn start(inbox: &Inbox) {
    let inbox = inbox.clone();
    inbox.tasks.clone().keep("intake", move || process::run(inbox.clone()));
}
