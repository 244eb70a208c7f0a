//! Out of the table and into hands: claims with leases, one client at a time, within the messenger's rates.

use std::collections::BTreeSet;

use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::Result;
use beseda_messengers::Kind;

use super::finish::{Hopeless, Hopelessness, abandon};
use super::payload::Payload;
use super::{CHANNEL_REMOVED, CLAIM_LEASE_MS, SEND_LEASE_MS};

beseda_base::row! {
    /// A claimed row.
    #[derive(Debug, Clone)]
    pub(super) struct Claimed {
        pub(super) id: i64,
        pub(super) project: i64,
        pub(super) client: i64,
        pub(super) message: Option<i64>,
        pub(super) part: i64,
        pub(super) thread: i64,
        pub(super) chat: String,
        pub(super) payload: String,
        pub(super) tries: i64,
    }
}

/// A channel with work that may go out now.
pub(super) fn channels_with_work(tx: &Tx<'_>, now: i64) -> Result<Vec<(i64, String)>> {
    tx.query(
        "select h.id, h.kind from channels h where h.state = 'works' and h.removed_at is null and h.resume_at <= $1
           and exists (select 1 from outbox o where o.channel = h.id and o.state = 'queued' and o.next_at <= $1)
         order by h.id limit 500",
        params![now],
    )
}

/// Heads of queues that are looked at for the alarm, per channel; what is behind them goes later.
const HEADS: i64 = 100;

/// The earliest moment at which something that waits now may go, for the worker's alarm. What waits for an older message of
/// its client has no moment: the end of that one wakes the loop.
pub(super) fn next_moment(tx: &Tx<'_>) -> Result<Option<i64>> {
    let channels: Vec<(i64, String, i64, i64)> = tx.query(
        "select h.id, h.kind, h.resume_at, h.next_send_at from channels h where h.state = 'works' and h.removed_at is null
           and exists (select 1 from outbox o where o.channel = h.id and o.state = 'queued') order by h.id limit 500",
        &[],
    )?;
    let mut earliest: Option<i64> = None;
    for (channel, kind, resume_at, next_send_at) in channels {
        let Some(rates) = Kind::from_name(&kind).map(Kind::rates) else { continue };
        let account = resume_at.max(rates.next(next_send_at));
        let heads: Vec<(i64, i64, bool)> = tx.query(
            "select o.next_at, t.next_send_at, o.kind = 'answer_callback' from outbox o join threads t on t.id = o.thread
             where o.channel = $1 and o.state = 'queued' and (o.kind = 'answer_callback' or not exists (
               select 1 from outbox b where b.client = o.client and b.state in ('queued', 'claimed', 'sending') and b.id < o.id
                 and b.kind <> 'answer_callback'))
             order by o.next_at, o.id limit $2",
            params![channel, HEADS],
        )?;
        let at = heads.into_iter().map(|(at, chat, callback)| if callback { at } else { at.max(chat) }).min();
        earliest = [earliest, at.map(|at| at.max(account))].into_iter().flatten().min();
    }
    Ok(earliest)
}

/// Claims up to `room` rows of a channel for `token`. The rate buckets are columns that change in this transaction
/// (guarantee 13): one for the account, one per chat.
pub(super) fn claim(tx: &Tx<'_>, channel: i64, kind: Kind, token: i64, room: i64, now: i64) -> Result<Vec<Claimed>> {
    let rates = kind.rates();
    let (full_at,): (i64,) = tx.one("select next_send_at from channels where id = $1", params![channel])?;
    let allowed = rates.allowed(full_at, now, room);
    if allowed == 0 {
        return Ok(Vec::new());
    }
    let mut rows: Vec<Claimed> = tx.query(
        "select o.id, o.project, o.client, o.message, o.part, o.thread, o.chat, o.payload, o.tries
         from outbox o join threads t on t.id = o.thread
         where o.channel = $1 and o.state = 'queued' and o.next_at <= $2 and (o.kind = 'answer_callback' or t.next_send_at <= $2)
           and (o.kind = 'answer_callback' or not exists (
             select 1 from outbox b where b.client = o.client and b.state in ('queued', 'claimed', 'sending') and b.id < o.id and b.kind <> 'answer_callback'))
         order by o.next_at, o.id limit $3",
        params![channel, now, allowed],
    )?;
    let mut chats = BTreeSet::new();
    rows.retain(|row| row.message.is_none() || chats.insert(row.thread));
    if rows.is_empty() {
        return Ok(rows);
    }
    let mine = tx.execute(
        "update channels set next_send_at = $3 where id = $1 and next_send_at = $2",
        params![channel, full_at, rates.taken(full_at, now, rows.len() as i64)],
    )?;
    if mine == 0 {
        return Ok(Vec::new());
    }
    let lease = tx.db_now() + CLAIM_LEASE_MS;
    let ids: Vec<Vec<Val>> = rows.iter().map(|row| values![row.id]).collect();
    tx.execute_rows(
        "update outbox set state = 'claimed', lease_until = $1, lease_token = $2 where state = 'queued' and id in (values {rows:bigint})",
        params![lease, token],
        &ids,
    )?;
    if rates.chat_interval_ms > 0 {
        let threads: Vec<Vec<Val>> = chats.iter().map(|thread| values![*thread]).collect();
        if !threads.is_empty() {
            tx.execute_rows(
                "update threads set next_send_at = $1 where id in (values {rows:bigint})",
                params![now + rates.chat_interval_ms],
                &threads,
            )?;
        }
    }
    Ok(rows)
}

/// Lets a channel rest for a minute.
pub(super) fn rest(tx: &Tx<'_>, channel: i64, now: i64) -> Result<()> {
    tx.execute("update channels set resume_at = $2 where id = $1 and resume_at < $2", params![channel, now + 60_000])?;
    Ok(())
}

/// What the worker needs to send a row that has just become `sending`.
pub(super) struct Ready {
    /// What to send.
    pub(super) payload: Payload,
    /// The file, if it is one: key, name, MIME type, size, kind.
    pub(super) file: Option<(String, String, String, i64, String)>,
}

/// Commits "the first byte is about to go". None: the lease was lost, or a person took the message back, or it can or may
/// not reach the client any more.
pub(super) fn begin(tx: &Tx<'_>, row: &Claimed, token: i64, now: i64) -> Result<Option<Ready>> {
    let payload = Payload::from_column(&row.payload)?;
    if let Some(why) = hopeless(tx, row)? {
        let mine: Option<i64> = tx.optional(
            "select id from outbox where id = $1 and lease_token = $2 and state = 'claimed'",
            params![row.id, token],
        )?;
        if mine.is_some() {
            let Claimed { id, project, client, message, .. } = *row;
            abandon(tx, &Hopeless { id, project, client, message, kind: payload.kind().to_owned() }, why, now)?;
        }
        return Ok(None);
    }
    if let Some(message) = row.message
        && matches!(payload, Payload::Text { .. } | Payload::File { .. } | Payload::Edit { .. })
        && tx.one::<(Option<i64>,)>("select deleted_at from messages where id = $1", params![message])?.0.is_some()
    {
        // Deleted while it waited for another try.
        super::cancel_message(tx, message, now)?;
        return Ok(None);
    }
    let mine = tx.execute(
        "update outbox set state = 'sending', lease_until = $3, tries = tries + 1 where id = $1 and lease_token = $2 and state = 'claimed'",
        params![row.id, token, tx.db_now() + SEND_LEASE_MS],
    )?;
    if mine == 0 {
        return Ok(None);
    }
    let file = match &payload {
        Payload::File { file, .. } => {
            tx.optional("select blob_key, name, mime, size, kind from files where id = $1", params![*file])?
        }
        _ => None,
    };
    Ok(Some(Ready { payload, file }))
}

/// Why this row shall not go out, by what holds now (guarantee 12). To confirm a press harms nobody.
fn hopeless(tx: &Tx<'_>, row: &Claimed) -> Result<Option<Hopelessness>> {
    let (blocked, unreachable, removed_at, deleted): (bool, Option<String>, Option<i64>, bool) = tx.one(
        "select c.blocked, c.unreachable, h.removed_at, c.project < 0 from clients c join channels h on h.id = c.channel where c.id = $1",
        params![row.client],
    )?;
    Ok(match unreachable.as_deref() {
        _ if removed_at.is_some() => Some(CHANNEL_REMOVED),
        _ if row.message.is_none() => None,
        _ if deleted => Some(Hopelessness { code: "client_deleted", text: "the client was deleted" }),
        _ if blocked => Some(Hopelessness { code: "client_blocked", text: "the client is blocked" }),
        Some("deactivated") => {
            Some(Hopelessness { code: "deactivated", text: "the account of the client was deleted" })
        }
        Some(_) => Some(Hopelessness { code: "blocked_us", text: "the client has closed the chat with the bot" }),
        None => None,
    })
}
