//! What passes by without a trace: who is typing. No `seq`, may be lost, never stored.

use std::sync::Arc;

use beseda_base::bus::SignalMsg;
use serde::{Deserialize, Serialize};

use super::frames::Frame;
use super::said::{FrameFromServer, Typist};
use crate::Inbox;

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
    /// A website visitor came or went.
    Presence { client: i64, responsible: Option<i64>, online: bool },
}

impl Signal {
    /// Responsible of the client it is about: who may not see the dialog is not told.
    pub(super) fn responsible(&self) -> Option<i64> {
        match self {
            Signal::EmployeeTyping { responsible, .. }
            | Signal::ClientTyping { responsible, .. }
            | Signal::Presence { responsible, .. } => *responsible,
        }
    }

    /// The employee it comes from, who need not be told.
    pub(super) fn from(&self) -> Option<i64> {
        match self {
            Signal::EmployeeTyping { employee, .. } => Some(*employee),
            Signal::ClientTyping { .. } | Signal::Presence { .. } => None,
        }
    }

    fn frame(&self) -> FrameFromServer {
        match self {
            Signal::EmployeeTyping { client, employee, name, .. } => FrameFromServer::Typing {
                client_id: *client,
                who: Typist::Employee,
                employee_id: Some(*employee),
                name: name.clone(),
            },
            Signal::ClientTyping { client, name, .. } => FrameFromServer::Typing {
                client_id: *client,
                who: Typist::Client,
                employee_id: None,
                name: name.clone(),
            },
            Signal::Presence { client, online, .. } => {
                FrameFromServer::Presence { client_id: *client, online: *online }
            }
        }
    }
}

/// From the bus to the sockets of this node.
pub(super) fn deliver(inbox: &Inbox, message: &SignalMsg) {
    let Ok(signal) = serde_json::from_slice::<Signal>(&message.bytes) else { return };
    if let Signal::EmployeeTyping { channel, external_id, client_name, .. } = &signal {
        inbox.visitors.tell_typing(*channel, external_id, client_name);
    }
    if let Some(feed) = inbox.live.get(message.project) {
        let text = signal.frame().text();
        // Nobody listening is no failure.
        let _ = feed.frames.send(Arc::new(Frame::Signal(signal, text)));
    }
}
