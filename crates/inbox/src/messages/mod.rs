//! Messages of a dialog: how they come in, are written by employees, change, and are shown.
//!
//! Whoever writes for a client begins with `update clients set last_n = last_n + k … returning` (guarantee 3): its row lock
//! makes `n` gapless and in commit order. A message's states only move forward. Texts never reach events or logs.

mod body;
mod changes;
mod failed;
pub mod history;
mod post;
mod reactions;
mod receive;
mod resend;
mod routes;
mod scrub;
mod view;
mod visitor;

#[cfg(test)]
mod tests;

pub use body::{Body, Note};
pub(crate) use changes::PARKED_MS;
pub(crate) use changes::{mark_delivered, refresh_state, repeat, unpark};
pub(crate) use failed::{failed_clients, last_failed};
pub(crate) use post::{Answers, Draft, hash_of, post_draft};
pub use post::{NewMessage, Posted};
pub(crate) use reactions::reaction_refused;
pub(crate) use receive::receive;
pub use receive::{Arrival, Received, note};
#[cfg(test)]
pub(crate) use receive::{PARKED, PARTS, THREADS};
pub use routes::routes;
pub(crate) use scrub::scrub_rest;
pub(crate) use view::load;
#[cfg(test)]
pub(crate) use view::page_sql;
pub(crate) use view::state_of;
pub use view::{ButtonView, EntityView, Message, MessageKind, MessageState, Page, Quote, page};
pub(crate) use visitor::{visitor_received, visitor_seen};

/// Longest text an employee may post at once; longer than any messenger takes in one piece, it is split by the channel's limit.
pub const TEXT_MAX: usize = 20_000;

/// Who wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the terms of the feature table")]
pub enum AuthorKind {
    Client,
    Employee,
    Bot,
    System,
    Api,
}

impl AuthorKind {
    /// Name in the database and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            AuthorKind::Client => "client",
            AuthorKind::Employee => "employee",
            AuthorKind::Bot => "bot",
            AuthorKind::System => "system",
            AuthorKind::Api => "api",
        }
    }

    /// The kind of this name; what is unknown counts as the system's.
    pub(crate) fn from_name(name: &str) -> AuthorKind {
        match name {
            "client" => AuthorKind::Client,
            "employee" => AuthorKind::Employee,
            "bot" => AuthorKind::Bot,
            "api" => AuthorKind::Api,
            _ => AuthorKind::System,
        }
    }
}
