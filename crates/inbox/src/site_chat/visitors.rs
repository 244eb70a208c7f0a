//! Visitors whose chat is open: those of this node with the way to reach them, and who is said to be on other nodes.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use beseda_base::id;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::sync::mpsc;

use super::token::Visitor;
use super::view;
use crate::Inbox;
use crate::channels::{ChannelRow, KindName};
use crate::dialogs::Dialog;
use crate::live::EventFrame;

/// Frames that a slow visitor may be behind; then his socket ends and he catches up.
const BACKLOG: usize = 64;
/// A chat on another node that has not been heard of for so long, ms, is gone with its node. It is heard of with every
/// heartbeat.
const ELSEWHERE_MS: i64 = 60_000;

/// (channel, visitor).
type Place = (i64, String);

struct Socket {
    id: i64,
    project: i64,
    key: String,
    known: bool,
    frames: mpsc::Sender<Told>,
}

/// What an open chat is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Told {
    /// A frame.
    Text(String),
    /// That the chat ends, with a code and a reason.
    Close(u16, &'static str),
}

/// A chat on another node.
struct Elsewhere {
    project: i64,
    until: i64,
}

/// Whether a visitor's chat is open, as nodes tell each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Presence {
    pub(crate) channel: i64,
    pub(crate) visitor: String,
    /// The chat's socket; unique over all nodes.
    pub(super) socket: i64,
    /// It is open.
    pub(super) open: bool,
    /// His client, if pages shall be told; none for "still there" and for who has not written yet.
    pub(crate) client: Option<i64>,
    pub(crate) responsible: Option<i64>,
}

impl Presence {
    /// Of a chat that was on a node nobody hears of any more.
    pub(super) fn gone(channel: i64, visitor: String, known: &view::Known) -> Presence {
        Presence {
            channel,
            visitor,
            socket: 0,
            open: false,
            client: Some(known.client),
            responsible: known.responsible,
        }
    }
}

/// All open chats; cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Visitors(Arc<Inner>);

#[derive(Default)]
struct Inner {
    here: Mutex<HashMap<Place, Vec<Socket>>>,
    elsewhere: Mutex<HashMap<Place, HashMap<i64, Elsewhere>>>,
}

/// An open visitor; leaves the registry when dropped.
pub(super) struct Seat {
    visitors: Visitors,
    place: Place,
    pub(super) id: i64,
    pub(super) frames: mpsc::Receiver<Told>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.visitors.leave(self);
    }
}

impl Visitors {
    fn here(&self) -> MutexGuard<'_, HashMap<Place, Vec<Socket>>> {
        self.0.here.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashMap<Place, HashMap<i64, Elsewhere>>> {
        self.0.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a visitor in.
    pub(super) fn sit(&self, channel: &ChannelRow, visitor: &Visitor) -> Seat {
        let (sender, frames) = mpsc::channel(BACKLOG);
        let (id, place) = (id::number(), (channel.id, visitor.id.clone()));
        let known = visitor.identity.is_some();
        let socket = Socket { id, project: channel.project, key: channel.key.clone(), known, frames: sender };
        self.here().entry(place.clone()).or_default().push(socket);
        Seat { visitors: self.clone(), place, id, frames }
    }

    /// Gives a seat up; once more does no harm.
    pub(super) fn leave(&self, seat: &Seat) {
        let mut here = self.here();
        if let Some(sockets) = here.get_mut(&seat.place) {
            sockets.retain(|socket| socket.id != seat.id);
            if sockets.is_empty() {
                here.remove(&seat.place);
            }
        }
    }

    /// Whether any visitor of the project is on this node.
    pub(crate) fn any(&self, project: i64) -> bool {
        self.here().values().flatten().any(|socket| socket.project == project)
    }

    /// Whether this visitor's chat is open, on any node.
    pub(crate) fn online(&self, channel: i64, visitor: &str, now: i64) -> bool {
        let place = (channel, visitor.to_owned());
        let here = self.here().contains_key(&place);
        here || self.elsewhere().get(&place).is_some_and(|chats| chats.values().any(|chat| chat.until > now))
    }

    /// Fills in who of the website visitors is on the site now.
    pub(crate) fn mark_online(&self, dialogs: &mut [Dialog], now: i64) {
        for dialog in dialogs.iter_mut().filter(|dialog| dialog.row.channel_kind == KindName::SiteChat) {
            dialog.online = Some(self.online(dialog.row.channel_id, &dialog.row.external_id, now));
        }
    }

    /// Notes what a node says of a chat. What this one says itself, it knows better.
    pub(crate) fn heard(&self, project: i64, presence: &Presence, now: i64) {
        let place = (presence.channel, presence.visitor.clone());
        if self.here().get(&place).is_some_and(|sockets| sockets.iter().any(|socket| socket.id == presence.socket)) {
            return;
        }
        let mut elsewhere = self.elsewhere();
        if presence.open {
            let chat = Elsewhere { project, until: now + ELSEWHERE_MS };
            elsewhere.entry(place).or_default().insert(presence.socket, chat);
        } else if let Some(chats) = elsewhere.get_mut(&place) {
            chats.remove(&presence.socket);
            if chats.is_empty() {
                elsewhere.remove(&place);
            }
        }
    }

    /// Forgets chats of nodes that have fallen silent. Answers (project, channel, visitor) of those who are gone by that.
    pub(super) fn expire(&self, now: i64) -> Vec<(i64, i64, String)> {
        let mut gone = Vec::new();
        self.elsewhere().retain(|(channel, visitor), chats| {
            let project = chats.values().next().map(|chat| chat.project);
            chats.retain(|_, chat| chat.until > now);
            if chats.is_empty() {
                gone.extend(project.map(|project| (project, *channel, visitor.clone())));
            }
            !chats.is_empty()
        });
        gone
    }

    /// The channels of open chats on this node.
    pub(super) fn channels(&self) -> BTreeSet<i64> {
        self.here().keys().map(|(channel, _)| *channel).collect()
    }

    /// Ends the chats of a channel for which `refusal` (told whether the site vouches for the visitor) has a code and a reason.
    pub(super) fn close(&self, channel: i64, refusal: impl Fn(bool) -> Option<(u16, &'static str)>) {
        let mut here = self.here();
        for (_, sockets) in here.iter_mut().filter(|((of, _), _)| *of == channel) {
            sockets.retain(|socket| match refusal(socket.known) {
                Some((code, reason)) => {
                    // Without room for it the socket ends all the same, by losing its place.
                    let _ = socket.frames.try_send(Told::Close(code, reason));
                    false
                }
                None => true,
            });
        }
        here.retain(|_, sockets| !sockets.is_empty());
    }

    /// Tells a visitor of an event of his dialog.
    pub(crate) fn tell(&self, inbox: &Inbox, event: &EventFrame) {
        let Some(dialog) = event.dialog.as_ref().filter(|dialog| dialog.channel_kind == KindName::SiteChat) else {
            return;
        };
        let place = (dialog.channel_id, dialog.external_id.clone());
        let mut here = self.here();
        let Some(sockets) = here.get_mut(&place) else { return };
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
            let told = Told::Text(frame.to_string());
            // Who cannot keep up is dropped and asks for what he missed when he is back.
            sockets.retain(|socket| socket.frames.try_send(told.clone()).is_ok());
        }
    }

    /// Tells a visitor that somebody writes to him.
    pub(crate) fn tell_typing(&self, channel: i64, visitor: &str, name: &str) {
        if let Some(sockets) = self.here().get(&(channel, visitor.to_owned())) {
            let told = Told::Text(json!({ "type": "typing", "name": name }).to_string());
            for socket in sockets {
                // A lost "is typing" is no loss.
                let _ = socket.frames.try_send(told.clone());
            }
        }
    }
}
