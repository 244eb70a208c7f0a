//! What shall go out. A row is one call to a messenger; its states are those of guarantee 10:
//! queued → claimed (lease runs out: back to queued) → sending (committed just before the first byte; lease runs out: unknown)
//! → sent, failed, unknown, cancelled.
//!
//! Order within a client is the order of ids: a row is claimed only when nothing older of the same client is open. A failed
//! or unknown head does not hold up what comes after it. Nothing is sent twice by itself: what nobody knows waits for a person.

mod claim;
mod figures;
mod finish;
mod payload;
mod queue;
mod restored;
mod routes;
#[cfg(test)]
mod tests;
mod worker;

pub(crate) use figures::Figures;
pub(crate) use queue::{
    cancel_message, edit_max, prune, queue, queue_again, queue_callback_answer, queue_delete, queue_edit,
    queue_reaction,
};
pub use restored::doubt_unsent;
pub use routes::routes;

use crate::Inbox;

/// How long a claimed row may wait for its turn before others may take it, ms.
const CLAIM_LEASE_MS: i64 = 30_000;
/// How long a send may take before its row counts as unknown, ms. Every time-out of a messenger's call is shorter.
const SEND_LEASE_MS: i64 = 180_000;
/// After so many tries that were surely not taken, a person decides. With the back-off below that is about two hours.
const TRIES_MAX: i64 = 30;
/// Longest pause between two tries, ms.
const BACKOFF_MAX_MS: i64 = 300_000;

/// Why nothing of a removed channel goes out.
const CHANNEL_REMOVED: finish::Hopelessness =
    finish::Hopelessness { code: "channel_removed", text: "the channel was removed" };

/// Pause before the next try, ms: doubling from one second.
fn backoff(tries: i64) -> i64 {
    1000_i64.checked_shl(u32::try_from(tries.clamp(0, 20)).unwrap_or(20)).unwrap_or(BACKOFF_MAX_MS).min(BACKOFF_MAX_MS)
}

/// Starts the loop that empties the outbox.
pub fn start(inbox: &Inbox) {
    inbox.keep("outbox", worker::run);
}
