//! What can be done to many clients, and how it is undone.

use beseda_base::auth::{Right, Who};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Checks, Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::labels::{self, LabelKind};
use crate::{clients, dialogs, employees, messages};

/// Longest time between two clients, in seconds.
const INTERVAL_MAX_S: i64 = 3_600;

/// What is done to each client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Action {
    /// Read for the one who asks.
    Read,
    /// Unread for the one who asks.
    Unread,
    /// The label is put on.
    AddLabel {
        /// The label.
        label_id: i64,
    },
    /// The label is taken off.
    RemoveLabel {
        /// The label.
        label_id: i64,
    },
    /// Put into the list.
    AddList {
        /// The list.
        list_id: i64,
    },
    /// Taken out of the list.
    RemoveList {
        /// The list.
        list_id: i64,
    },
    /// Given to somebody, or freed.
    SetResponsible {
        /// An employee; null: nobody.
        employee_id: Option<i64>,
    },
    /// Blocked.
    Block,
    /// Unblocked.
    Unblock,
    /// Deleted.
    Delete,
    /// The last message to the client is sent once more, if it failed («Переотправить сообщения с ошибкой»).
    Repeat {
        /// Messages of this moment or later, ms.
        #[serde(default)]
        from: Option<i64>,
        /// Messages before this moment, ms.
        #[serde(default)]
        to: Option<i64>,
        /// Seconds between one client and the next, 0 to 3,600.
        #[serde(default)]
        interval_s: i64,
    },
    /// Brought back; only as the undoing of `delete`.
    Restore,
    /// Given back to whom they had; only as the undoing of `set_responsible`.
    GiveBack,
}

/// What became of one client.
pub(super) enum Outcome {
    /// Done; what undoing it needs, none when there was nothing to do.
    Done(Option<String>),
    /// Not possible, with a stable code.
    Skipped(String),
}

impl Action {
    /// Refuses what this person may not begin, or what names something that is not there.
    pub(super) fn check(&self, tx: &Tx<'_>, who: &Who) -> Result<()> {
        match self {
            Action::Delete => who.must(Right::ClientsDelete),
            Action::Restore | Action::GiveBack => {
                Err(Error::invalid("action.type", "bad_value", "this is only done by undoing another action"))
            }
            Action::AddLabel { label_id } | Action::RemoveLabel { label_id } => {
                let there = labels::is_there(tx, who.project, LabelKind::Label, *label_id)?;
                known(there, "action.label_id", "there is no such label")
            }
            Action::AddList { list_id } | Action::RemoveList { list_id } => {
                let there = labels::is_there(tx, who.project, LabelKind::List, *list_id)?;
                known(there, "action.list_id", "there is no such list")
            }
            Action::SetResponsible { employee_id: Some(employee) } => {
                let member = employees::role_of(tx, who.project, *employee)?;
                known(member.is_some(), "action.employee_id", "no such employee in this project")
            }
            Action::Repeat { from, to, interval_s } => {
                let mut checks = Checks::new();
                let fits = (0..=INTERVAL_MAX_S).contains(interval_s);
                checks.ensure(fits, "action.interval_s", "bad_value", "0 to 3,600 seconds.");
                let empty = from.zip(*to).is_some_and(|(from, to)| from >= to);
                checks.ensure(!empty, "action.to", "bad_value", "The end lies before the beginning.");
                checks.done()
            }
            _ => Ok(()),
        }
    }

    /// Time between one client and the next, ms.
    pub(super) fn interval_ms(&self) -> i64 {
        if let Action::Repeat { interval_s, .. } = self { interval_s * 1000 } else { 0 }
    }

    /// The action that undoes this one.
    pub(super) fn undo(&self) -> Option<Action> {
        Some(match self {
            Action::AddLabel { label_id } => Action::RemoveLabel { label_id: *label_id },
            Action::RemoveLabel { label_id } => Action::AddLabel { label_id: *label_id },
            Action::AddList { list_id } => Action::RemoveList { list_id: *list_id },
            Action::RemoveList { list_id } => Action::AddList { list_id: *list_id },
            Action::SetResponsible { .. } => Action::GiveBack,
            Action::Block => Action::Unblock,
            Action::Unblock => Action::Block,
            Action::Delete => Action::Restore,
            Action::Read | Action::Unread | Action::Restore | Action::GiveBack | Action::Repeat { .. } => return None,
        })
    }

    /// Does it to one client. Errors that a person can understand become the reason why he was skipped.
    pub(super) fn apply(&self, tx: &Tx<'_>, who: &Who, client: i64, former: Option<&str>, now: i64) -> Result<Outcome> {
        if *self != Action::Restore {
            match dialogs::visible(tx, who, client) {
                Err(Error::NotFound) => return Ok(Outcome::Skipped("not_found".into())),
                seen => seen?,
            }
        }
        let changed = |changed: bool| Outcome::Done(changed.then(String::new));
        Ok(match self {
            Action::Read => {
                dialogs::mark_seen(tx, who, client, i64::MAX)?;
                Outcome::Done(None)
            }
            Action::Unread => {
                dialogs::mark_unread(tx, who, client, now)?;
                Outcome::Done(None)
            }
            Action::AddLabel { label_id } => changed(labels::put(tx, who, LabelKind::Label, client, *label_id, now)?),
            Action::RemoveLabel { label_id } => {
                changed(labels::take(tx, who, LabelKind::Label, client, *label_id, now)?)
            }
            Action::AddList { list_id } => changed(labels::put(tx, who, LabelKind::List, client, *list_id, now)?),
            Action::RemoveList { list_id } => changed(labels::take(tx, who, LabelKind::List, client, *list_id, now)?),
            Action::SetResponsible { employee_id } => {
                let before = responsible(tx, who, client)?;
                if before == *employee_id {
                    return Ok(Outcome::Done(None));
                }
                dialogs::set_responsible(tx, who, client, *employee_id, now)?;
                Outcome::Done(Some(before.map(|id| id.to_string()).unwrap_or_default()))
            }
            Action::GiveBack => {
                let before = former.and_then(|id| id.parse().ok());
                dialogs::set_responsible(tx, who, client, before, now)?;
                Outcome::Done(None)
            }
            Action::Block | Action::Unblock => {
                let blocked = *self == Action::Block;
                let before: bool =
                    tx.one("select blocked from clients where project = $1 and id = $2", params![who.project, client])?;
                dialogs::set_blocked(tx, who, client, blocked, now)?;
                changed(before != blocked)
            }
            Action::Repeat { from, to, .. } => {
                let Some(message) = messages::last_failed(tx, client, *from, *to)? else {
                    return Ok(Outcome::Skipped("nothing_failed".into()));
                };
                messages::repeat(tx, who.project, client, message, now)?;
                Outcome::Done(None)
            }
            Action::Delete => {
                clients::delete_until(tx, who, client, (now, now + clients::UNDO_MANY_MS))?;
                changed(true)
            }
            Action::Restore => match clients::restore(tx, who, client, now) {
                Err(Error::NotFound) => Outcome::Skipped("too_late".into()),
                restored => {
                    restored?;
                    Outcome::Done(None)
                }
            },
        })
    }
}

fn known(there: bool, field: &'static str, text: &str) -> Result<()> {
    if there { Ok(()) } else { Err(Error::invalid(field, "unknown", text)) }
}

fn responsible(tx: &Tx<'_>, who: &Who, client: i64) -> Result<Option<i64>> {
    tx.one("select responsible from clients where project = $1 and id = $2", params![who.project, client])
}
