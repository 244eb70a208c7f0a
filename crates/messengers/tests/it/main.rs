//! The messengers' languages from outside: raw deliveries in, orders out, over a wire that follows a script.

#![expect(clippy::unwrap_used, reason = "a failing test says where")]

mod capabilities;
mod common;
mod site_chat;
mod telegram_account;
mod telegram_parse;
mod telegram_send;
