//! What people do to a dialog: look at it, take it, pin it, say that no answer is needed.

use beseda_base::auth::Who;
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::json;

use super::list::PINNED_MAX;
use crate::messages::{self, Note};
use crate::{employees, scheduled};

/// The employee has seen the client's first `in_count` messages. Only what is unread for him is written down: his own
/// dialogs, and free ones that wait for an answer (guarantee 19).
pub(crate) fn mark_seen(tx: &Tx<'_>, who: &Who, client: i64, in_count: i64) -> Result<()> {
    let (responsible, total, unanswered): (Option<i64>, i64, Option<i64>) = tx.one(
        "select responsible, in_count, unanswered_since from clients where project = $1 and id = $2",
        params![who.project, client],
    )?;
    let seen = in_count.clamp(0, total);
    let changed = if responsible == Some(who.employee) {
        tx.execute(
            "update clients set responsible_seen_in = $3 where project = $1 and id = $2 and responsible = $4 and responsible_seen_in < $3",
            params![who.project, client, seen, who.employee],
        )?
    } else if responsible.is_none() && unanswered.is_some() {
        tx.execute(
            "insert into free_seen (client, employee, in_count) values ($1, $2, $3)
             on conflict (client, employee) do update set in_count = excluded.in_count where excluded.in_count > free_seen.in_count",
            params![client, who.employee, seen],
        )?
    } else {
        0
    };
    let unmarked =
        tx.execute("delete from marked_unread where employee = $1 and client = $2", params![who.employee, client])?;
    if changed > 0 || unmarked > 0 {
        // Website visitors see that their words were read, by whomever.
        tx.execute(
            "update clients set staff_seen_n = last_in_n where id = $1 and in_count = $2",
            params![client, seen],
        )?;
        tx.event(NewEvent {
            employee: Some(who.employee),
            data: json!({ "in_count": seen, "marked_unread": false }),
            ..NewEvent::of(who.project, EventKind::DialogSeen).client(client)
        });
    }
    Ok(())
}

/// Who answers has seen what he answers to: nothing of it stays unread for him, and the visitor sees that he was read
/// (guarantee 19). A free dialog is read for everybody once it is answered.
pub(crate) fn seen_by_answering(tx: &Tx<'_>, project: i64, client: i64, employee: i64) -> Result<()> {
    let seen: Option<i64> = tx.optional(
        "update clients set staff_seen_n = last_in_n,
           responsible_seen_in = case when responsible = $3 then in_count else responsible_seen_in end
         where id = $2 and project = $1
           and (staff_seen_n < last_in_n or (responsible = $3 and responsible_seen_in < in_count))
         returning in_count",
        params![project, client, employee],
    )?;
    if let Some(seen) = seen {
        tx.event(NewEvent {
            employee: Some(employee),
            data: json!({ "in_count": seen }),
            ..NewEvent::of(project, EventKind::DialogSeen).client(client)
        });
    }
    Ok(())
}

/// "Ответ не нужен": the client's last message needs no answer.
pub(crate) fn answer_not_needed(tx: &Tx<'_>, who: &Who, client: i64) -> Result<()> {
    let changed = tx.execute(
        "update clients set unanswered_since = null, answered_in = in_count where project = $1 and id = $2 and unanswered_since is not null",
        params![who.project, client],
    )?;
    if changed > 0 {
        tx.execute("delete from free_seen where client = $1", params![client])?;
        dialog_changed(tx, who, client, json!({ "unanswered": false }));
    }
    Ok(())
}

/// Pins or unpins the dialog for the whole project (S45).
pub(crate) fn set_pinned(tx: &Tx<'_>, who: &Who, client: i64, pinned_at: Option<i64>) -> Result<()> {
    if pinned_at.is_some() {
        let (others,): (i64,) = tx.one(
            "select count(*) from (select 1 from clients where project = $1 and pinned_at is not null and id <> $2 limit $3) few",
            params![who.project, client, PINNED_MAX],
        )?;
        if others >= PINNED_MAX {
            return Err(Error::conflict("conflict", format!("at most {PINNED_MAX} dialogs can be pinned")));
        }
    }
    let changed = tx.execute(
        "update clients set pinned_at = cast($3 as bigint) where project = $1 and id = $2 and (pinned_at is null) <> (cast($3 as bigint) is null)",
        params![who.project, client, pinned_at],
    )?;
    if changed > 0 {
        dialog_changed(tx, who, client, json!({ "pinned": pinned_at.is_some() }));
    }
    Ok(())
}

/// Take, transfer, give up (S13). Who takes a dialog himself has seen it; to whom it is given, everything since the last
/// answer is unread. The event names the former one too, so that live views can say "gone" and "appeared".
pub(crate) fn set_responsible(tx: &Tx<'_>, who: &Who, client: i64, employee: Option<i64>, now: i64) -> Result<()> {
    hand_over(tx, (who.project, who.employee), client, employee, now)
}

/// Who answers a free client takes him, where the project wants it so.
pub(crate) fn take_by_answering(tx: &Tx<'_>, project: i64, client: i64, employee: i64, now: i64) -> Result<()> {
    let free: bool = tx.one(
        "select p.take_on_answer and c.responsible is null from clients c join projects p on p.id = c.project
         where c.project = $1 and c.id = $2",
        params![project, client],
    )?;
    if free { hand_over(tx, (project, employee), client, Some(employee), now) } else { Ok(()) }
}

fn hand_over(tx: &Tx<'_>, (project, by): (i64, i64), client: i64, employee: Option<i64>, now: i64) -> Result<()> {
    let (before,): (Option<i64>,) =
        tx.one("select responsible from clients where project = $1 and id = $2", params![project, client])?;
    if before == employee {
        return Ok(());
    }
    // Held until the commit, so that he is not let go meanwhile and the client left to nobody.
    if let Some(employee) = employee
        && !employees::hold_member(tx, project, employee)?
    {
        return Err(Error::invalid("employee_id", "unknown", "no such employee in this project"));
    }
    let takes = employee == Some(by);
    tx.execute(
        "update clients set responsible = $3, responsible_seen_in = case when $4 then in_count else answered_in end where project = $1 and id = $2",
        params![project, client, employee, takes],
    )?;
    tx.execute("delete from free_seen where client = $1", params![client])?;
    let code = match (employee, takes) {
        (None, _) => "released",
        (_, true) => "taken",
        _ => "transferred",
    };
    let mut params = std::collections::BTreeMap::new();
    if let Some(employee) = employee {
        params.insert("employee_id".to_owned(), employee.to_string());
    }
    messages::note(tx, project, client, Note { code: code.into(), params }, Some(by), now)?;
    tx.event(NewEvent {
        employee: Some(by),
        data: json!({ "responsible": employee, "responsible_before": before }),
        ..NewEvent::of(project, EventKind::DialogChanged).client(client)
    });
    Ok(())
}

/// How long the bot is silent for a client (S41).
const PAUSE_MS: i64 = 24 * 60 * 60 * 1000;

/// Puts the bot on pause for this client for 24 hours, or starts it again (S41). Answers when nothing changes, too: pausing
/// once more begins the 24 hours anew.
pub(crate) fn set_bot_paused(tx: &Tx<'_>, who: &Who, client: i64, paused: bool, now: i64) -> Result<()> {
    let until = paused.then_some(now + PAUSE_MS);
    let (before,): (Option<i64>,) =
        tx.one("select paused_until from clients where project = $1 and id = $2", params![who.project, client])?;
    if !paused && before.is_none() {
        return Ok(());
    }
    tx.execute(
        "update clients set paused_until = $3 where project = $1 and id = $2",
        params![who.project, client, until],
    )?;
    let mut params = std::collections::BTreeMap::new();
    if let Some(until) = until {
        params.insert("until".to_owned(), until.to_string());
    }
    let code = if paused { "bot_paused" } else { "bot_resumed" };
    messages::note(tx, who.project, client, Note { code: code.into(), params }, Some(who.employee), now)?;
    dialog_changed(tx, who, client, json!({ "paused_until": until }));
    Ok(())
}

/// Blocks or unblocks the client (S46): his messages are still stored and shown, but count nowhere and notify nobody;
/// what is scheduled for him is cancelled.
pub(crate) fn set_blocked(tx: &Tx<'_>, who: &Who, client: i64, blocked: bool, now: i64) -> Result<()> {
    let changed = tx.execute(
        "update clients set blocked = $3, unanswered_since = null, answered_in = in_count
         where project = $1 and id = $2 and blocked <> $3",
        params![who.project, client, blocked],
    )?;
    if changed == 0 {
        return Ok(());
    }
    tx.execute("delete from free_seen where client = $1", params![client])?;
    tx.execute("delete from marked_unread where client = $1", params![client])?;
    if blocked {
        scheduled::cancel_all(tx, who, client, now)?;
    }
    let code = if blocked { "client_blocked" } else { "client_unblocked" };
    let note = Note { code: code.into(), params: std::collections::BTreeMap::new() };
    messages::note(tx, who.project, client, note, Some(who.employee), now)?;
    dialog_changed(tx, who, client, json!({ "blocked": blocked }));
    Ok(())
}

/// Marks the dialog unread for the one who asks, until he opens it again (S44).
pub(crate) fn mark_unread(tx: &Tx<'_>, who: &Who, client: i64, now: i64) -> Result<()> {
    let marked = tx.execute(
        "insert into marked_unread (employee, client, marked_at) values ($1, $2, $3) on conflict (employee, client) do nothing",
        params![who.employee, client, now],
    )?;
    if marked > 0 {
        tx.event(NewEvent {
            employee: Some(who.employee),
            data: json!({ "marked_unread": true }),
            ..NewEvent::of(who.project, EventKind::DialogSeen).client(client)
        });
    }
    Ok(())
}

fn dialog_changed(tx: &Tx<'_>, who: &Who, client: i64, data: serde_json::Value) {
    tx.event(NewEvent {
        employee: Some(who.employee),
        data,
        ..NewEvent::of(who.project, EventKind::DialogChanged).client(client)
    });
}
