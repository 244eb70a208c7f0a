//! The stand-in keeps Telegram's rules, and Beseda's Telegram code gets along with it over real connections.

#![expect(clippy::unwrap_used, reason = "a failing test says where")]

mod common;
mod faults;
mod sending;
mod updates;
