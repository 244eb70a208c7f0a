//! The words of a deleted message in what came in: the bodies of its chat's deliveries that became messages. They serve
//! nothing any more but a look at them; their ids stay, so that a second delivery is still recognised.
//!
//! Which delivery made which message is written nowhere, so all of the chat's are emptied. What waits, is parked or is
//! a dead letter keeps its body: it is still to become something.

use beseda_base::db::{Tx, params};
use beseda_base::error::Result;

/// Deliveries emptied in one transaction.
const BATCH: i64 = 400;

/// Empties the deliveries of a message's chat; what is beyond one transaction is left on a list for [`scrub_rest`].
pub(super) fn scrub_chat_of(tx: &Tx<'_>, message: i64) -> Result<()> {
    let place: Option<(i64, String)> = tx.optional(
        "select t.channel, t.chat from messages m join threads t on t.id = m.thread where m.id = $1",
        params![message],
    )?;
    let Some((channel, chat)) = place else { return Ok(()) };
    if scrub(tx, channel, &chat)? == BATCH.unsigned_abs() {
        tx.execute(
            "insert into raw_scrubs (channel, thread_key) values ($1, $2) on conflict (channel, thread_key) do nothing",
            params![channel, chat.as_str()],
        )?;
    }
    Ok(())
}

/// Empties one delivery, whose change named a deleted message.
pub(super) fn scrub_one(tx: &Tx<'_>, raw_event: i64) -> Result<()> {
    tx.execute("update raw_events set body = $2 where id = $1 and state <> 2", params![raw_event, Vec::<u8>::new()])?;
    Ok(())
}

/// Goes on with the list of chats. Answers how many deliveries and entries of the list were dealt with, 0 at its end.
pub(crate) fn scrub_rest(tx: &Tx<'_>) -> Result<u64> {
    let next: Option<(i64, String)> =
        tx.optional("select channel, thread_key from raw_scrubs order by channel, thread_key limit 1", params![])?;
    let Some((channel, chat)) = next else { return Ok(0) };
    let emptied = scrub(tx, channel, &chat)?;
    if emptied == BATCH.unsigned_abs() {
        return Ok(emptied);
    }
    tx.execute("delete from raw_scrubs where channel = $1 and thread_key = $2", params![channel, chat.as_str()])?;
    Ok(emptied + 1)
}

fn scrub(tx: &Tx<'_>, channel: i64, chat: &str) -> Result<u64> {
    tx.execute(
        "update raw_events set body = $3 where id in (
           select id from raw_events where channel = $1 and thread_key = $2 and state in (1, 3) and length(body) > 0
             and id not in (select raw_event from parked where raw_event is not null)
           order by id desc limit $4)",
        params![channel, chat, Vec::<u8>::new(), BATCH],
    )
}
