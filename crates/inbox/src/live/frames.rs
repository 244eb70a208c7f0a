//! An event becomes a frame: built once from the same views as REST, shared by all who may see it (guarantee 21).

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use axum::extract::ws::Utf8Bytes;
use beseda_base::db::Tx;
use beseda_base::error::{Error, Result};
use beseda_base::events::{self, EventKind, EventRow, EventValue};

use super::said::{Event, EventBody};
use super::signals::Hint;
use crate::Inbox;
use crate::channels::{self, Channel};
use crate::dialogs::{self, DialogRow, View};
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
    /// For the pages of one employee.
    Own {
        /// Whose pages.
        employee: i64,
        /// As sent.
        text: Utf8Bytes,
    },
    /// Sessions have ended somewhere: look whether yours is one of them.
    CheckSession,
    /// The log cannot be read: whoever listens hears nothing until it can.
    Away,
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
    pub(crate) dialog: Option<DialogRow>,
    /// The message in its present state.
    pub(crate) message: Option<Message>,
    /// Responsible before a change of it.
    responsible_before: Option<Option<i64>>,
    /// The frame behind `prev`: an [`EventBody`] without its opening brace.
    rest: String,
    /// The frame as most sockets get it: made once, then shared.
    shared: OnceLock<(i64, Utf8Bytes)>,
}

/// What a socket is told of an event.
pub(super) enum Told<'a> {
    /// The event itself.
    Event,
    /// This client's dialog may no longer be seen.
    Gone(i64),
    /// The dialog may now be seen.
    Appeared(&'a DialogRow),
    /// Not for this person.
    Nothing,
}

impl EventFrame {
    /// What a person with this view is told.
    pub(super) fn told(&self, view: View) -> Told<'_> {
        let Some(client) = self.client else { return Told::Event };
        let Some(dialog) = &self.dialog else {
            // An event about a client who is no more is for those who could see everything.
            let deleted = self.kind == EventKind::ClientDeleted.name();
            return if view == View::All && !deleted { Told::Event } else { Told::Gone(client) };
        };
        let now = view.sees(dialog.responsible_id);
        let before = self.responsible_before.map_or(now, |responsible| view.sees(responsible));
        match (before, now) {
            (true, true) => Told::Event,
            (true, false) => Told::Gone(client),
            (false, true) => Told::Appeared(dialog),
            (false, false) => Told::Nothing,
        }
    }

    /// The text for a socket whose last frame was `prev`: [`super::said::FrameFromServer::Event`], put together by hand because all but
    /// `prev` is the same for everybody.
    pub(super) fn text(&self, prev: i64) -> Utf8Bytes {
        let make = || Utf8Bytes::from(format!("{{\"type\":\"event\",\"prev\":{prev},{}", self.rest));
        let (shared_prev, shared) = self.shared.get_or_init(|| (prev, make()));
        if *shared_prev == prev { shared.clone() } else { make() }
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
    let dialogs: HashMap<i64, DialogRow> = dialogs::rows_for_frames(tx, project, &ids(|row| row.client))?
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
    dialogs: &HashMap<i64, DialogRow>,
    messages: &HashMap<i64, Message>,
    channels: &HashMap<i64, Channel>,
) -> Result<EventFrame> {
    let dialog = row.client.and_then(|id| dialogs.get(&id)).cloned();
    // What belongs to a client who is deleted, or is just being deleted, is for nobody.
    let message =
        row.message.filter(|_| row.client.is_none() || dialog.is_some()).and_then(|id| messages.get(&id)).cloned();
    let channel = row.channel.and_then(|id| channels.get(&id)).cloned();
    let event = Event::from(row);
    let responsible_before = event.data.get("responsible_before").map(|value| match value {
        EventValue::Number(employee) => Some(*employee),
        EventValue::Flag(_) | EventValue::Word(_) | EventValue::Nothing => None,
    });
    let body = EventBody { event, dialog, message, channel };
    let text = serde_json::to_string(&body).map_err(Error::internal)?;
    let EventBody { event, dialog, message, .. } = body;
    Ok(EventFrame {
        seq: event.seq,
        kind: event.kind,
        client: event.client_id,
        employee: event.employee_id,
        dialog,
        message,
        responsible_before,
        rest: text[1..].to_owned(),
        shared: OnceLock::new(),
    })
}
