//! What comes in: kept durably before it is answered, then turned into messages, thread by thread.
//!
//! [`keep`] is steps 1 and 2's seam: when it returns, a crash loses nothing, and a repeated delivery has changed nothing.
//! [`run`] reads what waits in order of arrival, parses outside any transaction, and hands batches to `messages::receive`.
//! An item that fails becomes one visible, replayable dead letter and holds up only its own thread.
//!
//! Several nodes may read the same waiting rows: the transaction flips each row's state first and goes on only with those
//! it flipped itself, and a batch is always a prefix of what waits, so nothing is done twice and nothing out of order.

mod gate;
mod process;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use gate::Gate;
pub use process::drain;
pub use routes::routes;

use std::collections::HashSet;

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, values};
use beseda_base::error::Result;
use beseda_messengers::Item;

use crate::Inbox;

/// Largest item that is kept; the hook's own limit is below it.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// Keeps the items of one delivery, all or none. Answers how many were new; durable when it returns.
pub async fn keep(inbox: &Inbox, channel: i64, items: Vec<Item>) -> Result<usize> {
    if items.is_empty() {
        return Ok(0);
    }
    inbox.gate.keep(inbox, channel, items).await
}

/// Keeps deliveries within a transaction of the caller. Answers for each how many of its items were new.
pub(crate) fn keep_in<I: AsRef<[Item]>>(tx: &Tx<'_>, deliveries: &[(i64, I)], now: i64) -> Result<Vec<usize>> {
    let mut rows = Vec::new();
    for (channel, items) in deliveries {
        for item in items.as_ref() {
            let body = item.slice.get(..BODY_MAX).unwrap_or(&item.slice);
            rows.push(values![*channel, item.thread_key.as_str(), item.delivery_id.as_str(), body.to_vec(), now]);
        }
    }
    let kept = tx.query_rows::<(i64, String)>(
        "insert into raw_events (channel, thread_key, delivery_id, body, received_at) values {rows:bigint,text,text,blob,bigint}
         on conflict (channel, delivery_id) do nothing returning channel, delivery_id",
        &[],
        &rows,
    )?;
    if !kept.is_empty() {
        tx.wake(Topic::Intake);
    }
    let mut kept: HashSet<(i64, String)> = kept.into_iter().collect();
    let mut new = |channel: i64, items: &[Item]| {
        items.iter().filter(|item| kept.remove(&(channel, item.delivery_id.clone()))).count()
    };
    Ok(deliveries.iter().map(|(channel, items)| new(*channel, items.as_ref())).collect())
}

/// Starts the loop that turns what came in into messages.
pub fn start(inbox: &Inbox) {
    let inbox = inbox.clone();
    inbox.tasks.clone().keep("intake", move || process::run(inbox.clone()));
}
