//! An event becomes a frame: built once from the same views as REST, shared by all who may see it (guarantee 21).

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use beseda_base::db::Tx;
use beseda_base::error::{Error, Result};
use beseda_base::events::{self, EventRow};
use serde_json::{Map, Value, json};

use super::signals::Hint;
use crate::Inbox;
use crate::channels::{self, Channel};
use crate::dialogs::{self, Dialog, View};
use crate::messages::{self, Message};

/// What a feed hands to its sockets.
pub(crate) enum Frame {
    /// Something of the log.
    Event(Box<EventFrame>),
    /// Something that passes by.
    Hint(Hint),
    /// Who looks at a dialog, for those who have it open.
    Viewers {
        /// Whose dialog.
        client: i64,
        /// As sent.
        text: Utf8Bytes,
    },
    /// Sessions have ended somewhere: look whether yours is one of them.
    CheckSession,
}

/// An event with what a page needs to show it.
pub(crate) struct EventFrame {
    /// Place in the project's log.
    pub(crate) seq: i64,
    /// Kind, as in the log.
    pub(crate) kind: String,
    /// Client it is about.
    pub(crate) client: Option<i64>,
    /// Employee it is about or by.
    pub(crate) employee: Option<i64>,
    /// The dialog's present row, if the event is about one.
    pub(crate) dialog: Option<Dialog>,
    /// The message in its present state.
    pub(crate) message: Option<Message>,
    /// Responsible before a change of it.
    responsible_before: Option<Option<i64>>,
    /// Everything of the frame behind `prev`, without the closing brace's sibling parts.
    rest: String,
    /// The frame as most sockets get it: made once, then shared.
    shared: OnceLock<(i64, Utf8Bytes)>,
}

/// What a socket is told of an event.
pub(super) enum Told {
    /// The event itself.
    Event,
    /// The dialog may no longer be seen.
    Gone,
    /// The dialog may now be seen.
    Appeared,
    /// Not for this person.
    Nothing,
}

impl EventFrame {
    /// What a person with this view is told.
    pub(super) fn told(&self, view: View) -> Told {
        let Some(dialog) = &self.dialog else {
            // An event about a client who is no more is for those who could see everything.
            let deleted = self.kind == "client.deleted";
            return if self.client.is_none() || (view == View::All && !deleted) { Told::Event } else { Told::Gone };
        };
        let now = view.sees(dialog.responsible_id);
        let before = self.responsible_before.map_or(now, |responsible| view.sees(responsible));
        match (before, now) {
            (true, true) => Told::Event,
            (true, false) => Told::Gone,
            (false, true) => Told::Appeared,
            (false, false) => Told::Nothing,
        }
    }

    /// The text for a socket whose last frame was `prev`.
    pub(super) fn text(&self, prev: i64) -> Utf8Bytes {
        let make =
            || Utf8Bytes::from(format!("{{\"type\":\"event\",\"seq\":{},\"prev\":{prev},{}", self.seq, self.rest));
        let (shared_prev, shared) = self.shared.get_or_init(|| (prev, make()));
        if *shared_prev == prev { shared.clone() } else { make() }
    }

    /// The text of "gone" or "appeared".
    pub(super) fn moved_text(&self, prev: i64, appeared: bool) -> Utf8Bytes {
        let kind = if appeared { "appeared" } else { "gone" };
        let dialog = if appeared { json!(self.dialog) } else { Value::Null };
        json!({ "type": kind, "seq": self.seq, "prev": prev, "client_id": self.client, "dialog": dialog })
            .to_string()
            .into()
    }
}

/// The frames of the events after a place of the log.
pub(crate) async fn after(inbox: &Inbox, project: i64, after: i64, limit: i64) -> Result<Vec<EventFrame>> {
    let now = inbox.clock.now();
    let built = inbox.db.read(move |tx| build(tx, project, after, limit, now)).await?;
    Ok(built)
}

/// Four queries for any number of events: the log, dialogs, messages, channels.
fn build(tx: &Tx<'_>, project: i64, after: i64, limit: i64, now: i64) -> Result<Vec<EventFrame>> {
    let rows = events::after(tx, project, after, limit)?;
    let ids = |pick: fn(&EventRow) -> Option<i64>| -> Vec<i64> {
        rows.iter().filter_map(pick).collect::<HashSet<_>>().into_iter().collect()
    };
    let dialogs: HashMap<i64, Dialog> = dialogs::rows_for_frames(tx, project, &ids(|row| row.client))?
        .into_iter()
        .map(|row| (row.client_id, row))
        .collect();
    let messages: HashMap<i64, Message> =
        messages::load(tx, project, &ids(|row| row.message), now)?.into_iter().map(|row| (row.id, row)).collect();
    let channels: HashMap<i64, Channel> =
        channels::views(tx, project, &ids(|row| row.channel.filter(|_| row.kind.starts_with("channel."))))?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
    rows.into_iter().map(|row| frame(row, &dialogs, &messages, &channels)).collect()
}

fn frame(
    row: EventRow,
    dialogs: &HashMap<i64, Dialog>,
    messages: &HashMap<i64, Message>,
    channels: &HashMap<i64, Channel>,
) -> Result<EventFrame> {
    let data: Value = serde_json::from_str(&row.data).unwrap_or(Value::Null);
    let dialog = row.client.and_then(|id| dialogs.get(&id)).cloned();
    let message = row.message.and_then(|id| messages.get(&id)).cloned();
    let responsible_before = data.get("responsible_before").map(Value::as_i64);
    let mut object = Map::new();
    object.insert("kind".into(), row.kind.clone().into());
    object.insert("at".into(), row.at.into());
    object.insert("client_id".into(), row.client.into());
    object.insert("message_id".into(), row.message.into());
    object.insert("channel_id".into(), row.channel.into());
    object.insert("employee_id".into(), row.employee.into());
    object.insert("data".into(), data);
    if let Some(dialog) = &dialog {
        let mut row = serde_json::to_value(dialog).map_err(|error| Error::Internal(error.to_string()))?;
        if let Some(row) = row.as_object_mut() {
            // Marks of one person are not for a frame that many share.
            row.remove("my_seen_in");
            row.remove("online");
        }
        object.insert("dialog".into(), row);
    }
    if let Some(message) = &message {
        object.insert(
            "message".into(),
            serde_json::to_value(message).map_err(|error| Error::Internal(error.to_string()))?,
        );
    }
    if let Some(channel) = row.channel.and_then(|id| channels.get(&id)) {
        object.insert(
            "channel".into(),
            serde_json::to_value(channel).map_err(|error| Error::Internal(error.to_string()))?,
        );
    }
    let text = Value::Object(object).to_string();
    Ok(EventFrame {
        seq: row.seq,
        kind: row.kind,
        client: row.client,
        employee: row.employee,
        dialog,
        message,
        responsible_before,
        rest: text[1..].to_owned(),
        shared: OnceLock::new(),
    })
}
