//! From waiting to sent: claims with leases, then one transaction for each message, which looks again whether it may go.
//!
//! Only the head of a client's queue is claimed, so what is due for one client goes in its order. The lease spares two nodes
//! from doing the same work; that none does it twice is the work of the state, which changes under the client's lock in the
//! transaction that writes the message and its outbox row.

use std::collections::BTreeMap;

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params, row};
use beseda_base::error::{Error, Result};

use super::change::hindrance;
use super::{CancelReason, Condition, End, Held, Row, end, files_of, hold, row_of};
use crate::messages::{self, Answers, AuthorKind, Draft, NewMessage, Note};
use crate::{clients, dialogs, employees};

/// How long a claimed message is its claimer's, ms. Sending is a transaction or two.
pub(super) const LEASE_MS: i64 = 15_000;
/// Characters of a message that the note about its cancellation shows.
const NOTE_TEXT: usize = 200;

row! {
    /// A message that is due.
    #[derive(Debug, Clone)]
    pub(super) struct Claimed {
        pub(super) id: i64, pub(super) project: i64, pub(super) client: i64, pub(super) author: i64, pub(super) due_at: i64,
    }
}

/// $1 lease, $2 token, $3 now, $4 now of the database, $5 how many.
pub(crate) const CLAIM: &str = "update scheduled_messages set lease_until = $1, lease_token = $2 where id in (
       select s.id from scheduled_messages s where s.state = 'waiting' and s.due_at <= $3 and s.lease_until < $4
         and not exists (select 1 from scheduled_messages b where b.project = s.project and b.client = s.client
           and b.state = 'waiting' and (b.due_at, b.id) < (s.due_at, s.id))
       order by s.due_at, s.id limit $5 {skip_locked})
     returning id, project, client, author, due_at";

/// Claims what is due for `token`, the first ones first.
pub(super) fn claim(tx: &Tx<'_>, token: i64, limit: i64, now: i64) -> Result<Vec<Claimed>> {
    let db_now = tx.db_now();
    let mut claimed: Vec<Claimed> = tx.query(CLAIM, params![db_now + LEASE_MS, token, now, db_now, limit])?;
    // What an update returns has no order.
    claimed.sort_by_key(|claimed| (claimed.due_at, claimed.id));
    Ok(claimed)
}

/// $1 now.
pub(crate) const NEXT: &str =
    "select due_at from scheduled_messages where state = 'waiting' and due_at > $1 order by due_at limit 1";

/// When the next one is due, of those that are not yet.
pub(super) fn next_moment(tx: &Tx<'_>, now: i64) -> Result<Option<i64>> {
    tx.optional(NEXT, params![now])
}

/// What became of a claimed message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is this message now.
    Sent(i64),
    /// It will not go.
    Cancelled(CancelReason),
    /// Not ours any more, moved to another time, or its client is deleted and may come back: looked at again later.
    NotNow,
}

/// Sends a claimed message, or cancels it. `expire_ms`: how late it may be.
pub(super) fn send_due(tx: &Tx<'_>, of: &Claimed, token: i64, expire_ms: i64, now: i64) -> Result<Outcome> {
    // Members are locked before clients: its author may take the client by answering, if he still works here.
    let member = may_take(tx, of)? && employees::hold_member(tx, of.project, of.author)?;
    let Some(held) = hold(tx, of.project, of.client)? else { return Ok(Outcome::NotNow) };
    let Some(row) = claimed(tx, of, token, now)? else { return Ok(Outcome::NotNow) };
    if let Some(reason) = reason_against(tx, &row, &held, expire_ms, now)? {
        return cancel(tx, &row, reason, now);
    }
    // What the client has written since, nobody has read who wrote this.
    let answers = if held.in_count > row.in_count { Answers::Nothing } else { Answers::All };
    if member && answers == Answers::All {
        dialogs::take_by_answering(tx, row.project, row.client, row.author, now)?;
    }
    send(tx, &row, answers, None, now).map(Outcome::Sent)
}

/// Cancels a claimed message that the dialog does not take: a file or the message it answers is gone.
pub(super) fn refuse(tx: &Tx<'_>, of: &Claimed, token: i64, now: i64) -> Result<Outcome> {
    if hold(tx, of.project, of.client)?.is_none() {
        return Ok(Outcome::NotNow);
    }
    match claimed(tx, of, token, now)? {
        Some(row) => cancel(tx, &row, CancelReason::Refused, now),
        None => Ok(Outcome::NotNow),
    }
}

/// Sends a waiting message before its time and whatever its condition says: a person wants it so. Answers with the message, also
/// when it has gone already.
pub(super) fn send_now(tx: &Tx<'_>, who: &Who, (client, id): (i64, i64), now: i64) -> Result<i64> {
    // What was sent stays sent: nobody answers by asking for it once more.
    if let Some(message) = row_of(tx, who.project, client, id)?.message {
        return Ok(message);
    }
    dialogs::take_by_answering(tx, who.project, client, who.employee, now)?;
    hold(tx, who.project, client)?.ok_or(Error::NotFound)?;
    let row = row_of(tx, who.project, client, id)?;
    if let Some(message) = row.message {
        return Ok(message);
    }
    let row = row.waits()?;
    send(tx, &row, Answers::All, Some(who.employee), now)
}

/// Whether whoever answers this client takes him.
fn may_take(tx: &Tx<'_>, of: &Claimed) -> Result<bool> {
    let takes: Option<bool> = tx.optional(
        "select p.take_on_answer and c.responsible is null from clients c join projects p on p.id = c.project
         where c.project = $1 and c.id = $2",
        params![of.project, of.client],
    )?;
    Ok(takes == Some(true))
}

/// The row, if it is still due and ours.
fn claimed(tx: &Tx<'_>, of: &Claimed, token: i64, now: i64) -> Result<Option<Row>> {
    let row = row_of(tx, of.project, of.client, of.id)?;
    Ok((row.state == "waiting" && row.lease_token == token && row.due_at <= now).then_some(row))
}

fn reason_against(tx: &Tx<'_>, row: &Row, held: &Held, expire_ms: i64, now: i64) -> Result<Option<CancelReason>> {
    if let Some(reason) = hindrance(tx, held)? {
        return Ok(Some(reason));
    }
    let unanswered_only = Condition::from_name(&row.condition) == Condition::UnansweredOnly;
    Ok(match () {
        () if unanswered_only && held.in_count > row.in_count => Some(CancelReason::ClientWrote),
        () if now - row.due_at > expire_ms => Some(CancelReason::Expired),
        () => None,
    })
}

/// The message and its outbox row, written as any other of an employee's, and the end of the wait.
fn send(tx: &Tx<'_>, row: &Row, answers: Answers, by: Option<i64>, now: i64) -> Result<i64> {
    let message = NewMessage {
        text: row.text.clone(),
        // Longer than any reference from outside, so that nobody can have taken it: a second fence against doubles.
        client_ref: format!("scheduled-{:064}", row.id),
        seen_n: None,
        reply_to: row.reply_to,
        file_ids: files_of(tx, row.id)?,
        buttons: Vec::new(),
        silent: row.silent,
    };
    let draft = Draft {
        project: row.project,
        client: row.client,
        author_kind: AuthorKind::Employee,
        author: Some(row.author),
        message: &message,
        answers,
    };
    let id = messages::post_draft(tx, &draft, &messages::hash_of(&message)?, now)?;
    end(tx, row, End::Sent(id), by, now)?;
    Ok(id)
}

/// Ends it, with a note in the dialog: nobody else would tell.
pub(super) fn cancel(tx: &Tx<'_>, row: &Row, reason: CancelReason, now: i64) -> Result<Outcome> {
    let params = BTreeMap::from([
        ("reason".to_owned(), reason.name().to_owned()),
        ("due_at".to_owned(), row.due_at.to_string()),
        ("text".to_owned(), clients::cut(&row.text, NOTE_TEXT).to_owned()),
    ]);
    messages::note(tx, row.project, row.client, Note { code: "scheduled_cancelled".into(), params }, None, now)?;
    end(tx, row, End::Cancelled(reason), None, now)?;
    Ok(Outcome::Cancelled(reason))
}
