//! The one form of what goes out, and what may come of it.

use crate::{Button, Entity, FileKind};

/// One order to a messenger: exactly one call that the client sees.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// External chat id.
    pub chat: String,
    /// Unique number of this order: the idempotency key where the messenger has one.
    pub order_id: i64,
    /// The client's app makes no sound, where the messenger can do that; of texts and files only.
    pub silent: bool,
    /// What to do.
    pub kind: OrderKind,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum OrderKind {
    /// Send one text that fits the limit (splitting is done before, by [`crate::Capabilities::split_text`]).
    Text { text: String, entities: Vec<Entity>, reply_to: Option<String>, buttons: Vec<Vec<Button>> },
    /// Send one file with an optional caption that fits.
    File { file: OutgoingFile, caption: String, reply_to: Option<String>, buttons: Vec<Vec<Button>> },
    /// Change a text (or caption) sent before.
    Edit { external_id: String, text: String, entities: Vec<Entity>, is_caption: bool, buttons: Vec<Vec<Button>> },
    /// Delete a message sent before.
    Delete { external_id: String },
    /// Set our reaction on a message, or take it away.
    React { external_id: String, emoji: Option<String> },
    /// Confirm a button press (T7), so that the client's app stops waiting.
    AnswerCallback { callback_id: String },
    /// Show "typing…" once. Never retried.
    Typing,
}

impl Order {
    /// The longest the exchange may take, ms. The lease of the one who sends must be longer (guarantee 10).
    pub fn timeout_ms(&self) -> u64 {
        match self.kind {
            // The largest upload, 50 MB, takes 100 s at 4 Mbit/s.
            OrderKind::File { .. } => 120_000,
            OrderKind::Typing => 5_000,
            _ => 20_000,
        }
    }
}

/// A file of ours that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// What it is.
    pub kind: FileKind,
    /// Key for [`crate::Wire`]'s blobs.
    pub blob: String,
    /// Name.
    pub name: String,
    /// MIME type.
    pub mime: String,
    /// Size in bytes.
    pub size: u64,
}

/// One message that the provider made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentPart {
    /// Its id.
    pub external_id: String,
    /// Provider's time, ms, if told.
    pub at: Option<i64>,
}

/// What came of an order (guarantee 10).
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after what the variant's line tells")]
pub enum SendOutcome {
    /// Done. `part` is set where a message was made.
    Sent { part: Option<SentPart> },
    /// Surely not taken; try again, not before `retry_after_s` if told (429, 5xx, no connection).
    /// `whole_account`: the wait is for all chats of the account, not this one.
    NotSent { text: String, retry_after_s: Option<u64>, whole_account: bool },
    /// Refused for good. `code` is stable and ours: `blocked_us`, `deactivated`, `chat_not_found`, `too_long`, `file_too_big`,
    /// `cannot_initiate`, `voice_forbidden`, `message_gone`, `too_old_to_delete`, `provider_refused`; `text` is the provider's wording.
    Rejected { code: &'static str, text: String },
    /// Nobody knows whether it was taken.
    Ambiguous { text: String },
    /// The account is broken: stop the channel, keep the queue.
    AccountBroken { problem: crate::AccountProblem },
}
