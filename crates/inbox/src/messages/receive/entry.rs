//! What was parsed, as rows to be.

use std::collections::BTreeMap;

use beseda_messengers::{Inbound, InboundFile, InboundMessage, NoteCode, Person, Place};

use super::{Arrival, CALLBACK};
use crate::channels::ChannelFacts;
use crate::messages::{AuthorKind, Body, Note};

/// A row to be, before it has a client and a number.
pub(super) struct Entry {
    pub(super) channel: ChannelFacts,
    pub(super) person: Person,
    pub(super) place: Place,
    pub(super) external_id: String,
    pub(super) kind: &'static str,
    pub(super) author: AuthorKind,
    pub(super) text: String,
    /// Stems of the text, where they were made already.
    pub(super) stems: Option<String>,
    pub(super) body: Body,
    pub(super) at: i64,
    /// Counts as the client's word: unread, unanswered, last action.
    pub(super) word: bool,
    pub(super) files: Vec<InboundFile>,
    pub(super) reply_to: Option<String>,
    pub(super) album: Option<String>,
    pub(super) client_ref: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) variables: Vec<(String, String)>,
    /// Sets or clears `unreachable`.
    pub(super) unreachable: Option<bool>,
    /// External id of the message whose button was pressed, and the button's data.
    pub(super) pressed: Option<(String, String)>,
}

/// Messages and presses become entries; what changes an existing message comes after them, in order.
pub(super) fn sort_out(arrivals: &[Arrival], now: i64) -> (Vec<Entry>, Vec<(&Arrival, &Inbound)>) {
    let mut entries = Vec::with_capacity(arrivals.len());
    let mut later = Vec::new();
    for arrival in arrivals {
        for (inbound, stems) in arrival.inbound.iter().zip(&arrival.stems) {
            match inbound {
                Inbound::Message(message) => {
                    let entry = Entry::message(&arrival.channel, message, now);
                    entries.push(Entry { stems: stems.clone(), ..entry });
                }
                Inbound::Pressed { place, person, callback_id, external_id, data, at } => {
                    let pressed = Some((external_id.clone(), data.clone()));
                    // In the messenger nothing is said by it, so it is no message of the client, but a note of what he did
                    // (S50); it waits for an answer all the same.
                    entries.push(Entry {
                        kind: "callback",
                        pressed,
                        ..Entry::bare(
                            &arrival.channel,
                            place,
                            person,
                            format!("{CALLBACK}{callback_id}"),
                            arrived(*at, now),
                        )
                    });
                }
                Inbound::Blocked { place, person, blocked, at } => {
                    entries.push(Entry::blocked(&arrival.channel, place, person, *blocked, arrived(*at, now)));
                }
                Inbound::NotSupportedYet { .. } | Inbound::Ignored { .. } => {}
                change => later.push((arrival, change)),
            }
        }
    }
    (entries, later)
}

/// The provider's time, never later than arrival (guarantee 3); some things come without one.
fn arrived(at: i64, now: i64) -> i64 {
    if at > 0 { at.min(now) } else { now }
}

impl Entry {
    fn bare(channel: &ChannelFacts, place: &Place, person: &Person, external_id: String, at: i64) -> Entry {
        Entry {
            channel: *channel,
            person: person.clone(),
            place: place.clone(),
            external_id,
            kind: "in",
            author: AuthorKind::Client,
            text: String::new(),
            stems: None,
            body: Body::default(),
            at,
            word: true,
            files: Vec::new(),
            reply_to: None,
            album: None,
            client_ref: None,
            tag: None,
            variables: Vec::new(),
            unreachable: Some(false),
            pressed: None,
        }
    }

    fn message(channel: &ChannelFacts, message: &InboundMessage, now: i64) -> Entry {
        let mut note = message.note.map(note_of);
        let mut unsupported = message.unsupported.clone();
        if let Some(note) = &mut note
            && let Some(kind) = unsupported.take()
        {
            note.params.insert("kind".into(), kind);
        }
        let body = Body {
            entities: message.entities.clone(),
            location: message.location.clone(),
            contact: message.contact.clone(),
            unsupported,
            forwarded_from: message.forwarded_from.clone(),
            note: note.clone(),
            ..Body::default()
        };
        Entry {
            kind: if note.is_some() { "note" } else { "in" },
            word: note.is_none() || message.note == Some(NoteCode::ClientStarted),
            text: message.text.clone(),
            body,
            files: message.files.clone(),
            reply_to: message.reply_to.clone(),
            album: message.album.clone(),
            client_ref: message.client_ref.clone(),
            tag: message.tag.clone(),
            variables: message.variables.clone(),
            // The messengers name the data first.
            pressed: message.pressed.clone().map(|(data, bearer)| (bearer, data)),
            ..Entry::bare(
                channel,
                &message.place,
                &message.person,
                message.external_id.clone(),
                arrived(message.at, now),
            )
        }
    }

    fn blocked(channel: &ChannelFacts, place: &Place, person: &Person, blocked: bool, at: i64) -> Entry {
        let code = if blocked { NoteCode::ClientBlockedBot } else { NoteCode::ClientUnblockedBot };
        let external_id = format!("{}:{at}", if blocked { "blocked" } else { "unblocked" });
        Entry {
            kind: "note",
            author: AuthorKind::System,
            word: false,
            body: Body { note: Some(note_of(code)), ..Body::default() },
            unreachable: Some(blocked),
            ..Entry::bare(channel, place, person, external_id, at)
        }
    }

    pub(super) fn key(&self) -> (i64, &str, &str) {
        (self.channel.id, &self.place.chat, &self.external_id)
    }
}

fn note_of(code: NoteCode) -> Note {
    let code = match code {
        NoteCode::ClientStarted => "client_started",
        NoteCode::ClientBlockedBot => "client_blocked_bot",
        NoteCode::ClientUnblockedBot => "client_unblocked_bot",
        NoteCode::Service => "service",
    };
    Note { code: code.into(), params: BTreeMap::new() }
}
