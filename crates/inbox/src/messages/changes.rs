//! What happens to a message after it was written: edits, deletions, delivery states, reactions, repeats.
//!
//! A change that names a message we do not have is parked and applied when the message appears (G7).

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use beseda_messengers::{Change, Entity, Inbound, Kind};
use serde::{Deserialize, Serialize};

use super::body::{Body, change_body};
use super::scrub::{scrub_chat_of, scrub_one};
use crate::channels::ChannelFacts;
use crate::{clients, files, outbox, search};

/// How long a change waits for its message before it becomes a dead letter.
pub(crate) const PARKED_MS: i64 = 10 * 60 * 1000;

/// A change of an existing message, as it is parked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Parked {
    Edited { text: String, entities: Vec<Entity>, at: i64 },
    Deleted { at: i64 },
    Delivered,
    Read,
    Failed { code: String, text: String },
    Reacted { emoji: Vec<String> },
}

/// A message found by its external id.
struct Found {
    id: i64,
    client: i64,
    deleted: bool,
}

impl Parked {
    /// Would bring something back that a deletion has taken away.
    fn has_words(&self) -> bool {
        matches!(self, Parked::Edited { .. } | Parked::Reacted { .. })
    }
}

/// Applies one change that came in. Answers how many rows of `messages` it made (none, so far).
pub(super) fn apply(tx: &Tx<'_>, channel: &ChannelFacts, raw_event: i64, inbound: &Inbound, now: i64) -> Result<usize> {
    if let Inbound::Visited { place, variables, .. } = inbound {
        visited(tx, channel, &place.chat, variables, now)?;
    }
    for (chat, external_id, change) in changes_of(inbound) {
        match find(tx, channel.id, chat, external_id)? {
            Some(found) => {
                apply_to(tx, channel.project, &found, &change, now)?;
                if found.deleted && change.has_words() {
                    scrub_one(tx, raw_event)?;
                }
            }
            None => park(tx, channel.id, chat, external_id, raw_event, &change, now)?,
        }
    }
    Ok(0)
}

/// The message whose words or rare parts this changes, by its chat and id.
pub(super) fn rewritten(inbound: &Inbound) -> Option<(&str, &str)> {
    match inbound {
        Inbound::Edited { place, external_id, .. } | Inbound::Reacted { place, external_id, .. } => {
            Some((&place.chat, external_id))
        }
        _ => None,
    }
}

fn changes_of(inbound: &Inbound) -> Vec<(&str, &str, Parked)> {
    match inbound {
        Inbound::Edited { place, external_id, text, entities, at, .. } => {
            vec![(&place.chat, external_id, Parked::Edited { text: text.clone(), entities: entities.clone(), at: *at })]
        }
        Inbound::Deleted { place, external_ids, at } => {
            external_ids.iter().map(|id| (place.chat.as_str(), id.as_str(), Parked::Deleted { at: *at })).collect()
        }
        Inbound::Delivery { place, external_id, change, .. } => {
            let change = match change {
                Change::Delivered => Parked::Delivered,
                Change::Read => Parked::Read,
                Change::Failed { code, text } => Parked::Failed { code: code.clone(), text: text.clone() },
            };
            vec![(&place.chat, external_id, change)]
        }
        Inbound::Reacted { place, external_id, reaction, .. } => {
            vec![(&place.chat, external_id, Parked::Reacted { emoji: reaction.0.iter().take(8).cloned().collect() })]
        }
        Inbound::Message(_)
        | Inbound::Pressed { .. }
        | Inbound::Blocked { .. }
        | Inbound::Visited { .. }
        | Inbound::NotSupportedYet { .. }
        | Inbound::Ignored { .. } => Vec::new(),
    }
}

/// What a known client's page tells; a visitor who has not written stays unknown (X3).
fn visited(tx: &Tx<'_>, channel: &ChannelFacts, chat: &str, variables: &[(String, String)], now: i64) -> Result<()> {
    let client: Option<(i64,)> =
        tx.optional("select client from threads where channel = $1 and chat = $2", params![channel.id, chat])?;
    if let Some((client,)) = client {
        clients::set_variables(tx, client, variables, now)?;
        clients::changed(tx, channel.project, client);
    }
    Ok(())
}

fn find(tx: &Tx<'_>, channel: i64, chat: &str, external_id: &str) -> Result<Option<Found>> {
    let row: Option<(i64, i64, Option<i64>)> = tx.optional(
        "select p.message, p.client, m.deleted_at from message_parts p join messages m on m.id = p.message
         where p.channel = $1 and p.chat = $2 and p.external_id = $3",
        params![channel, chat, external_id],
    )?;
    Ok(row.map(|(id, client, deleted_at)| Found { id, client, deleted: deleted_at.is_some() }))
}

fn park(
    tx: &Tx<'_>,
    channel: i64,
    chat: &str,
    external_id: &str,
    raw_event: i64,
    change: &Parked,
    now: i64,
) -> Result<()> {
    let text = serde_json::to_string(change).map_err(|error| Error::Internal(format!("parked change: {error}")))?;
    tx.execute(
        "insert into parked (channel, chat, external_id, raw_event, change, parked_at) values ($1, $2, $3, $4, $5, $6)",
        params![channel, chat, external_id, raw_event, text, now],
    )?;
    Ok(())
}

/// Applies what was parked for an id that has just appeared, in the order it came.
pub(crate) fn unpark(tx: &Tx<'_>, channel: &ChannelFacts, chat: &str, external_id: &str, now: i64) -> Result<()> {
    let waiting: Vec<(i64, String)> = tx.query(
        "select id, change from parked where channel = $1 and chat = $2 and external_id = $3 order by id limit 50",
        params![channel.id, chat, external_id],
    )?;
    if waiting.is_empty() {
        return Ok(());
    }
    let Some(found) = find(tx, channel.id, chat, external_id)? else { return Ok(()) };
    for (id, change) in waiting {
        if let Ok(change) = serde_json::from_str::<Parked>(&change) {
            apply_to(tx, channel.project, &found, &change, now)?;
        }
        tx.execute("delete from parked where id = $1", params![id])?;
    }
    Ok(())
}

fn apply_to(tx: &Tx<'_>, project: i64, found: &Found, change: &Parked, now: i64) -> Result<()> {
    if found.deleted && change.has_words() {
        return Ok(());
    }
    let changed = match change {
        Parked::Edited { text, entities, at } => {
            clients::lock(tx, found.client)?;
            replace_text(tx, found.id, text, entities, (*at).min(now), now)?
        }
        Parked::Deleted { at } => {
            tx.execute(
                "update messages set deleted_at = $2 where id = $1 and deleted_at is null",
                params![found.id, (*at).min(now)],
            )? > 0
        }
        Parked::Delivered => return apply_delivery(tx, project, found.client, found.id, &Step::Delivered),
        Parked::Read => return apply_delivery(tx, project, found.client, found.id, &Step::Read),
        Parked::Failed { code, text } => {
            return apply_delivery(
                tx,
                project,
                found.client,
                found.id,
                &Step::Failed { code: code.clone(), text: text.clone() },
            );
        }
        Parked::Reacted { emoji } => {
            change_body(tx, (found.client, found.id), |body| body.reactions.clone_from(emoji))?
        }
    };
    if changed {
        tx.event(NewEvent {
            message: Some(found.id),
            ..NewEvent::of(project, EventKind::MessageChanged).client(found.client)
        });
    }
    Ok(())
}

/// Keeps the former text as a version. A repeated or older edit changes nothing. Whoever calls it has locked the client.
fn replace_text(tx: &Tx<'_>, message: i64, text: &str, entities: &[Entity], at: i64, now: i64) -> Result<bool> {
    let (old, column, edited_at): (String, Option<String>, Option<i64>) =
        tx.one("select text, body, edited_at from messages where id = $1", params![message])?;
    let mut body = Body::from_column(column.as_deref());
    let same = old == text && body.entities == entities;
    if same || edited_at.is_some_and(|edited| edited > at) {
        return Ok(false);
    }
    tx.execute(
        "insert into message_versions (message, version, text, body, replaced_at)
         select $1, count(*) + 1, $2, $3, $4 from message_versions where message = $1",
        params![message, old, column, now],
    )?;
    body.entities = entities.to_vec();
    tx.execute(
        "update messages set text = $2, body = $3, edited_at = $4 where id = $1",
        params![message, text, body.to_column()?, at],
    )?;
    search::refresh(tx, &[message])?;
    Ok(true)
}

/// A step of one of our messages on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// A part is on the wire.
    Sending,
    /// Every part was taken.
    Sent,
    /// It reached the device.
    Delivered,
    /// It was read.
    Read,
    /// Surely not sent, or failed later.
    Failed { code: String, text: String },
    /// Nobody knows.
    Unknown { text: String },
}

impl Step {
    /// The state's name and the states it may follow: states only move forward (promise 6).
    fn follows(&self) -> (&'static str, &'static str) {
        match self {
            Step::Sending => ("sending", "'queued'"),
            Step::Sent => ("sent", "'queued', 'sending', 'unknown'"),
            Step::Delivered => ("delivered", "'queued', 'sending', 'sent', 'unknown'"),
            Step::Read => ("read", "'queued', 'sending', 'sent', 'delivered', 'unknown'"),
            Step::Failed { .. } => ("failed", "'queued', 'sending', 'sent', 'unknown'"),
            Step::Unknown { .. } => ("unknown", "'queued', 'sending'"),
        }
    }
}

/// Moves a message's state forward, with an event when it moved.
pub(crate) fn apply_delivery(tx: &Tx<'_>, project: i64, client: i64, message: i64, step: &Step) -> Result<()> {
    let (state, follows) = step.follows();
    let (code, text) = match step {
        Step::Failed { code, text } => (Some(code.as_str()), Some(text.as_str())),
        Step::Unknown { text } => (Some("unknown"), Some(text.as_str())),
        _ => (None, None),
    };
    let sql = format!(
        "update messages set state = $2, error_code = $3, error_text = $4 where id = $1 and state in ({follows})"
    );
    if tx.execute(&sql, params![message, state, code, text])? > 0 {
        tx.event(NewEvent {
            message: Some(message),
            data: serde_json::json!({ "state": state }),
            ..NewEvent::of(project, EventKind::MessageChanged).client(client)
        });
    }
    Ok(())
}

/// A message of ours, as far as changing it needs.
struct Own {
    id: i64,
    client: i64,
    channel: ChannelFacts,
    state: String,
    files: i64,
}

fn own(tx: &Tx<'_>, project: i64, client: i64, message: i64) -> Result<Own> {
    let (id, channel, kind, state, files): (i64, i64, String, Option<String>, i64) = tx.one(
        "select m.id, h.id, h.kind, m.state, m.files from messages m join clients c on c.id = m.client join channels h on h.id = c.channel
         where m.project = $1 and m.client = $2 and m.id = $3 and m.kind = 'out' and m.deleted_at is null",
        params![project, client, message],
    )?;
    let kind = Kind::from_name(&kind).ok_or(Error::NotFound)?;
    Ok(Own {
        id,
        client,
        channel: ChannelFacts { id: channel, project, kind },
        state: state.unwrap_or_default(),
        files,
    })
}

/// Changes the text of a sent message, here and in the messenger. `text` fits the channel's limit.
pub(crate) fn edit(tx: &Tx<'_>, project: i64, client: i64, message: i64, text: &str, now: i64) -> Result<()> {
    let own = own(tx, project, client, message)?;
    let capabilities = own.channel.kind.capabilities();
    let limit = outbox::edit_max(tx, &own.channel, own.id, own.files)?;
    if text.encode_utf16().count() > limit as usize {
        return Err(Error::invalid(
            "text",
            "too_long",
            format!("at most {limit} characters can be in an edited message"),
        ));
    }
    if !capabilities.edit || !matches!(own.state.as_str(), "sent" | "delivered" | "read") {
        return Err(Error::problem(409, "unsupported", "this message cannot be edited in its channel"));
    }
    clients::lock(tx, own.client)?;
    if replace_text(tx, own.id, text, &[], now, now)? {
        outbox::queue_edit(tx, &own.channel, own.client, own.id, now)?;
        tx.event(NewEvent { message: Some(own.id), ..NewEvent::of(project, EventKind::MessageChanged).client(client) });
    }
    Ok(())
}

/// Deletes a message: its words and files go for good here, from what came in as well, and in the messenger where its API can.
pub(crate) fn remove(tx: &Tx<'_>, project: i64, client: i64, message: i64, now: i64) -> Result<()> {
    let (id, channel, kind, direction): (i64, i64, String, String) = tx.one(
        "select m.id, h.id, h.kind, m.kind from messages m join clients c on c.id = m.client join channels h on h.id = c.channel
         where m.project = $1 and m.client = $2 and m.id = $3 and m.kind <> 'comment'",
        params![project, client, message],
    )?;
    let kind = Kind::from_name(&kind).ok_or(Error::NotFound)?;
    clients::lock(tx, client)?;
    tx.execute(
        "update messages set text = '', body = null, files = 0, pinned_at = null, deleted_at = coalesce(deleted_at, $2) where id = $1",
        params![id, now],
    )?;
    tx.execute("delete from message_versions where message = $1", params![id])?;
    search::forget(tx, &[id])?;
    files::discard_of_message(tx, id, now)?;
    scrub_chat_of(tx, id)?;
    outbox::cancel_message(tx, id, now)?;
    if direction == "out" && kind.capabilities().delete {
        outbox::queue_delete(tx, &ChannelFacts { id: channel, project, kind }, client, id, now)?;
    }
    tx.event(NewEvent { message: Some(id), ..NewEvent::of(project, EventKind::MessageDeleted).client(client) });
    Ok(())
}

/// A new attempt for what was not sent (guarantee 10). The parts that arrived are not sent again.
pub(crate) fn repeat(tx: &Tx<'_>, project: i64, client: i64, message: i64, now: i64) -> Result<()> {
    let own = own(tx, project, client, message)?;
    let moved = tx.execute(
        "update messages set state = 'queued', error_code = null, error_text = null where id = $1 and state in ('failed', 'unknown')",
        params![own.id],
    )?;
    if moved == 0 {
        return Err(Error::problem(409, "conflict", "only a failed or unknown message can be repeated"));
    }
    outbox::queue_again(tx, own.id, now)?;
    tx.event(NewEvent { message: Some(own.id), ..NewEvent::of(project, EventKind::MessageChanged).client(client) });
    Ok(())
}

/// The operator knows that what is in state `unknown` of a message arrived.
pub(crate) fn mark_delivered(tx: &Tx<'_>, project: i64, client: i64, message: i64) -> Result<()> {
    let own = own(tx, project, client, message)?;
    if own.state != "unknown" {
        return Err(Error::problem(409, "conflict", "only a message in state unknown can be marked as arrived"));
    }
    let parts =
        tx.execute("update outbox set state = 'sent' where message = $1 and state = 'unknown'", params![own.id])?;
    if parts == 0 {
        return apply_delivery(tx, project, client, own.id, &Step::Sent);
    }
    // The parts behind it were given up and are not said to have arrived: "repeat" sends them alone.
    refresh_state(tx, project, client, own.id)
}

/// Draws the state of a message from its newest attempt rows, after one of them ended.
pub(crate) fn refresh_state(tx: &Tx<'_>, project: i64, client: i64, message: i64) -> Result<()> {
    let parts: Vec<(String, Option<String>, Option<String>)> = tx.query(
        "select o.state, o.error_code, o.error_text from outbox o
         where o.message = $1 and o.kind in ('text', 'file')
           and o.attempt = (select max(b.attempt) from outbox b where b.message = $1 and b.part = o.part and b.kind in ('text', 'file'))
         order by o.part limit 100",
        params![message],
    )?;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let step = if let Some((_, _, reason)) = parts.iter().find(|(state, ..)| state == "unknown") {
        Step::Unknown { text: text(reason) }
    } else if let Some((_, code, reason)) = parts.iter().find(|(state, ..)| state == "failed") {
        Step::Failed { code: text(code), text: text(reason) }
    } else if !parts.is_empty() && parts.iter().all(|(state, ..)| state == "sent") {
        Step::Sent
    } else {
        Step::Sending
    };
    apply_delivery(tx, project, client, message, &step)
}

/// Most pinned messages of a dialog: they are stepped through one by one.
pub(super) const PINNED_MAX: i64 = 20;

/// Pins a message in its dialog, for everybody, or unpins it (S52).
pub(crate) fn set_pinned(tx: &Tx<'_>, who: &Who, client: i64, message: i64, pinned_at: Option<i64>) -> Result<()> {
    let (before,): (Option<i64>,) = tx.one(
        "select pinned_at from messages
         where project = $1 and client = $2 and id = $3 and deleted_at is null and kind in ('in', 'out', 'comment')",
        params![who.project, client, message],
    )?;
    if before.is_some() == pinned_at.is_some() {
        return Ok(());
    }
    if pinned_at.is_some() {
        let there: i64 = tx.one(
            "select count(*) from (select 1 from messages where client = $1 and pinned_at is not null limit $2) few",
            params![client, PINNED_MAX],
        )?;
        if there >= PINNED_MAX {
            let message = format!("at most {PINNED_MAX} messages of a dialog can be pinned");
            return Err(Error::conflict("limit_reached", message));
        }
    }
    tx.execute("update messages set pinned_at = $2 where id = $1", params![message, pinned_at])?;
    tx.event(NewEvent {
        message: Some(message),
        employee: Some(who.employee),
        data: serde_json::json!({ "pinned": pinned_at.is_some() }),
        ..NewEvent::of(who.project, EventKind::MessageChanged).client(client)
    });
    Ok(())
}

/// Ids of the pinned messages of a dialog, the latest pin first.
pub(super) fn pinned(tx: &Tx<'_>, client: i64) -> Result<Vec<i64>> {
    tx.query(
        "select id from messages where client = $1 and pinned_at is not null order by pinned_at desc, id desc limit $2",
        params![client, PINNED_MAX],
    )
}
