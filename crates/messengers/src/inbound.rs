//! The one normal form of what comes in.

use serde::{Deserialize, Serialize};

/// Something that happened in a messenger.
///
/// Every `at` is the provider's time in ms; 0 = it told none (a button press in Telegram): take the time of arrival.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum Inbound {
    /// A person wrote (or pressed something that counts as writing).
    Message(Box<InboundMessage>),
    /// A message that we know was changed by its author. For an unknown id it is parked (G7).
    Edited { place: Place, external_id: String, version: i64, text: String, entities: Vec<Entity>, at: i64 },
    /// Messages were deleted by their author. Parked for unknown ids (G7).
    Deleted { place: Place, external_ids: Vec<String>, at: i64 },
    /// A button under our message was pressed. Stored as the client's message with the button's caption (T7);
    /// `callback_id` must be answered by an [`crate::OrderKind::AnswerCallback`].
    Pressed { place: Place, person: Person, external_id: String, callback_id: String, data: String, at: i64 },
    /// A state of one of our messages, by external id. Only moves forward; parked for unknown ids.
    Delivery { place: Place, external_id: String, change: Change, at: i64 },
    /// A client's reaction; empty = removed. Parked for unknown ids.
    Reacted { place: Place, person: Person, external_id: String, reaction: Reaction, at: i64 },
    /// The client stopped the bot (`true`) or let it in again.
    Blocked { place: Place, person: Person, blocked: bool, at: i64 },
    /// The client looked at a page of the website. Changes what is known of an existing client, never makes a new one (X3).
    Visited { place: Place, variables: Vec<(String, String)>, at: i64 },
    /// Something this build stores and counts but does not show as a dialog yet: groups, business accounts (T14, T15).
    NotSupportedYet { what: &'static str },
    /// Nothing for a person to see (e.g. a poll answer in a place we do not follow); the raw event is kept.
    Ignored { why: &'static str },
}

/// Where it happened.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// External chat id.
    pub chat: String,
    /// Title of the chat or thread, if it has one.
    pub title: Option<String>,
    /// What the thread is about (an ad, a subject), if anything.
    pub context: Option<String>,
}

/// The client as the messenger shows him. Empty strings mean "not told".
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Id in the messenger (S17 "ID в мессенджере").
    pub external_id: String,
    /// The name by the rule of S11 for this messenger; empty if the messenger told none.
    pub name: String,
    /// User name without `@`.
    pub username: String,
    /// Phone in international form.
    pub phone: String,
    /// E-mail.
    pub email: String,
    /// Language tag, e.g. `ru`.
    pub language: String,
}

/// A message of a client.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InboundMessage {
    /// Where.
    pub place: Place,
    /// Who.
    pub person: Person,
    /// Id in the messenger, unique within (channel, chat).
    pub external_id: String,
    /// Provider's time, ms.
    pub at: i64,
    /// Text or caption.
    pub text: String,
    /// Formatting of the text.
    pub entities: Vec<Entity>,
    /// Files, not yet fetched.
    pub files: Vec<InboundFile>,
    /// A place on the map.
    pub location: Option<Location>,
    /// A card of a person.
    pub contact: Option<Contact>,
    /// External id of the message answered.
    pub reply_to: Option<String>,
    /// The part of that message which the client quoted.
    pub quote: Option<String>,
    /// Whom it was forwarded from, as text.
    pub forwarded_from: Option<String>,
    /// Messages of one album share this.
    pub album: Option<String>,
    /// Kind of content this build cannot show ("poll", "dice"): shown as "unsupported: kind" (G6).
    /// Together with [`NoteCode::Service`] it names the service message ("pinned_message").
    pub unsupported: Option<String>,
    /// A note to show instead of a bubble, e.g. the client pressed start.
    pub note: Option<NoteCode>,
    /// Where the client came from: start payload, utm (S17 "Тег").
    pub tag: Option<String>,
    /// Facts that become client variables (utm_source, page …). At most 32.
    pub variables: Vec<(String, String)>,
    /// Reference made by the sender's page (website chat), returned to it.
    pub client_ref: Option<String>,
    /// Data of the pressed button with the external id of the message that bore it (website chat).
    pub pressed: Option<(String, String)>,
}

/// A note instead of a bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteCode {
    /// The client started the bot.
    ClientStarted,
    /// The client blocked the bot.
    ClientBlockedBot,
    /// The client let the bot in again.
    ClientUnblockedBot,
    /// A service message of the messenger (pinned, title changed).
    Service,
}

/// Formatting of a stretch of text. Offsets in UTF-16 code units, as Telegram and browsers count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Kind of formatting.
    #[serde(rename = "type")]
    pub kind: EntityKind,
    /// Start.
    pub offset: u32,
    /// Length.
    pub length: u32,
    /// Target of a link.
    pub url: Option<String>,
}

/// Formatting the page can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum EntityKind {
    Bold,
    Italic,
    Underline,
    Strike,
    Code,
    Pre,
    Link,
    Spoiler,
    Quote,
}

/// What a file is, for its bubble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum FileKind {
    Image,
    Video,
    Audio,
    Voice,
    VideoNote,
    Sticker,
    Animation,
    Document,
}

/// A file that waits in the messenger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboundFile {
    /// What it is.
    pub kind: FileKind,
    /// How to fetch it: Telegram `file_id`; the website chat's own stored file id.
    pub source: String,
    /// Name, may be empty.
    pub name: String,
    /// MIME type as told, may be empty.
    pub mime: String,
    /// Size as told.
    pub size: Option<u64>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// Length in seconds.
    pub duration_s: Option<u32>,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Degrees.
    pub latitude: f64,
    /// Degrees.
    pub longitude: f64,
    /// Name of a venue.
    pub title: Option<String>,
    /// Address of a venue.
    pub address: Option<String>,
}

/// A card of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Name.
    pub name: String,
    /// Phone.
    pub phone: String,
}

/// A button under a message: data to send back, or an address to open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Button {
    /// Caption.
    pub text: String,
    /// Data of a callback button.
    pub data: Option<String>,
    /// Address of a link button.
    pub url: Option<String>,
}

/// A reaction: an emoji, or empty when withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reaction(pub Vec<String>);

/// A step of one of our messages.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum Change {
    /// Reached the device.
    Delivered,
    /// Read.
    Read,
    /// The provider failed later.
    Failed { code: String, text: String },
}
