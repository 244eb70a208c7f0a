//! What passes by without a trace: who is typing, who looks, who is on the site. No `seq`, may be lost, never stored.

use std::sync::Arc;

use axum::extract::ws::Utf8Bytes;
use beseda_base::bus::SignalMsg;
use serde::{Deserialize, Serialize};

use super::frames::Frame;
use super::said::{FrameFromServer, Typist};
use super::viewers::Look;
use crate::Inbox;
use crate::site_chat::Presence;

/// Something that passes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Signal {
    /// An employee writes to a client.
    EmployeeTyping {
        client: i64,
        responsible: Option<i64>,
        employee: i64,
        name: String,
        client_name: String,
        channel: i64,
        external_id: String,
    },
    /// A website visitor writes.
    ClientTyping { client: i64, responsible: Option<i64>, name: String },
    /// A website visitor came, is still there, or went.
    Presence(Presence),
    /// An employee has typed something that he has not sent: other devices of his show it.
    Draft { employee: i64, client: i64 },
    /// An employee opened or left a dialog.
    Viewing(Look),
}

/// A signal as the sockets of a node are told it.
pub(crate) struct Hint {
    /// Responsible of the client it is about: who may not see the dialog is not told.
    pub(super) responsible: Option<i64>,
    /// The employee it comes from, who need not be told.
    pub(super) from: Option<i64>,
    pub(super) text: Utf8Bytes,
}

/// From the bus to the sockets of this node.
pub(super) fn deliver(inbox: &Inbox, message: &SignalMsg) {
    // A node of another version may say what this one does not know.
    let Ok(signal) = serde_json::from_slice::<Signal>(&message.bytes) else { return };
    let (project, now) = (message.project, inbox.clock.now());
    match signal {
        Signal::EmployeeTyping { client, responsible, employee, name, client_name, channel, external_id } => {
            inbox.visitors.tell_typing(channel, &external_id, &client_name);
            let frame =
                FrameFromServer::Typing { client_id: client, who: Typist::Employee, employee_id: Some(employee), name };
            send(inbox, project, hint(responsible, Some(employee), &frame));
        }
        Signal::ClientTyping { client, responsible, name } => {
            let frame = FrameFromServer::Typing { client_id: client, who: Typist::Client, employee_id: None, name };
            send(inbox, project, hint(responsible, None, &frame));
        }
        Signal::Presence(presence) => {
            inbox.visitors.heard(project, &presence, now);
            tell_presence(inbox, project, &presence);
        }
        Signal::Draft { employee, client } => {
            let text = FrameFromServer::Draft { client_id: client }.text();
            send(inbox, project, Frame::Own { employee, text });
        }
        Signal::Viewing(look) => {
            for client in inbox.live.viewers.note(project, &look, now) {
                tell_viewers(inbox, project, client);
            }
        }
    }
}

/// Tells the pages of this node whether a visitor who is a client is on the site, with any page of his on any node.
pub(crate) fn tell_presence(inbox: &Inbox, project: i64, presence: &Presence) {
    let Some(client) = presence.client else { return };
    let online = inbox.visitors.online(presence.channel, &presence.visitor, inbox.clock.now());
    let frame = FrameFromServer::Presence { client_id: client, online };
    send(inbox, project, hint(presence.responsible, None, &frame));
}

/// Tells the pages of this node that have the dialog open who else has.
pub(super) fn tell_viewers(inbox: &Inbox, project: i64, client: i64) {
    let employees = inbox.live.viewers.of(project, client);
    let frame = FrameFromServer::Viewers { client_id: client, employee_ids: employees.into_iter().collect() };
    send(inbox, project, Frame::Viewers { client, text: frame.text() });
}

fn hint(responsible: Option<i64>, from: Option<i64>, frame: &FrameFromServer) -> Frame {
    Frame::Hint(Hint { responsible, from, text: frame.text() })
}

fn send(inbox: &Inbox, project: i64, frame: Frame) {
    if let Some(feed) = inbox.live.get(project) {
        // Nobody listening is no failure.
        let _ = feed.frames.send(Arc::new(frame));
    }
}
