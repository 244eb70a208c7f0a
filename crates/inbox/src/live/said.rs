//! The words of the socket: what the page says and what the server says. The page's types are made of these.

use std::collections::BTreeMap;

use axum::extract::ws::Utf8Bytes;
use beseda_base::events::{EventRow, EventValue};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use crate::channels::Channel;
use crate::dialogs::DialogRow;
use crate::messages::Message;

/// What a page says over the socket. What is none of this is not heard.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FrameFromPage {
    /// The first word: where the page stands.
    Hello {
        /// The last `seq` it has; null when it has none.
        after: Option<i64>,
    },
    /// The employee is writing.
    Typing {
        /// To this client.
        client_id: i64,
    },
    /// The page has a dialog open, or left it.
    Viewing {
        /// Whose dialog; null when none is open.
        client_id: Option<i64>,
    },
}

/// What the server says over the socket. A frame with a `prev` that is not the `seq` of the one before means that something
/// is missing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(crate) enum FrameFromServer {
    /// The answer to `hello`.
    Welcome {
        /// Where the page stands.
        seq: i64,
        /// Version of the server.
        version: &'static str,
    },
    /// Something happened.
    #[expect(dead_code, reason = "described here; its text is put together once for all sockets")]
    Event {
        /// `seq` of the frame before.
        prev: i64,
        /// What happened.
        #[serde(flatten)]
        body: Box<EventBody>,
    },
    /// A dialog may no longer be seen.
    Gone {
        /// Place in the log.
        seq: i64,
        /// `seq` of the frame before.
        prev: i64,
        /// Whose dialog.
        client_id: i64,
    },
    /// A dialog may now be seen.
    Appeared {
        /// Place in the log.
        seq: i64,
        /// `seq` of the frame before.
        prev: i64,
        /// Whose dialog.
        client_id: i64,
        /// Its row.
        dialog: Box<DialogRow>,
    },
    /// Nothing else happened up to this place.
    Beat {
        /// Place in the log.
        seq: i64,
        /// `seq` of the frame before.
        prev: i64,
    },
    /// Somebody is writing in a dialog.
    Typing {
        /// Whose dialog.
        client_id: i64,
        /// Which side.
        who: Typist,
        /// The employee; null when it is the client.
        employee_id: Option<i64>,
        /// Name of who is writing.
        name: String,
    },
    /// A website visitor came or went.
    Presence {
        /// The visitor.
        client_id: i64,
        /// He is on the page now.
        online: bool,
    },
    /// Who has the dialog open that this page has open, too.
    Viewers {
        /// Whose dialog.
        client_id: i64,
        /// Who looks at it, the reader among them.
        employee_ids: Vec<i64>,
    },
    /// The reader's own draft for a dialog was changed, maybe on another device.
    Draft {
        /// Whose dialog.
        client_id: i64,
    },
    /// The page shall take fresh snapshots and connect anew.
    Resync,
}

/// A side of a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Typist {
    /// The client.
    Client,
    /// One of us.
    Employee,
}

/// An event with what a page needs to show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventBody {
    /// The row of the log.
    #[serde(flatten)]
    pub(super) event: Event,
    /// The dialog's present row, if the event is about a client who is still there.
    pub(super) dialog: Option<DialogRow>,
    /// The message in its present state, if the event is about one.
    pub(super) message: Option<Message>,
    /// The channel in its present state, if the event is about one.
    pub(super) channel: Option<Channel>,
}

/// A row of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Event {
    /// Gapless place in the project's log; gaps here are events the reader may not see.
    pub(super) seq: i64,
    /// When.
    pub(super) at: i64,
    /// What.
    #[schema(value_type = beseda_base::events::EventKind)]
    pub(super) kind: String,
    /// Client it is about.
    pub(super) client_id: Option<i64>,
    /// Message it is about.
    pub(super) message_id: Option<i64>,
    /// Channel it is about.
    pub(super) channel_id: Option<i64>,
    /// Employee it is about or by.
    pub(super) employee_id: Option<i64>,
    /// Ids and changed scalars; never text, names or values.
    pub(super) data: BTreeMap<String, EventValue>,
}

impl FrameFromServer {
    /// The text of the frame.
    pub(super) fn text(&self) -> Utf8Bytes {
        json!(self).to_string().into()
    }
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Event {
        Event {
            data: row.values(),
            seq: row.seq,
            at: row.at,
            kind: row.kind,
            client_id: row.client,
            message_id: row.message,
            channel_id: row.channel,
            employee_id: row.employee,
        }
    }
}
