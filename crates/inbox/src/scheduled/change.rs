//! What people do to a scheduled message: write it, move it, take it back; and what ends many at once.

use beseda_base::auth::Who;
use beseda_base::bus::Topic;
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Checks, Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::moment::Asked;
use super::{
    COLUMNS, CancelReason, Condition, End, Held, KEPT_MS, Row, WAITING_MAX, end, hold, row_of, send, unlink_files,
    worker,
};
use crate::messages::{self, NewMessage, Posted};
use crate::{files, projects};

/// What is to be sent, and when. Exactly one of `due_at` and `local_time` is named.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(super) struct NewScheduledMessage {
    /// At most 20,000 characters; may be empty when files are attached. Sent as it stands.
    pub text: String,
    /// Made by the sender, 1–64 characters, unique per client: a repeated request never schedules twice.
    pub client_ref: String,
    /// Moment, ms since 1970: ahead, by 366 days at most.
    #[serde(default)]
    pub due_at: Option<i64>,
    /// The same as `YYYY-MM-DD HH:MM` in the project's time zone. What the clocks leave out moves on by as much as they do; of
    /// a time that comes twice it is the first.
    #[serde(default)]
    pub local_time: Option<String>,
    /// Whether it goes in any case.
    #[serde(default)]
    pub condition: Condition,
    /// Message of this dialog that is answered.
    #[serde(default)]
    pub reply_to: Option<i64>,
    /// Uploaded files, in order, at most 10. They are kept as long as the message waits.
    #[serde(default)]
    pub file_ids: Vec<i64>,
    /// The client's app makes no sound, where the messenger can do that (Telegram).
    #[serde(default)]
    pub silent: bool,
}

/// What of a waiting message changes; absent stays. Whoever changes it has the dialog before him: what the client has written
/// until now does not count against `unanswered_only` any more.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct ScheduledMessagePatch {
    /// Other words, at most 20,000 characters.
    #[serde(default)]
    pub text: Option<String>,
    /// Another moment, ms since 1970.
    #[serde(default)]
    pub due_at: Option<i64>,
    /// Another moment, as `YYYY-MM-DD HH:MM` in the project's time zone.
    #[serde(default)]
    pub local_time: Option<String>,
    /// Whether it goes in any case.
    #[serde(default)]
    pub condition: Option<Condition>,
}

impl NewScheduledMessage {
    fn asked(&self) -> Asked<'_> {
        Asked { due_at: self.due_at, local_time: self.local_time.as_deref() }
    }

    /// Refuses what cannot be sent at any time, by field.
    pub(super) fn check(&self) -> Result<()> {
        let message = NewMessage {
            text: self.text.clone(),
            client_ref: self.client_ref.clone(),
            seen_n: None,
            reply_to: self.reply_to,
            file_ids: self.file_ids.clone(),
            buttons: Vec::new(),
            silent: self.silent,
        };
        message.check()?;
        let mut checks = Checks::new();
        checks.ensure(
            self.due_at.is_some() || self.local_time.is_some(),
            "due_at",
            "required",
            "Name the time: due_at or local_time.",
        );
        self.asked().check(&mut checks);
        checks.done()
    }
}

impl ScheduledMessagePatch {
    fn asked(&self) -> Asked<'_> {
        Asked { due_at: self.due_at, local_time: self.local_time.as_deref() }
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut checks = Checks::new();
        checks.text_if("text", self.text.as_deref(), 0..=messages::TEXT_MAX);
        self.asked().check(&mut checks);
        checks.done()
    }
}

/// Schedules a message. The same reference and body again answer with the one made before, whatever has become of it.
pub(super) fn create(
    tx: &Tx<'_>,
    who: &Who,
    client: i64,
    new: &NewScheduledMessage,
    hash: &str,
    now: i64,
) -> Result<Posted> {
    // First, so that of two requests at once the second one sees what the first has made, and the count is right.
    let held = hold(tx, who.project, client)?.ok_or(Error::NotFound)?;
    let known: Option<(i64, String)> = tx.optional(
        "select id, ref_hash from scheduled_messages where client = $1 and client_ref = $2",
        params![client, new.client_ref.as_str()],
    )?;
    match known {
        Some((id, known)) if known == hash => return Ok(Posted { id, new: false }),
        Some(_) => return Err(Error::conflict("client_ref_reused", "this client_ref was used for another message")),
        None => {}
    }
    let zone = projects::of(tx, who.project)?.timezone;
    let due_at = new.asked().moment(&zone, now)?.ok_or(Error::invalid("due_at", "required", "Name the time."))?;
    can_be_sent(tx, &held)?;
    if let Some(reply) = new.reply_to {
        let known: Option<i64> = tx.optional(
            "select id from messages where client = $1 and id = $2 and kind in ('in', 'out')",
            params![client, reply],
        )?;
        known.ok_or_else(|| Error::invalid("reply_to", "unknown", "there is no such message in this dialog"))?;
    }
    if held.scheduled >= WAITING_MAX {
        return Err(Error::conflict(
            "scheduled_limit",
            format!("at most {WAITING_MAX} messages can wait for one client; cancel one of them, or send it now"),
        ));
    }
    tx.execute("update clients set scheduled_count = scheduled_count + 1 where id = $1", params![client])?;
    let id: i64 = tx.one(
        "insert into scheduled_messages (project, client, author, due_at, condition, in_count, text, reply_to, silent,
           client_ref, ref_hash, state, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', $12, $12) returning id",
        params![
            who.project,
            client,
            who.employee,
            due_at,
            new.condition.name(),
            held.in_count,
            new.text.trim_end(),
            new.reply_to,
            new.silent,
            new.client_ref.as_str(),
            hash,
            now
        ],
    )?;
    link_files(tx, who, client, id, &new.file_ids)?;
    told(tx, who, client, EventKind::ScheduledCreated, (id, due_at), now);
    Ok(Posted { id, new: true })
}

fn can_be_sent(tx: &Tx<'_>, held: &Held) -> Result<()> {
    let refused = |code: &'static str, detail: &str| Err(Error::conflict(code, detail));
    match hindrance(tx, held)? {
        Some(CancelReason::Blocked) => refused("client_blocked", "the client is blocked; unblock him to write"),
        Some(CancelReason::ChannelRemoved) => refused("channel_removed", "the channel of this dialog was removed"),
        Some(_) => refused("client_unreachable", "the client has stopped the bot"),
        None if held.thread.is_none() => {
            refused("unsupported", "the client has not written yet, so there is no chat to answer in")
        }
        None => Ok(()),
    }
}

/// Why nothing goes to this client at the moment.
pub(super) fn hindrance(tx: &Tx<'_>, held: &Held) -> Result<Option<CancelReason>> {
    if held.blocked {
        return Ok(Some(CancelReason::Blocked));
    }
    if held.unreachable.is_some() {
        return Ok(Some(CancelReason::Unsubscribed));
    }
    let removed: Option<i64> = tx.one("select removed_at from channels where id = $1", params![held.channel])?;
    Ok(removed.map(|_| CancelReason::ChannelRemoved))
}

/// The files become the client's, so that they are no forgotten uploads.
fn link_files(tx: &Tx<'_>, who: &Who, client: i64, id: i64, file_ids: &[i64]) -> Result<()> {
    if file_ids.is_empty() {
        return Ok(());
    }
    files::take_uploaded(tx, who.project, client, Some(who.employee), file_ids)?;
    let rows: Vec<Vec<Val>> =
        file_ids.iter().enumerate().map(|(position, file)| values![id, position as i64, *file]).collect();
    tx.execute_rows(
        "insert into scheduled_files (scheduled, position, file) values {rows:bigint,integer,bigint}",
        &[],
        &rows,
    )?;
    Ok(())
}

/// Changes a waiting message.
pub(super) fn change(
    tx: &Tx<'_>,
    who: &Who,
    (client, id): (i64, i64),
    patch: &ScheduledMessagePatch,
    now: i64,
) -> Result<()> {
    let held = hold(tx, who.project, client)?.ok_or(Error::NotFound)?;
    let row = row_of(tx, who.project, client, id)?.waits()?;
    let zone = projects::of(tx, who.project)?.timezone;
    let due_at = patch.asked().moment(&zone, now)?.unwrap_or(row.due_at);
    let text = patch.text.as_deref().map_or(row.text.as_str(), str::trim_end);
    if text.trim().is_empty() && super::files_of(tx, id)?.is_empty() {
        return Err(Error::invalid("text", "required", "Fill this in."));
    }
    let condition = patch.condition.map_or(row.condition.as_str(), |condition| condition.name());
    if (due_at, text, condition) == (row.due_at, row.text.as_str(), row.condition.as_str()) {
        return Ok(());
    }
    // Whoever was about to send it loses it, and looks again.
    tx.execute(
        "update scheduled_messages set due_at = $2, text = $3, condition = $4, in_count = $5, changed_at = $6,
           lease_until = 0, lease_token = 0 where id = $1 and state = 'waiting'",
        params![id, due_at, text, condition, held.in_count, now],
    )?;
    told(tx, who, client, EventKind::ScheduledChanged, (id, due_at), now);
    Ok(())
}

/// Takes a waiting message back; once more does no harm.
pub(super) fn cancel(tx: &Tx<'_>, who: &Who, (client, id): (i64, i64), now: i64) -> Result<()> {
    hold(tx, who.project, client)?.ok_or(Error::NotFound)?;
    let row = row_of(tx, who.project, client, id)?;
    if row.state == "cancelled" {
        return Ok(());
    }
    let row = row.waits()?;
    end(tx, &row, End::Cancelled(CancelReason::Employee), Some(who.employee), now)
}

/// The client is blocked: what waits for him is cancelled (S46). His row must be held.
pub(crate) fn cancel_all(tx: &Tx<'_>, who: &Who, client: i64, now: i64) -> Result<()> {
    let ended: Vec<i64> = tx.query(
        "update scheduled_messages set state = 'cancelled', reason = $3, changed_at = $4, lease_until = 0
         where project = $1 and client = $2 and state = 'waiting' returning id",
        params![who.project, client, CancelReason::Blocked.name(), now],
    )?;
    if ended.is_empty() {
        return Ok(());
    }
    tx.execute("update clients set scheduled_count = 0 where id = $1", params![client])?;
    let freed = unlink_files(tx, &ended)?;
    files::give_back(tx, &freed, now)?;
    tx.event(NewEvent {
        employee: Some(who.employee),
        data: json!({ "scheduled": null, "state": "cancelled", "reason": CancelReason::Blocked.name(), "message": null }),
        ..NewEvent::of(who.project, EventKind::ScheduledGone).client(client)
    });
    Ok(())
}

/// After a restore: what was due by now may have gone out after the backup was made, and nothing is sent twice by itself. It
/// is cancelled with a note, and a person decides. Answers how many. For tools: the number of rows is not bounded.
pub fn doubt_due(tx: &Tx<'_>, now: i64) -> Result<u64> {
    tx.execute(
        "update scheduled_messages set lease_until = 0, lease_token = 0 where state = 'waiting' and lease_until > 0",
        &[],
    )?;
    let due: Vec<Row> = tx.query(
        &format!("select {COLUMNS} from scheduled_messages where state = 'waiting' and due_at <= $1 order by client, due_at, id"),
        params![now],
    )?;
    for row in &due {
        // One who is deleted, and may still come back, needs no note.
        if hold(tx, row.project, row.client)?.is_some() {
            send::cancel(tx, row, CancelReason::Restored, now)?;
        } else {
            end(tx, row, End::Cancelled(CancelReason::Restored), None, now)?;
        }
    }
    Ok(due.len() as u64)
}

/// Forgets what was sent or cancelled a month ago, at most `limit` rows. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    tx.execute(
        "delete from scheduled_messages where id in (
           select id from scheduled_messages where state <> 'waiting' and changed_at < $1 order by changed_at limit $2)",
        params![now - KEPT_MS, limit],
    )
}

/// Tells the pages; and the loop, if it would look too late by itself.
fn told(tx: &Tx<'_>, who: &Who, client: i64, kind: EventKind, (id, due_at): (i64, i64), now: i64) {
    tx.event(NewEvent {
        employee: Some(who.employee),
        data: json!({ "scheduled": id, "due_at": due_at }),
        ..NewEvent::of(who.project, kind).client(client)
    });
    if due_at - now < worker::SCAN_MS {
        tx.wake(Topic::Scheduled);
    }
}
