//! What became of a send. Every finish says `where lease_token = mine`: who has lost his lease drops his result.

use beseda_base::bus::Topic;
use beseda_base::db::{Tx, params};
use beseda_base::error::Result;
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::{Kind, SendOutcome, SentPart};

use super::claim::Claimed;
use super::{TRIES_MAX, backoff};
use crate::channels::{self, ChannelFacts};
use crate::messages;

/// Writes the outcome of a row. `now` is the injected clock's.
pub(super) fn finish(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    row: &Claimed,
    kind: &str,
    token: i64,
    outcome: &SendOutcome,
    now: i64,
) -> Result<()> {
    match outcome {
        SendOutcome::Sent { part } => sent(tx, channel, row, kind, token, part.as_ref(), now),
        SendOutcome::NotSent { text, retry_after_s, whole_account } => {
            let wait = retry_after_s
                .map_or_else(|| backoff(row.tries), |s| i64::try_from(s).unwrap_or(60).saturating_mul(1000));
            if *whole_account {
                tx.execute(
                    "update channels set resume_at = $2 where id = $1 and resume_at < $2",
                    params![channel.id, now + wait],
                )?;
            }
            if row.tries + 1 >= TRIES_MAX {
                return failed(tx, row, kind, token, ("gave_up", text), now);
            }
            again(tx, row, token, text, now + wait)
        }
        SendOutcome::Rejected { code, text } => rejected(tx, channel, row, kind, token, (code, text), now),
        // To do it twice is to do it once.
        SendOutcome::Ambiguous { text } if is_change(kind) || kind == "answer_callback" => {
            if row.tries + 1 >= TRIES_MAX {
                failed(tx, row, kind, token, ("gave_up", text), now)
            } else {
                again(tx, row, token, text, now + backoff(row.tries))
            }
        }
        SendOutcome::Ambiguous { text } => unknown(tx, row, token, text, now),
        SendOutcome::AccountBroken { problem } => {
            again(tx, row, token, "the account is broken", now)?;
            channels::account_broken(tx, channel.id, problem, now)
        }
    }
}

/// Ends the row if it is still ours. What was deleted while it was on the wire leaves no words in it.
fn end(
    tx: &Tx<'_>,
    row: &Claimed,
    token: i64,
    state: &str,
    (code, text): (Option<&str>, Option<&str>),
    now: i64,
) -> Result<bool> {
    let mine = tx.execute(
        "update outbox set state = $3, error_code = $4, error_text = $5, finished_at = $6,
           payload = case when kind in ('text', 'file', 'edit') and exists (
             select 1 from messages m where m.id = outbox.message and m.deleted_at is not null) then '' else payload end
         where id = $1 and lease_token = $2 and state = 'sending'",
        params![row.id, token, state, code, text, now],
    )?;
    // Whatever waited behind this row may go now.
    tx.wake(Topic::Outbox);
    Ok(mine > 0)
}

fn sent(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    row: &Claimed,
    kind: &str,
    token: i64,
    part: Option<&SentPart>,
    now: i64,
) -> Result<()> {
    if !end(tx, row, token, "sent", (None, None), now)? {
        return Ok(());
    }
    let Some(message) = row.message else { return Ok(()) };
    if is_change(kind) {
        return forget_error(tx, row, message, kind);
    }
    let Some(part) = part else { return Ok(()) };
    tx.execute(
        "insert into message_parts (channel, chat, external_id, message, client, part) values ($1, $2, $3, $4, $5, $6)
         on conflict (channel, chat, external_id) do nothing",
        params![channel.id, row.chat.as_str(), part.external_id.as_str(), message, row.client, row.part],
    )?;
    // The client it may lock stands before his messages in the order of locks (guarantee 4).
    messages::unpark(tx, channel, &row.chat, &part.external_id, now)?;
    messages::refresh_state(tx, row.project, row.client, message)?;
    // Deleted while it was on the wire: then nobody knew yet what to delete there.
    let (deleted_at,): (Option<i64>,) = tx.one("select deleted_at from messages where id = $1", params![message])?;
    if deleted_at.is_some() && channel.kind.capabilities().delete {
        super::queue_delete(tx, channel, row.client, message, now)?;
    }
    Ok(())
}

/// A later edit or deletion that was taken mends the mark of one that was refused.
fn forget_error(tx: &Tx<'_>, row: &Claimed, message: i64, kind: &str) -> Result<()> {
    let Some(code) = refused(kind) else { return Ok(()) };
    let mended = tx.execute(
        "update messages set error_code = null, error_text = null where id = $1 and error_code = $2",
        params![message, code],
    )?;
    if mended > 0 {
        tx.event(NewEvent {
            message: Some(message),
            ..NewEvent::of(row.project, EventKind::MessageChanged).client(row.client)
        });
    }
    Ok(())
}

/// Whether a row of this kind changes a message that is there.
fn is_change(kind: &str) -> bool {
    matches!(kind, "edit" | "delete" | "react")
}

/// What the bubble of a message says when its change was refused; nothing of a reaction.
fn refused(kind: &str) -> Option<&'static str> {
    match kind {
        "edit" => Some("edit_failed"),
        "delete" => Some("delete_failed"),
        _ => None,
    }
}

fn again(tx: &Tx<'_>, row: &Claimed, token: i64, text: &str, at: i64) -> Result<()> {
    tx.execute(
        "update outbox set state = 'queued', next_at = $3, error_text = $4, lease_until = 0 where id = $1 and lease_token = $2 and state = 'sending'",
        params![row.id, token, at, text],
    )?;
    // The loop sets its alarm anew.
    tx.wake(Topic::Outbox);
    Ok(())
}

fn unknown(tx: &Tx<'_>, row: &Claimed, token: i64, text: &str, now: i64) -> Result<()> {
    if end(tx, row, token, "unknown", (Some("unknown"), Some(text)), now)? {
        give_up_rest(tx, row, now)?;
    }
    Ok(())
}

fn failed(tx: &Tx<'_>, row: &Claimed, kind: &str, token: i64, (code, text): (&str, &str), now: i64) -> Result<()> {
    if !end(tx, row, token, "failed", (Some(code), Some(text)), now)? {
        return Ok(());
    }
    if is_change(kind) {
        return keep_error(tx, row.project, row.client, row.message, kind, text);
    }
    give_up_rest(tx, row, now)
}

fn rejected(
    tx: &Tx<'_>,
    channel: &ChannelFacts,
    row: &Claimed,
    kind: &str,
    token: i64,
    (code, text): (&str, &str),
    now: i64,
) -> Result<()> {
    if kind == "delete" && code == "message_gone" {
        end(tx, row, token, "sent", (None, None), now)?;
        return Ok(());
    }
    if !end(tx, row, token, "failed", (Some(code), Some(text)), now)? {
        return Ok(());
    }
    if matches!(code, "blocked_us" | "deactivated") {
        tx.execute("update clients set unreachable = $2 where id = $1", params![row.client, code])?;
        tx.event(NewEvent::of(channel.project, EventKind::DialogChanged).client(row.client));
    }
    if is_change(kind) {
        return keep_error(tx, row.project, row.client, row.message, kind, text);
    }
    give_up_rest(tx, row, now)
}

beseda_base::row! {
    /// A row that will never be sent.
    #[derive(Debug, Clone)]
    pub(super) struct Hopeless {
        pub(super) id: i64,
        pub(super) project: i64,
        pub(super) client: i64,
        pub(super) message: Option<i64>,
        pub(super) kind: String,
    }
}

/// Why a row is not sent although nobody took it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hopelessness {
    /// On the bubble of a message.
    pub(super) code: &'static str,
    /// On the bubble of a message whose change it was.
    pub(super) text: &'static str,
}

/// Ends a row before its first byte, and says so on the bubble: a message is failed, a change of one did not reach the client.
pub(super) fn abandon(tx: &Tx<'_>, row: &Hopeless, why: Hopelessness, now: i64) -> Result<()> {
    let ended = tx.execute(
        "update outbox set state = 'failed', error_code = $2, error_text = $3, finished_at = $4
         where id = $1 and state in ('queued', 'claimed')",
        params![row.id, why.code, why.text, now],
    )?;
    if ended == 0 {
        return Ok(());
    }
    tx.wake(Topic::Outbox);
    match (row.message, row.kind.as_str()) {
        (message, kind) if is_change(kind) => keep_error(tx, row.project, row.client, message, kind, why.text),
        (Some(message), _) => messages::refresh_state(tx, row.project, row.client, message),
        (None, _) => Ok(()),
    }
}

/// Rows of removed channels that one transaction ends.
const ABANDONED_AT_ONCE: i64 = 100;

/// Ends what waits in removed channels: nobody will send it any more. Answers how many rows; call it until 0.
pub(super) fn abandon_removed(tx: &Tx<'_>, now: i64) -> Result<usize> {
    let rows: Vec<Hopeless> = tx.query(
        "select o.id, o.project, o.client, o.message, o.kind from outbox o where o.state = 'queued' and o.channel = (
           select min(h.id) from channels h where h.removed_at is not null
             and exists (select 1 from outbox q where q.channel = h.id and q.state = 'queued'))
         order by o.next_at, o.id limit $1",
        params![ABANDONED_AT_ONCE],
    )?;
    for row in &rows {
        abandon(tx, row, super::CHANNEL_REMOVED, now)?;
    }
    Ok(rows.len())
}

/// An edit or a deletion that the messenger refused leaves the message as it was there; the bubble says so. A reaction that it
/// refused is none.
fn keep_error(tx: &Tx<'_>, project: i64, client: i64, message: Option<i64>, kind: &str, text: &str) -> Result<()> {
    let Some(message) = message else { return Ok(()) };
    let Some(code) = refused(kind) else { return messages::reaction_refused(tx, project, client, message) };
    tx.execute("update messages set error_code = $2, error_text = $3 where id = $1", params![message, code, text])?;
    tx.event(NewEvent { message: Some(message), ..NewEvent::of(project, EventKind::MessageChanged).client(client) });
    Ok(())
}

/// The later parts of a message whose part did not arrive are not sent: half a message with a hole is worse than its
/// beginning. "Repeat" sends them after the one that failed.
fn give_up_rest(tx: &Tx<'_>, row: &Claimed, now: i64) -> Result<()> {
    let Some(message) = row.message else { return Ok(()) };
    tx.execute(
        "update outbox set state = 'failed', error_code = 'part_before_failed', finished_at = $3
         where message = $1 and part > $2 and state in ('queued', 'claimed') and kind in ('text', 'file')",
        params![message, row.part, now],
    )?;
    messages::refresh_state(tx, row.project, row.client, message)
}

/// Leases that ran out: what had not begun goes back, what had is unknown. Answers how many rows were touched.
pub(super) fn sweep(tx: &Tx<'_>, now: i64) -> Result<usize> {
    let db_now = tx.db_now();
    let back = tx.execute(
        "update outbox set state = 'queued' where id in (select id from outbox where state = 'claimed' and lease_until < $1 order by lease_until limit 500)",
        params![db_now],
    )?;
    // What can be done twice without harm goes back, too: changes, and whatever goes to a messenger that knows its doubles.
    let repeatable = repeatable();
    let again = format!(
        "update outbox set state = 'queued' where id in (select id from outbox where state = 'sending' and lease_until < $1
           and {repeatable} order by lease_until limit 500)"
    );
    let harmless = tx.execute(&again, params![db_now])?;
    let lose = format!(
        "update outbox set state = 'unknown', error_code = 'unknown', error_text = 'the process ended while sending', finished_at = $2
         where id in (select id from outbox where state = 'sending' and lease_until < $1 and not {repeatable} order by lease_until limit 100)
         returning id, project, client, coalesce(message, 0), part"
    );
    let lost: Vec<(i64, i64, i64, i64, i64)> = tx.query(&lose, params![db_now, now])?;
    for (_, project, client, message, part) in &lost {
        tx.execute(
            "update outbox set state = 'failed', error_code = 'part_before_failed', finished_at = $3
             where message = $1 and part > $2 and state in ('queued', 'claimed') and kind in ('text', 'file')",
            params![*message, *part, now],
        )?;
        messages::refresh_state(tx, *project, *client, *message)?;
    }
    if back + harmless > 0 || !lost.is_empty() {
        tx.wake(Topic::Outbox);
    }
    Ok(back as usize + harmless as usize + lost.len())
}

/// Condition on rows of the outbox: to do it twice is to do it once (promise 5: idempotency is used where it exists).
fn repeatable() -> String {
    let kinds: Vec<String> = Kind::ALL
        .into_iter()
        .filter(|kind| kind.capabilities().idempotent_send)
        .map(|kind| format!("'{}'", kind.name()))
        .collect();
    let kinds = kinds.join(", ");
    format!(
        "(kind in ('edit', 'delete', 'react', 'answer_callback') or channel in (select id from channels where kind in ({kinds})))"
    )
}

/// On SQLite this process is the only one, so every lease of the one before it has ended with it.
pub(super) fn end_former_leases(tx: &Tx<'_>) -> Result<()> {
    tx.execute("update outbox set lease_until = 0 where state in ('claimed', 'sending')", &[])?;
    Ok(())
}
