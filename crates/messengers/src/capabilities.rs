//! What each messenger can do, in one table, and the cutting of long texts that follows from it.
//!
//! Providers change their numbers: each stands here once, with its source. Read on 2026-07-01.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;
use utoipa::ToSchema;

use crate::{Entity, Kind};

/// A text becomes at most this many messages; a longer one is refused where it is entered.
pub const PARTS_MAX: usize = 20;

/// A cut may fall this many units short of the limit, because a cluster of characters is not torn apart.
const CLUSTER_SLACK: usize = 64;

/// A row of the table. Lengths of text are UTF-16 code units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Capabilities {
    /// Longest text of one message.
    pub text_max: u32,
    /// Longest text beside a file.
    pub caption_max: u32,
    /// Largest file we can send.
    pub file_max_bytes: u64,
    /// Files in one message.
    pub files_per_message: u32,
    /// A repeated send with the same key makes no second message.
    pub idempotent_send: bool,
    /// The messenger says when a message reached the device.
    pub delivered: bool,
    /// The messenger says when it was read.
    pub read: bool,
    /// A client's edits reach us.
    pub client_edits: bool,
    /// A client's deletes reach us.
    pub client_deletes: bool,
    /// Our messages can be changed.
    pub edit: bool,
    /// Our messages can be deleted.
    pub delete: bool,
    /// … if they are not older than this.
    pub delete_max_age_s: Option<u64>,
    /// A message can answer another.
    pub replies: bool,
    /// Buttons under a message.
    pub buttons: bool,
    /// "Is typing" of the client reaches us.
    pub typing_in: bool,
    /// "Is typing" of ours is shown to the client.
    pub typing_out: bool,
    /// We may only answer this long after the client's last message.
    pub reply_window_s: Option<u64>,
    /// Emoji that we can set on a client's message, one at a time; none where the messenger knows no reactions of ours.
    pub reactions: &'static [&'static str],
    /// Clients can be named before they have written ([`Kind::imported_id`]).
    pub imports: bool,
    /// The ways its messages can reach us, the best one first.
    pub modes: &'static [Mode],
}

/// The way a messenger's messages reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ChannelMode)]
pub enum Mode {
    /// It posts to our public address.
    Webhook,
    /// We ask.
    Poll,
    /// Our own page talks to us.
    Direct,
}

/// Of the emoji that ReactionTypeEmoji takes, those that suit a company's answer.
static TELEGRAM_REACTIONS: [&str; 16] =
    ["👍", "❤", "🔥", "🎉", "👏", "😁", "🙏", "👌", "🤝", "💯", "👀", "🤗", "🤔", "😢", "✍", "👎"];

/// Sources: Telegram Bot API, <https://core.telegram.org/bots/api>; checklist T6-T12 of the channel notes.
static TELEGRAM: Capabilities = Capabilities {
    // sendMessage: "1-4096 characters after entities parsing".
    text_max: 4096,
    // sendPhoto and its siblings: "0-1024 characters after entities parsing".
    caption_max: 1024,
    // sendDocument: "files of any type of up to 50 MB"; the decimal reading leaves room for the rest of the request.
    file_max_bytes: 50_000_000,
    // Albums (sendMediaGroup, 2-10) answer with several messages of which some may fail: one file, one message.
    files_per_message: 1,
    // No key exists (tdlib/telegram-bot-api issue 126).
    idempotent_send: false,
    // T6: bots get no receipts.
    delivered: false,
    read: false,
    // edited_message exists, deletes are told for business accounts only.
    client_edits: true,
    client_deletes: false,
    edit: true,
    delete: true,
    // deleteMessage: "can only be deleted if it was sent less than 48 hours ago".
    delete_max_age_s: Some(48 * 60 * 60),
    replies: true,
    buttons: true,
    typing_in: false,
    // sendChatAction.
    typing_out: true,
    // The client must have started the bot; afterwards there is no window.
    reply_window_s: None,
    reactions: &TELEGRAM_REACTIONS,
    imports: true,
    modes: &[Mode::Webhook, Mode::Poll],
};

/// Our own protocol: the limits of the widget's routes.
static SITE_CHAT: Capabilities = Capabilities {
    text_max: 4000,
    caption_max: 4000,
    // The upload route of the widget and of the operators' page.
    file_max_bytes: 20 * 1024 * 1024,
    files_per_message: 10,
    // The stored message is the delivery; its number is the key.
    idempotent_send: true,
    delivered: true,
    read: true,
    client_edits: false,
    client_deletes: false,
    edit: true,
    delete: true,
    delete_max_age_s: None,
    replies: true,
    buttons: true,
    typing_in: true,
    typing_out: true,
    reply_window_s: None,
    reactions: &[],
    imports: false,
    modes: &[Mode::Direct],
};

/// The sample client lives in our tables: what the website chat can do, without a page on the other side.
static DEMO: Capabilities = Capabilities {
    text_max: 4000,
    caption_max: 4000,
    file_max_bytes: 20 * 1024 * 1024,
    files_per_message: 10,
    idempotent_send: true,
    delivered: true,
    read: true,
    client_edits: false,
    client_deletes: false,
    edit: true,
    delete: true,
    delete_max_age_s: None,
    replies: true,
    buttons: true,
    typing_in: true,
    typing_out: false,
    reply_window_s: None,
    reactions: &[],
    imports: false,
    modes: &[Mode::Direct],
};

/// The row of a messenger.
pub(crate) fn of(kind: Kind) -> &'static Capabilities {
    match kind {
        Kind::Telegram => &TELEGRAM,
        Kind::SiteChat => &SITE_CHAT,
        Kind::Demo => &DEMO,
    }
}

/// Length of a text in UTF-16 code units, the unit of every limit and entity here.
pub fn utf16_len(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

impl Capabilities {
    /// The longest text that [`Capabilities::split_text`] sends whole, in UTF-16 code units. Check it where a text is entered.
    pub fn longest_text(&self) -> usize {
        (self.text_max as usize - CLUSTER_SLACK) * PARTS_MAX
    }

    /// Cuts a text into parts that each fit one message: between paragraphs if it can, else lines, else words, else
    /// between characters as people see them. Formatting that spans a cut goes on in the next part. White space at a cut
    /// is dropped. At most [`PARTS_MAX`] parts: of a text beyond [`Capabilities::longest_text`] the end is replaced by "…".
    pub fn split_text(&self, text: &str, entities: &[Entity]) -> Vec<(String, Vec<Entity>)> {
        let max = self.text_max as usize;
        let total = utf16_len(text);
        if total <= max {
            return vec![(text.to_owned(), entities.to_vec())];
        }
        let mut parts = Vec::new();
        let (mut byte, mut unit) = (0, 0);
        while byte < text.len() && parts.len() < PARTS_MAX {
            let rest = &text[byte..];
            // Cut as late as needed for the rest to fit the parts that are left, but never earlier than half way:
            // a break in the first lines is no place to cut.
            let parts_after = PARTS_MAX - parts.len() - 1;
            let floor = (max / 2).max((total - unit).saturating_sub(parts_after * (max - CLUSTER_SLACK))).min(max);
            let cut =
                if total - unit <= max { Cut { end: rest.len(), next: rest.len() } } else { cut(rest, floor, max) };
            let part = &rest[..cut.end];
            let units = utf16_len(part);
            // Messengers refuse a message of white space.
            if !part.trim().is_empty() {
                parts.push((part.to_owned(), clip(entities, unit, unit + units)));
            }
            unit += units + utf16_len(&rest[cut.end..cut.next]);
            byte += cut.next;
        }
        if byte < text.len()
            && let Some((last, formatting)) = parts.last_mut()
        {
            mark_as_cut(last, formatting, max);
        }
        parts
    }
}

/// Where a part ends and the next one begins, in bytes of the rest.
struct Cut {
    end: usize,
    next: usize,
}

/// Finds the best place with at least `floor` and at most `max` units before it. `rest` is longer than `max`.
fn cut(rest: &str, floor: usize, max: usize) -> Cut {
    let (mut paragraph, mut line, mut word, mut cluster) = (None, None, None, None);
    let is_blank = |cluster: &str| cluster.chars().all(char::is_whitespace);
    let mut units = 0;
    // Where the last visible sign ends: white space before a cut is dropped with the cut.
    let mut visible = 0;
    for (byte, grapheme) in rest.grapheme_indices(true) {
        if units > max {
            break;
        }
        if units > 0 {
            cluster = Some(byte);
        }
        if units >= floor && units > 0 {
            if grapheme.ends_with('\n') {
                line = Some((visible, byte));
                let after = rest[byte + grapheme.len()..].trim_start_matches([' ', '\t', '\r']);
                if after.starts_with('\n') {
                    paragraph = line;
                }
            } else if is_blank(grapheme) {
                word = Some((visible, byte));
            }
        }
        if !is_blank(grapheme) {
            visible = byte + grapheme.len();
        }
        units += utf16_len(grapheme);
    }
    if let Some((end, at)) = paragraph.or(line) {
        return Cut { end, next: at + blank_lines(&rest[at..]) };
    }
    if let Some((end, at)) = word {
        let blank: usize = rest[at..].graphemes(true).take_while(|cluster| is_blank(cluster)).map(str::len).sum();
        return Cut { end, next: at + blank };
    }
    let end = cluster.unwrap_or_else(|| fitting_chars(rest, max));
    Cut { end, next: end }
}

/// Length of the line ends and empty lines at the start of `text`; the indentation of the next line stays with it.
fn blank_lines(text: &str) -> usize {
    let blank = text.len() - text.trim_start().len();
    text[..blank].rfind('\n').map_or(0, |last| last + 1)
}

/// A single cluster longer than a whole message is no human text: cut it between its characters.
fn fitting_chars(text: &str, max: usize) -> usize {
    let mut units = 0;
    for (byte, char) in text.char_indices() {
        units += char.len_utf16();
        if units > max {
            return byte;
        }
    }
    text.len()
}

/// The formatting of `from..to`, counted from `from`.
fn clip(entities: &[Entity], from: usize, to: usize) -> Vec<Entity> {
    let clipped = |entity: &Entity| {
        let start = (entity.offset as usize).max(from);
        let end = (entity.offset as usize).saturating_add(entity.length as usize).min(to);
        if start >= end {
            return None;
        }
        let offset = u32::try_from(start - from).ok()?;
        let length = u32::try_from(end - start).ok()?;
        Some(Entity { offset, length, ..entity.clone() })
    };
    entities.iter().filter_map(clipped).collect()
}

/// Ends a part with "…", so that a missing end can be seen.
fn mark_as_cut(part: &mut String, entities: &mut Vec<Entity>, max: usize) {
    while utf16_len(part) >= max {
        part.pop();
    }
    *entities = clip(entities, 0, utf16_len(part));
    part.push('…');
}

/// How fast a messenger lets us send. 0 = as fast as we can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Least time between two messages of the account, ms, on average.
    pub account_interval_ms: i64,
    /// How much may go out at once after a pause, told in time of the account's rate, ms.
    pub account_burst_ms: i64,
    /// Least time between two messages to one chat, ms.
    pub chat_interval_ms: i64,
}

impl Rates {
    /// How many of `wanted` messages may go now. `full_at` is the bucket: the moment at which everything that went out so far
    /// would have gone at the account's pace. Within any time `t` no more than (`t` + burst) / interval messages pass.
    pub fn allowed(&self, full_at: i64, now: i64, wanted: i64) -> i64 {
        if self.account_interval_ms == 0 {
            return wanted;
        }
        ((now + self.account_burst_ms - full_at.max(now)) / self.account_interval_ms).clamp(0, wanted)
    }

    /// The bucket after so many messages went out.
    pub fn taken(&self, full_at: i64, now: i64, count: i64) -> i64 {
        full_at.max(now) + self.account_interval_ms * count
    }

    /// When the next message may go.
    pub fn next(&self, full_at: i64) -> i64 {
        full_at - self.account_burst_ms + self.account_interval_ms
    }
}

/// The rates of a kind. Telegram: about 30 messages a second over all chats and one a second in a chat (T9, Bot FAQ). The
/// burst counts into the first second: (1000 + 108) / 36 is 30 messages in the worst one, 27 a second for long.
pub(crate) fn rates(kind: Kind) -> Rates {
    match kind {
        Kind::Telegram => Rates { account_interval_ms: 36, account_burst_ms: 108, chat_interval_ms: 1000 },
        Kind::SiteChat | Kind::Demo => Rates { account_interval_ms: 0, account_burst_ms: 0, chat_interval_ms: 0 },
    }
}
