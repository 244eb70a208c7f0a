//! Dialogs as people see them: the list with its tabs, counters and who may see what.
//!
//! A dialog is a client (one to one). *Unread* is per employee, *unanswered* per dialog; the two are never mixed
//! (definitions of the feature table, guarantee 19). Everyone's view passes through [`visible`] and [`View`].

mod filter;
mod find;
mod list;
mod marks;
mod period;
#[cfg(test)]
mod plans;
mod routes;
mod saved;
#[cfg(test)]
pub(crate) mod tests;

pub use filter::{DialogFilter, Order, VariableFilter, VariableTest};
pub(crate) use find::client_ids;
pub use find::{After, Asked, PageOf, page};
pub use list::{Count, Counts, Dialog, DialogRow, LastMessage, Tab, Unreachable, View, counts};
pub(crate) use list::{rows, rows_for_frames};
pub(crate) use marks::{
    answer_not_needed, mark_seen, mark_unread, seen_by_answering, set_blocked, set_bot_paused, set_pinned,
    set_responsible, take_by_answering,
};
pub use routes::routes;
pub(crate) use routes::{change, filter_of};
pub use saved::SavedFilter;

use beseda_base::auth::{Right, Rights, Who};
use beseda_base::db::{Tx, params};
use beseda_base::error::{Error, Result};

/// Answers `NotFound` unless this person may see this client's dialog.
pub fn visible(tx: &Tx<'_>, who: &Who, client: i64) -> Result<()> {
    let row: Option<(Option<i64>,)> =
        tx.optional("select responsible from clients where project = $1 and id = $2", params![who.project, client])?;
    match row {
        Some((responsible,)) if View::of(who).sees(responsible) => Ok(()),
        _ => Err(Error::NotFound),
    }
}

impl View {
    /// The view of this person: all dialogs, or his own and the free ones.
    pub(crate) fn of(who: &Who) -> View {
        View::with(who.rights, who.employee)
    }

    /// The view of an employee with these rights.
    pub(crate) fn with(rights: Rights, employee: i64) -> View {
        if rights.has(Right::DialogsReadAll) { View::All } else { View::OwnAndFree(employee) }
    }

    /// Whether a client of this responsible is in the view.
    pub(crate) fn sees(self, responsible: Option<i64>) -> bool {
        match self {
            View::All => true,
            View::OwnAndFree(me) => responsible.is_none_or(|id| id == me),
        }
    }
}
