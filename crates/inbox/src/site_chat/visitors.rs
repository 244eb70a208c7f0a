//! Visitors whose chat is open on this node: who is there, and how frames reach them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::sync::mpsc;

use super::view;
use crate::Inbox;
use crate::channels::KindName;
use crate::dialogs::Dialog;
use crate::live::EventFrame;

/// Frames that a slow visitor may be behind; then his socket ends and he catches up.
const BACKLOG: usize = 64;

/// (channel, visitor) → open sockets.
type Open = HashMap<(i64, String), Vec<Socket>>;

struct Socket {
    id: u64,
    project: i64,
    key: String,
    frames: mpsc::Sender<String>,
}

/// All open visitors of this node; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Visitors {
    open: Arc<Mutex<Open>>,
    next: Arc<AtomicU64>,
}

/// An open visitor; leaves the registry when dropped.
pub(super) struct Seat {
    visitors: Visitors,
    place: (i64, String),
    id: u64,
    pub(super) frames: mpsc::Receiver<String>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.visitors.lock();
        if let Some(sockets) = open.get_mut(&self.place) {
            sockets.retain(|socket| socket.id != self.id);
            if sockets.is_empty() {
                open.remove(&self.place);
            }
        }
    }
}

impl Visitors {
    fn lock(&self) -> std::sync::MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a visitor in.
    pub(super) fn sit(&self, project: i64, channel: i64, key: &str, visitor: &str) -> Seat {
        let (sender, frames) = mpsc::channel(BACKLOG);
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let place = (channel, visitor.to_owned());
        self.lock().entry(place.clone()).or_default().push(Socket { id, project, key: key.to_owned(), frames: sender });
        Seat { visitors: self.clone(), place, id, frames }
    }

    /// Whether any visitor of the project is here.
    pub(crate) fn any(&self, project: i64) -> bool {
        self.lock().values().flatten().any(|socket| socket.project == project)
    }

    /// Whether this visitor is here.
    pub(super) fn online(&self, channel: i64, visitor: &str) -> bool {
        self.lock().contains_key(&(channel, visitor.to_owned()))
    }

    /// Fills in who of the website visitors is on the site now.
    pub(crate) fn mark_online(&self, dialogs: &mut [Dialog]) {
        for dialog in dialogs.iter_mut().filter(|dialog| dialog.row.channel_kind == KindName::SiteChat) {
            dialog.online = Some(self.online(dialog.row.channel_id, &dialog.row.external_id));
        }
    }

    /// Tells a visitor of an event of his dialog.
    pub(crate) fn tell(&self, inbox: &Inbox, event: &EventFrame) {
        let Some(dialog) = event.dialog.as_ref().filter(|dialog| dialog.channel_kind == KindName::SiteChat) else {
            return;
        };
        let place = (dialog.channel_id, dialog.external_id.clone());
        let mut open = self.lock();
        let Some(sockets) = open.get_mut(&place) else { return };
        let Some(key) = sockets.first().map(|socket| socket.key.clone()) else { return };
        let frame = match event.kind.as_str() {
            "message.created" | "message.changed" | "message.deleted" => event.message.as_ref().and_then(|message| {
                let kind = if event.kind == "message.created" { "message" } else { "changed" };
                let shown = view::shown(inbox, &key, message, dialog.staff_seen_n)?;
                Some(json!({ "type": kind, "message": shown }))
            }),
            "dialog.seen" => Some(json!({ "type": "seen", "n": dialog.staff_seen_n })),
            _ => None,
        };
        if let Some(frame) = frame {
            let text = frame.to_string();
            // Who cannot keep up is dropped and asks for what he missed when he is back.
            sockets.retain(|socket| socket.frames.try_send(text.clone()).is_ok());
        }
    }

    /// Tells a visitor that somebody writes to him.
    pub(crate) fn tell_typing(&self, channel: i64, visitor: &str, name: &str) {
        if let Some(sockets) = self.lock().get(&(channel, visitor.to_owned())) {
            let text = json!({ "type": "typing", "name": name }).to_string();
            for socket in sockets {
                // A lost "is typing" is no loss.
                let _ = socket.frames.try_send(text.clone());
            }
        }
    }
}
