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
