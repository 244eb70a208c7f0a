//! Telegram bots (Bot API): verify, split, parse, send, poll, connect, files.
//!
//! Promises: an update is never dropped in silence: it becomes at least one [`crate::Inbound`] or a reason in words; the bot's token stands
//! in no error text; one order is one call. Refuses: parse modes (T12), sending by address (T8), groups, channels and
//! business accounts, which are counted but not shown yet (T14, T15). Trap ids (T…, G…) are those of the channel notes.

mod account;
mod call;
mod content;
mod entities;
mod files;
mod parse;
mod send;
mod verify;

pub use account::{ALLOWED_UPDATES, POLL_TIMEOUT_S, connect, identify, poll};
pub use files::{avatar, fetch_file};
pub use parse::parse;
pub use send::send;
pub use verify::{split, verify};

/// User ids have "at most 52 significant bits" (Bot API, `User.id`).
const PERSON_MAX: u64 = (1 << 52) - 1;

/// The id of a person as a table writes it: digits only. The ids of groups and channels are negative, and no persons.
pub fn person_id(text: &str) -> Option<String> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let id = text.parse::<u64>().ok().filter(|id| digits && (1..=PERSON_MAX).contains(id));
    id.map(|id| id.to_string())
}
