//! People and words: who works here, which channels are connected, what clients write and what we answer.
//!
//! The rooms follow the way of a message: `channels` are connected by `employees` of a `project`; `intake` keeps what comes
//! in and turns it into `messages` of `clients`; `dialogs` is how people see them; `outbox` sends; `live` tells open pages.
//! `site_chat` is the visitor's side of our own messenger, `files` keeps what is attached.
//! Rooms use of each other only what a room's `mod.rs` makes public, and none knows who stands to its right.

mod state;

pub mod audit;
pub mod channels;
pub mod clients;
pub mod comments;
pub mod demo_client;
pub mod dialogs;
pub mod drafts;
pub mod employees;
pub mod files;
pub mod imports;
pub mod intake;
pub mod jobs;
pub mod labels;
pub mod live;
pub mod messages;
pub mod migrations;
pub mod outbox;
pub mod projects;
pub mod retention;
mod rounds;
pub mod scheduled;
pub mod search;
pub mod site_chat;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod wire;

#[cfg(test)]
mod description_tests;
#[cfg(test)]
mod routes_tests;

pub use state::{Inbox, Parts};

use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

/// What no body of a request or an answer names: words of queries, and those of the socket.
#[derive(OpenApi)]
#[openapi(components(schemas(
    dialogs::Tab,
    dialogs::DialogFilter,
    search::SearchPlace,
    live::FrameFromPage,
    live::FrameFromServer
)))]
struct Unnamed;

/// All routes of all rooms.
pub fn routes() -> OpenApiRouter<Inbox> {
    OpenApiRouter::with_openapi(Unnamed::openapi())
        .merge(employees::routes())
        .merge(projects::routes())
        .merge(audit::routes())
        .merge(channels::routes())
        .merge(files::routes())
        .merge(intake::routes())
        .merge(clients::routes())
        .merge(dialogs::routes())
        .merge(labels::routes())
        .merge(comments::routes())
        .merge(messages::routes())
        .merge(drafts::routes())
        .merge(scheduled::routes())
        .merge(outbox::routes())
        .merge(search::routes())
        .merge(jobs::routes())
        .merge(imports::routes())
        .merge(live::routes())
        .merge(site_chat::routes())
        .merge(demo_client::routes())
}

/// Starts every loop of this crate under the state's supervisor; `purgers` are those of the rooms above.
pub fn start(inbox: &Inbox, purgers: &'static [clients::Purger]) {
    employees::start(inbox);
    channels::start(inbox);
    files::start(inbox);
    intake::start(inbox);
    outbox::start(inbox);
    scheduled::start(inbox);
    live::start(inbox);
    site_chat::start(inbox);
    demo_client::start(inbox);
    search::start(inbox);
    jobs::start(inbox);
    imports::start(inbox);
    clients::start(inbox, purgers);
    retention::start(inbox);
}
