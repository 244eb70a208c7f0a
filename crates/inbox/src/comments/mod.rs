//! Comments: what colleagues tell each other about a client (S20–S22). They stand in the dialog between the messages and by
//! themselves in the card; the client never receives them.
//!
//! A comment is a row of `messages` of the kind `comment`, so that it has its place in the dialog, a number, an author and a
//! pin like any other. Nothing of the outbox ever sees it.

mod routes;
#[cfg(test)]
mod tests;

pub use routes::routes;

use beseda_base::auth::{Right, Who};
use beseda_base::db::{Tx, Val, params, values};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::json;

use crate::dialogs::View;
use crate::{employees, labels, search};

/// Longest comment, in characters.
pub(crate) const TEXT_MAX: usize = 4_000;
/// Employees named in one comment.
const MENTIONS_MAX: usize = 20;
/// How long a deleted comment can be brought back; its words go with [`prune`].
const UNDO_MS: i64 = 60_000;

/// A comment about to be written.
struct Draft<'a> {
    client: i64,
    text: &'a str,
    mentions: &'a [i64],
    client_ref: &'a str,
}

/// What became of a request to comment.
struct Posted {
    id: i64,
    new: bool,
}

/// Writes a comment. The same reference and text again answer with the comment made before.
fn post(tx: &Tx<'_>, who: &Who, draft: &Draft<'_>, now: i64) -> Result<Posted> {
    // The lock comes first: of two requests with one reference the second then finds what the first has made.
    tx.one::<(i64,)>(
        "update clients set last_n = last_n where id = $1 and project = $2 returning id",
        params![draft.client, who.project],
    )?;
    let known: Option<(i64, String)> = tx.optional(
        "select id, text from messages where client = $1 and kind = 'comment' and client_ref = $2",
        params![draft.client, draft.client_ref],
    )?;
    if let Some((id, text)) = known {
        if text != draft.text {
            return Err(Error::conflict("client_ref_reused", "this client_ref was used for another comment"));
        }
        return Ok(Posted { id, new: false });
    }
    let (n, active_at, keys): (i64, i64, i64) = tx.one(
        "update clients set last_n = last_n + 1, preview_n = last_n + 1,
           active_at = case when $2 > active_at then $2 else active_at end
         where id = $1 returning last_n, active_at, keys",
        params![draft.client, now],
    )?;
    if keys > 0 {
        labels::moved(tx, &[(draft.client, active_at)])?;
    }
    let (id,): (i64,) = tx.one(
        "insert into messages (project, client, n, kind, author_kind, author, text, client_ref, sent_at, received_at)
         values ($1, $2, $3, 'comment', 'employee', $4, $5, $6, $7, $7) returning id",
        params![who.project, draft.client, n, who.employee, draft.text, draft.client_ref, now],
    )?;
    search::refresh(tx, &[id])?;
    tx.event(NewEvent {
        message: Some(id),
        employee: Some(who.employee),
        data: json!({ "in": false }),
        ..NewEvent::of(who.project, EventKind::MessageCreated).client(draft.client)
    });
    mention(tx, who, (draft.client, id), draft.mentions)?;
    Ok(Posted { id, new: true })
}

/// A comment for one colleague, as with a client who is given to him; himself he needs not tell.
pub(crate) fn tell(
    tx: &Tx<'_>,
    who: &Who,
    client: i64,
    (text, employee): (&str, i64),
    client_ref: &str,
    now: i64,
) -> Result<()> {
    let mentions: &[i64] = if employee == who.employee { &[] } else { &[employee] };
    post(tx, who, &Draft { client, text, mentions, client_ref }, now)?;
    Ok(())
}

/// Names employees in a comment; those who were named before hear nothing again.
fn mention(tx: &Tx<'_>, who: &Who, (client, comment): (i64, i64), employees: &[i64]) -> Result<()> {
    if employees.is_empty() {
        return Ok(());
    }
    let (responsible,): (Option<i64>,) =
        tx.one("select responsible from clients where project = $1 and id = $2", params![who.project, client])?;
    for employee in employees {
        let role = employees::role_of(tx, who.project, *employee)?;
        if !role.is_some_and(|role| View::with(role.rights(), *employee).sees(responsible)) {
            return Err(Error::invalid("mention_ids", "unknown", "only who may see this client can be named"));
        }
    }
    let rows: Vec<Vec<Val>> = employees.iter().map(|employee| values![comment, *employee]).collect();
    let new: Vec<(i64,)> = tx.query_rows(
        "insert into mentions (message, employee) values {rows:bigint,bigint}
         on conflict (message, employee) do nothing returning employee",
        &[],
        &rows,
    )?;
    for (employee,) in new {
        tx.event(NewEvent {
            message: Some(comment),
            employee: Some(employee),
            data: json!({ "by": who.employee }),
            ..NewEvent::of(who.project, EventKind::EmployeeMentioned).client(client)
        });
    }
    Ok(())
}

/// A comment that is there, and its author.
fn author(tx: &Tx<'_>, who: &Who, client: i64, comment: i64) -> Result<Option<i64>> {
    tx.one(
        "select author from messages
         where project = $1 and client = $2 and id = $3 and kind = 'comment' and deleted_at is null",
        params![who.project, client, comment],
    )
}

/// Changes one's own comment.
fn change(tx: &Tx<'_>, who: &Who, (client, comment): (i64, i64), text: &str, mentions: &[i64], now: i64) -> Result<()> {
    if author(tx, who, client, comment)? != Some(who.employee) {
        return Err(Error::Forbidden);
    }
    let changed = tx.execute(
        "update messages set text = $2, edited_at = $3 where id = $1 and text <> $2",
        params![comment, text, now],
    )?;
    mention(tx, who, (client, comment), mentions)?;
    if changed > 0 {
        search::refresh(tx, &[comment])?;
        told(tx, who, EventKind::MessageChanged, client, comment);
    }
    Ok(())
}

/// Takes a comment away: one's own, or any with the right to delete messages. It can be brought back for a minute.
fn remove(tx: &Tx<'_>, who: &Who, client: i64, comment: i64, now: i64) -> Result<()> {
    if author(tx, who, client, comment)? != Some(who.employee) {
        who.must(Right::MessagesDelete)?;
    }
    tx.execute("update messages set deleted_at = $2, pinned_at = null where id = $1", params![comment, now])?;
    search::forget(tx, &[comment])?;
    told(tx, who, EventKind::MessageDeleted, client, comment);
    Ok(())
}

/// Brings a comment back that was taken away a moment ago.
fn restore(tx: &Tx<'_>, who: &Who, client: i64, comment: i64, now: i64) -> Result<()> {
    let (author, deleted_at): (Option<i64>, Option<i64>) = tx.one(
        "select author, deleted_at from messages where project = $1 and client = $2 and id = $3 and kind = 'comment'",
        params![who.project, client, comment],
    )?;
    if author != Some(who.employee) {
        who.must(Right::MessagesDelete)?;
    }
    match deleted_at {
        None => Ok(()),
        Some(at) if now - at > UNDO_MS => Err(Error::conflict("too_late", "the comment is deleted for good")),
        Some(_) => {
            tx.execute("update messages set deleted_at = null where id = $1", params![comment])?;
            search::refresh(tx, &[comment])?;
            told(tx, who, EventKind::MessageChanged, client, comment);
            Ok(())
        }
    }
}

/// Takes the words of deleted comments away that nobody can bring back any more. Answers how many.
pub(crate) fn prune(tx: &Tx<'_>, now: i64, limit: i64) -> Result<u64> {
    tx.execute(
        "update messages set text = '', client_ref = null where id in (
           select id from messages where kind = 'comment' and deleted_at < $1 and text <> '' order by deleted_at limit $2)",
        params![now - UNDO_MS, limit],
    )
}

fn told(tx: &Tx<'_>, who: &Who, kind: EventKind, client: i64, comment: i64) {
    tx.event(NewEvent {
        message: Some(comment),
        employee: Some(who.employee),
        ..NewEvent::of(who.project, kind).client(client)
    });
}
