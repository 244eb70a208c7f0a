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
#[cfg(test)]
pub(crate) use process::STILL_WAITING;
pub use process::drain;
pub use routes::routes;

use std::collections::HashSet;

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, values};
use beseda_base::error::Result;
use beseda_messengers::Item;

use crate::Inbox;

/// Largest item that is kept; the hook's own limit is below it.
const BODY_MAX: usize = 4 * 1024 * 1024;

/// Those of these raw events that are there.
pub(crate) const KEPT: &str =
    "with given(id) as (values {rows:bigint}) select r.id from given g join raw_events r on r.id = g.id";

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
    let ids = tx.new_ids("raw_events", rows.len())?;
    for (row, id) in rows.iter_mut().zip(&ids) {
        row.push(Val::from(*id));
    }
    let new = tx.execute_rows(
        "insert into raw_events (channel, thread_key, delivery_id, body, received_at, id)
         values {rows:bigint,text,text,blob,bigint,bigint} on conflict (channel, delivery_id) do nothing",
        &[],
        &rows,
    )?;
    if new > 0 {
        tx.wake(Topic::Intake);
    }
    // Almost never is one there already; then it is looked up which.
    let mut kept: HashSet<i64> = ids.iter().copied().collect();
    if new < ids.len() as u64 {
        let given: Vec<Vec<Val>> = ids.iter().map(|id| values![*id]).collect();
        kept = tx.query_rows(KEPT, &[], &given)?.into_iter().collect();
    }
    let mut ids = ids.into_iter();
    let mut new = |items: &[Item]| ids.by_ref().take(items.len()).filter(|id| kept.contains(id)).count();
    Ok(deliveries.iter().map(|(_, items)| new(items.as_ref())).collect())
}

/// Starts the loop that turns what came in into messages.
pub fn start(inbox: &Inbox) {
    inbox.keep("intake", process::run);
}
