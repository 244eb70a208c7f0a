//! What is sold to clients: deals.
//!
//! Stands on `inbox` and is not known to it: a deal hangs on a client, is seen by whoever sees him, and goes with him.

pub mod deals;

#[cfg(test)]
mod routes_tests;

use beseda_inbox::Inbox;
use beseda_inbox::clients::Purger;
use utoipa_axum::router::OpenApiRouter;

/// What takes the rows of a purged client from the tables of this crate.
pub const PURGERS: &[Purger] = &[deals::purge];

/// All routes of all rooms.
pub fn routes() -> OpenApiRouter<Inbox> {
    deals::routes()
}
