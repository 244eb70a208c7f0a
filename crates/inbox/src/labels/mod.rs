//! Labels and lists: what people put on clients, and what the list of dialogs is filtered by (S15, S04).
//!
//! Both are rows of `labels`, told apart by [`LabelKind`]: a label has a colour and says something about a client, a list
//! gathers clients for a purpose. Which client has which stands in `client_keys`, whose key begins with the label and goes on
//! in the order of the list (guarantee 17); [`moved`] keeps that order when a client becomes active.

mod queries;
mod routes;
#[cfg(test)]
mod tests;

pub(crate) use queries::{KEY_LABEL, KEY_LIST, lists_of, moved, prune, put_into_lists};
pub use routes::{Label, List, routes};

use beseda_base::auth::Who;
use beseda_base::db::Tx;
use beseda_base::error::{Error, Result};
use beseda_base::events::{EventKind, NewEvent};
use serde_json::json;

use crate::messages::{self, Note};

/// Longest name, in characters.
const NAME_MAX: usize = 60;
/// Colours of the design, 0 to this.
const COLOR_MAX: i64 = 9;
/// Labels, and lists, of a project: what a menu can still show.
const OF_PROJECT_MAX: i64 = 500;
/// Labels, and lists, of a client (guarantee 17).
pub(crate) const OF_CLIENT_MAX: i64 = 50;

/// What a row of `labels` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LabelKind {
    /// Метка.
    Label,
    /// Список.
    List,
}

impl LabelKind {
    /// In the table.
    fn name(self) -> &'static str {
        match self {
            LabelKind::Label => "label",
            LabelKind::List => "list",
        }
    }

    /// In `client_keys`.
    fn key(self) -> i64 {
        match self {
            LabelKind::Label => KEY_LABEL,
            LabelKind::List => KEY_LIST,
        }
    }
}

/// Whether the project has this label or list.
pub(crate) fn is_there(tx: &Tx<'_>, project: i64, kind: LabelKind, label: i64) -> Result<bool> {
    Ok(queries::find_name(tx, project, kind, label)?.is_some())
}

/// Puts a label on a client, or the client into a list. Answers whether it was new.
pub(crate) fn put(tx: &Tx<'_>, who: &Who, kind: LabelKind, client: i64, label: i64, now: i64) -> Result<bool> {
    let name = queries::name(tx, who.project, kind, label)?;
    if !queries::add_key(tx, who.project, kind, client, label)? {
        return Ok(false);
    }
    told(tx, who, client, (kind, "added"), &[(label, name)], now)?;
    Ok(true)
}

/// Takes a label off a client, or the client out of a list. Answers whether it was there.
pub(crate) fn take(tx: &Tx<'_>, who: &Who, kind: LabelKind, client: i64, label: i64, now: i64) -> Result<bool> {
    let name = queries::name(tx, who.project, kind, label)?;
    if !queries::remove_key(tx, who.project, kind, client, label)? {
        return Ok(false);
    }
    told(tx, who, client, (kind, "removed"), &[(label, name)], now)?;
    Ok(true)
}

/// Puts the client into exactly these lists: "переместить", and its undo. One event, however many change.
pub(crate) fn set_lists(tx: &Tx<'_>, who: &Who, client: i64, lists: &[i64], now: i64) -> Result<()> {
    if lists.len() as i64 > OF_CLIENT_MAX {
        return Err(too_many());
    }
    let kind = LabelKind::List;
    queries::lock(tx, who.project, client)?;
    let present = queries::of_client(tx, client, kind)?;
    let (mut changed, mut left) = (Vec::new(), Vec::new());
    for list in present.iter().filter(|list| !lists.contains(list)) {
        queries::remove_key(tx, who.project, kind, client, *list)?;
        // A deleted one has no name any more, and nobody misses it.
        left.extend(queries::find_name(tx, who.project, kind, *list)?.map(|name| (*list, name)));
    }
    for list in lists.iter().filter(|list| !present.contains(list)) {
        let name = queries::name(tx, who.project, kind, *list)?;
        if queries::add_key(tx, who.project, kind, client, *list)? {
            changed.push((*list, name));
        }
    }
    match (changed.is_empty(), left.is_empty()) {
        (true, true) => Ok(()),
        // Into no list at all: the note names those he has left.
        (true, false) => told(tx, who, client, (kind, "removed"), &left, now),
        _ => told(tx, who, client, (kind, "moved"), &changed, now),
    }
}

/// A note in the dialog, and an event that shows the row anew.
fn told(
    tx: &Tx<'_>,
    who: &Who,
    client: i64,
    (kind, what): (LabelKind, &str),
    labels: &[(i64, String)],
    now: i64,
) -> Result<()> {
    let names: Vec<&str> = labels.iter().map(|(_, name)| name.as_str()).collect();
    let params = [("name".to_owned(), names.join(", "))].into();
    let code = format!("{}_{what}", kind.name());
    messages::note(tx, who.project, client, Note { code, params }, Some(who.employee), now)?;
    let ids: Vec<i64> = labels.iter().map(|(id, _)| *id).collect();
    let mut data = json!({ kind.name(): what });
    if let [id] = ids[..] {
        data["id"] = json!(id);
    }
    tx.event(NewEvent {
        employee: Some(who.employee),
        data,
        ..NewEvent::of(who.project, EventKind::DialogChanged).client(client)
    });
    Ok(())
}

fn too_many() -> Error {
    Error::conflict("limit_reached", format!("a client has at most {OF_CLIENT_MAX} labels and as many lists"))
}

/// Tells everyone that the labels of the project are others now.
fn changed(tx: &Tx<'_>, who: &Who, kind: LabelKind, label: i64) {
    tx.event(NewEvent {
        employee: Some(who.employee),
        data: json!({ "kind": kind.name(), "id": label }),
        ..NewEvent::of(who.project, EventKind::LabelChanged)
    });
}
